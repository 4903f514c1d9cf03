#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = "Container",
        .help = "Name or id of a running container.",
    },
    OptionDescription{
        .name = "image",
        .type = OptionType::Text,
        .label = "Image",
        .help = "Start a temporary container from this image instead; it is removed when the context ends.",
    },
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = "User",
        .help = "Account in the container; the one its image names when left out.",
    },
    OptionDescription{
        .name = "docker_path",
        .type = OptionType::Path,
        .label = "Docker program",
        .help = "The docker command to use.",
        .fallback = "docker",
        .advanced = true,
    },
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
};

constexpr std::array Symptoms{
    Symptom{"No such container", "There is no container of that name.",
            "See `docker ps --all` for the containers there are."},
    Symptom{"is not running", "The container is stopped.", "Start it with `docker start`, then connect again."},
    Symptom{"is paused", "The container is paused.", "Resume it with `docker unpause`, then connect again."},
    Symptom{"Cannot connect to the Docker daemon", "The docker daemon does not run there.",
            "Start the docker service on that host."},
    Symptom{"permission denied while trying to connect", "This user may not use docker.",
            "Connect as a member of the group docker, or as root."},
    Symptom{"Unable to find image", "The image is not on that host and could not be fetched.",
            "Pull or build it there first."},
    Symptom{"unable to find user", "There is no such user in the container.",
            "Leave the user out, or name one of its /etc/passwd."},
    Symptom{"executable file not found", "The container has no shell.",
            "Connect by setns instead, which needs nothing inside."},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    const std::string image = textOption(hop, "image");
    if (container.empty() == image.empty())
        return fail(ErrorKind::Argument, "docker needs either a container or an image");
    const std::string program = textOption(hop, "docker_path");
    ProgramStart start{.argv = {program.empty() ? "docker" : program}, .environment = {}};
    if (image.empty())
        start.argv.insert(start.argv.end(), {"exec", "--interactive"});
    else
        start.argv.insert(start.argv.end(), {"run", "--interactive", "--rm"});
    if (const std::string user = textOption(hop, "username"); !user.empty())
        start.argv.insert(start.argv.end(), {"--user", user});
    start.argv.push_back(image.empty() ? container : image);
    start.argv.insert(start.argv.end(), command.begin(), command.end());
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    const std::string program = textOption(hop, "docker_path");
    return {
        .argv = {program.empty() ? "docker" : program, "ps", "--all", "--format", "{{.Names}}\t{{.State}}\t{{.Image}}"},
        .layout = {}};
}

}  // namespace

constinit const ProgramMethod DockerMethod{
    .description =
        {
            .name = "docker",
            .label = "Docker container",
            .help = "A running docker container, or a temporary one.",
            .options = Options,
            .target = "container",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
};

}  // namespace rz::connect
