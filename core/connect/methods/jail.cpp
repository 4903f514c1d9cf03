#include "core/connect/hop_options.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Name or number of a running jail."),
        .required = true,
        .word = true,
    },
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = forPeople("User"),
        .help = forPeople("Account in the jail; root when left out."),
    },
    OptionDescription{
        .name = "jexec_path",
        .type = OptionType::Path,
        .label = forPeople("Jail program"),
        .help = forPeople("The jexec command to use."),
        .fallback = "/usr/sbin/jexec",
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
    Symptom{" not found", "There is no running jail of that name.",
            "See `jls`; start it with `service jail onestart`, then connect again."},
    Symptom{": no such user", "There is no such user in the jail.", "Leave the user out, or name one of its own."},
    Symptom{"execvp: ", "The jail has no shell.", "Install a POSIX sh in it."},
    Symptom{"Operation not permitted", "This user may not enter jails.", "Connect as root first."},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    ProgramStart start{.argv = {programOption(hop, "jexec_path", "/usr/sbin/jexec")}, .environment = {}};
    appendOption(start.argv, "-U", textOption(hop, "username"));
    start.argv.push_back(container);
    append(start.argv, command);
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {besideProgram(programOption(hop, "jexec_path", "/usr/sbin/jexec"), "jls"), "name"}, .layout = {}};
}

}  // namespace

constinit const ProgramMethod JailMethod{
    .description =
        {
            .name = "jail",
            .label = forPeople("FreeBSD jail"),
            .help = forPeople("A running jail with Linux programs in it."),
            .options = Options,
            .target = "container",
            .program = "/usr/sbin/jexec",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
};

}  // namespace rz::connect
