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
        .required = true,
        .word = true,
    },
    ContainerUser,
    OptionDescription{
        .name = "podman_path",
        .type = OptionType::Path,
        .label = forPeople("Podman program"),
        .help = forPeople("The podman command to use."),
        .fallback = "podman",
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

constexpr std::array Symptoms{
    Symptom{"no container with name or ID", "There is no container of that name for this user.",
            "See `podman ps --all`; each user has containers of their own."},
    Symptom{"can only create exec sessions on running containers", "The container is stopped or paused.",
            "Start it with `podman start`, or resume it with `podman unpause`, then connect again."},
    Symptom{"unable to find user", NoSuchUserCause, NoSuchUserFix},
    Symptom{"executable file not found", NoShellCause, NoShellFix},
    Symptom{"exec format error", WrongMachineCause, WrongMachineFix},
    Symptom{"OCI permission denied", "The container may not execute the file.",
            "Check the rights of its programs and whether its root is mounted noexec."},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    ProgramStart start{.argv = {programOption(hop, "podman_path", "podman"), "exec", "--interactive"},
                       .environment = {}};
    appendOption(start.argv, "--user", textOption(hop, "username"));
    start.argv.push_back(container);
    append(start.argv, command);
    return start;
}

// The agent removes its file as it starts; where it is not root there it may not, so podman's root does.
Result<DirectStart> direct(const Hop& hop, const std::string& name)
{
    const std::string program = programOption(hop, "podman_path", "podman");
    const std::string container = textOption(hop, "container");
    DirectStart way;
    way.copy = {program, "cp", "-", container + ":/"};
    way.start.argv = {program, "exec", "--interactive"};
    appendOption(way.start.argv, "--user", textOption(hop, "username"));
    append(way.start.argv, {container, "/" + name});
    way.tidy = {program, "exec", "--user", "0", container, "/" + name, "--version"};
    return way;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {programOption(hop, "podman_path", "podman"), "ps", "--all", "--format",
                     "{{.Names}}\t{{.State}}\t{{.Image}}"},
            .layout = {}};
}

}  // namespace

constinit const ProgramMethod PodmanMethod{
    .description =
        {
            .name = "podman",
            .label = forPeople("Podman container"),
            .help = forPeople("A running podman container."),
            .options = Options,
            .target = "container",
            .program = "podman",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
    .saysNoShell = "executable file not found",
    .direct = direct,
};

}  // namespace rz::connect
