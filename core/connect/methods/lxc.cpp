#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/openers/freezer.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Name of a running container."),
        .required = true,
        .word = true,
    },
    OptionDescription{
        .name = "lxc_attach_path",
        .type = OptionType::Path,
        .label = forPeople("Attach program"),
        .help = forPeople("The lxc-attach command to use."),
        .fallback = "lxc-attach",
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
    Symptom{"Failed to get init pid", "The container is stopped, or there is none of that name for this user.",
            "See `lxc-ls --fancy`; start it with `lxc-start`, then connect again."},
    Symptom{"Failed to exec", NoShellCause, NoShellFix},
    Symptom{"You lack access to", "This user has no containers; each user has containers of their own.",
            "Connect as root first, for instance by sudo."},
};

// lxc-attach says nothing of it and waits.
bool isFrozenContainer(const std::string& name)
{
    return isFrozen("lxc.payload." + name) || isFrozen("lxc/" + name);
}

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    if (isFrozenContainer(container)) {
        return std::unexpected(Error(ErrorKind::Stream, str("the container ", container, " is frozen"))
                                   .withDetails({.cause = "The container is frozen.",
                                                 .fix = "Resume it with `lxc-unfreeze`, then connect again."}));
    }
    ProgramStart start{
        .argv = {programOption(hop, "lxc_attach_path", "lxc-attach"), "--clear-env", "--name", container, "--"},
        .environment = {}};
    append(start.argv, command);
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {besideProgram(programOption(hop, "lxc_attach_path", "lxc-attach"), "lxc-ls"), "-1"}, .layout = {}};
}

}  // namespace

constinit const ProgramMethod LxcMethod{
    .description =
        {
            .name = "lxc",
            .label = forPeople("LXC container"),
            .help = forPeople("A running container of the classic LXC."),
            .options = Options,
            .target = "container",
            .program = "lxc-attach",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
};

}  // namespace rz::connect
