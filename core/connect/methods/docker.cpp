#include "core/connect/hop_options.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/openers/direct_start.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Name or id of a running container."),
        .word = true,
    },
    OptionDescription{
        .name = "image",
        .type = OptionType::Text,
        .label = forPeople("Image"),
        .help = forPeople("Start a temporary container from this image instead; it is removed when the context ends."),
        .word = true,
    },
    ContainerUser,
    OptionDescription{
        .name = "docker_path",
        .type = OptionType::Path,
        .label = forPeople("Docker program"),
        .help = forPeople("The docker command to use."),
        .fallback = "docker",
        .advanced = true,
    },
    PythonPath,
    ContextName,
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
    Profiling,
};

constexpr std::array<std::string_view, 2> Places{"container", "image"};

constexpr std::array Symptoms{
    Symptom{"No such container", "There is no container of that name.",
            "See `docker ps --all` for the containers there are."},
    Symptom{"is not running", "The container is stopped.", "Start it with `docker start`, then connect again."},
    Symptom{"is paused", "The container is paused.", "Resume it with `docker unpause`, then connect again."},
    Symptom{"is restarting", "The container crashes again and again.", "See `docker logs` for why."},
    Symptom{"Cannot connect to the Docker daemon", "The docker daemon does not run there.",
            "Start the docker service on that host."},
    Symptom{"permission denied while trying to connect", "This user may not use docker.",
            "Connect as a member of the group docker, or as root."},
    Symptom{"Unable to find image", "The image is not on that host and could not be fetched.",
            "Pull or build it there first."},
    Symptom{"No such image", "There is no such image.", "See `docker images` for the images there are."},
    Symptom{"unable to find user", NoSuchUserCause, NoSuchUserFix},
    Symptom{"executable file not found", NoShellCause, NoShellFix},
    Symptom{"marked read-only", "The container has no shell, and the agent cannot be put into its read-only root.",
            NoShellFix},
    Symptom{"exec format error", WrongMachineCause, WrongMachineFix},
};

// Docker removes it when the agent ends; we do when that was never begun.
std::string temporaryName()
{
    return "rhizome-" + randomName();
}

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string image = textOption(hop, "image");
    ProgramStart start{.argv = {programOption(hop, "docker_path", "docker")}, .environment = {}};
    if (image.empty()) {
        append(start.argv, {"exec", "--interactive"});
        appendOption(start.argv, "--user", textOption(hop, "username"));
        start.argv.push_back(textOption(hop, "container"));
        append(start.argv, command);
    } else {
        // Whatever program the image would start by itself.
        const std::string name = temporaryName();
        append(start.argv, {"run", "--interactive", "--rm", "--name", name, "--entrypoint", command.front()});
        start.destroy = {start.argv.front(), "rm", "--force", name};
        appendOption(start.argv, "--user", textOption(hop, "username"));
        start.argv.push_back(image);
        append(start.argv, command.subspan(1));
    }
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {programOption(hop, "docker_path", "docker"), "ps", "--all", "--format",
                     "{{.Names}}\t{{.State}}\t{{.Image}}"},
            .layout = {}};
}

// The agent removes its file as it starts; where it is not root there it may not, so docker's root does.
Result<DirectStart> intoContainer(const Hop& hop, const std::string& name)
{
    const std::string program = programOption(hop, "docker_path", "docker");
    const std::string container = textOption(hop, "container");
    DirectStart way;
    way.copy = {program, "cp", "-", container + ":/"};
    way.start.argv = {program, "exec", "--interactive"};
    appendOption(way.start.argv, "--user", textOption(hop, "username"));
    append(way.start.argv, {container, "/" + name});
    way.tidy = {program, "exec", "--user", "0", container, "/" + name, "--version"};
    return way;
}

Result<DirectStart> intoImage(const Hop& hop, const std::string& name)
{
    const std::string program = programOption(hop, "docker_path", "docker");
    const std::string container = temporaryName();
    DirectStart way;
    way.create = {program, "create", "--interactive", "--rm", "--name", container, "--entrypoint", "/" + name};
    appendOption(way.create, "--user", textOption(hop, "username"));
    way.create.push_back(textOption(hop, "image"));
    way.copy = {program, "cp", "-", container + ":/"};
    way.start.argv = {program, "start", "--attach", "--interactive", container};
    way.start.destroy = {program, "rm", "--force", container};
    return way;
}

Result<DirectStart> direct(const Hop& hop, const std::string& name)
{
    return textOption(hop, "image").empty() ? intoContainer(hop, name) : intoImage(hop, name);
}

}  // namespace

constinit const ProgramMethod DockerMethod{
    .description =
        {
            .name = "docker",
            .label = forPeople("Docker container"),
            .help = forPeople("A running docker container, or a temporary one."),
            .options = Options,
            .target = "container",
            .oneOf = Places,
            .program = "docker",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
    .saysNoShell = "executable file not found",
    .direct = direct,
};

}  // namespace rz::connect
