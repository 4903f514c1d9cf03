#include "core/base/str.h"
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
        .help =
            forPeople("Name of a running container, after the name of its remote where that is not the default one."),
        .required = true,
        .word = true,
    },
    OptionDescription{
        .name = "lxc_path",
        .type = OptionType::Path,
        .label = forPeople("LXD client"),
        .help = forPeople("The lxc command to use."),
        .fallback = "lxc",
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
    Symptom{"Instance not found", "There is no container of that name.", "See `lxc list`."},
    Symptom{"Instance is not running", "The container is stopped.", "Start it with `lxc start`, then connect again."},
    Symptom{"Instance is frozen", "The container is paused.", "Resume it with `lxc start`, then connect again."},
    Symptom{"unix.socket: connect: permission denied", "This user may not use LXD.",
            "Connect as a member of the group lxd, or as root."},
    Symptom{"unix.socket: connect: ", "LXD does not run there.", "Start the lxd service on that host."},
    Symptom{"Command not found", NoShellCause, NoShellFix},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    ProgramStart start{
        .argv = {programOption(hop, "lxc_path", "lxc"), "exec", "--mode=non-interactive", container, "--"},
        .environment = {"LC_ALL=C"}};
    append(start.argv, command);
    return start;
}

Result<DirectStart> direct(const Hop& hop, const std::string& name)
{
    const std::string program = programOption(hop, "lxc_path", "lxc");
    const std::string container = textOption(hop, "container");
    DirectStart way;
    way.copy = {program, "file", "push", "--quiet", "--mode=0755", "-", str(container, '/', name)};
    way.takes = DirectStart::Takes::File;
    way.start.argv = {program, "exec", "--mode=non-interactive", container, "--", "/" + name};
    // Only needed when it never ran.
    way.tidy = {program, "file", "delete", str(container, '/', name)};
    return way;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {programOption(hop, "lxc_path", "lxc"), "list", "--format", "csv", "--columns", "ns"},
            .layout = {.separator = ',', .name = 0, .state = 1, .note = -1}};
}

}  // namespace

constinit const ProgramMethod LxdMethod{
    .description =
        {
            .name = "lxd",
            .label = forPeople("LXD container"),
            .help = forPeople("A running container of LXD."),
            .options = Options,
            .target = "container",
            .program = "lxc",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
    .saysNoShell = "Command not found",
    .direct = direct,
};

}  // namespace rz::connect
