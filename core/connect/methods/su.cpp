#include "core/connect/hop_options.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/methods/password_options.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = forPeople("User"),
        .help = forPeople("Account to become."),
        .fallback = "root",
        .word = true,
    },
    OptionDescription{
        .name = "password",
        .type = OptionType::Secret,
        .label = forPeople("Password"),
        .help = forPeople("Password of that account, used once; you are asked when it is left out."),
    },
    OptionDescription{
        .name = "su_path",
        .type = OptionType::Path,
        .label = forPeople("su program"),
        .help = forPeople("The su command to use."),
        .fallback = "su",
        .advanced = true,
    },
    PasswordPrompt,
    IncorrectPrompts,
    PythonPath,
    ContextName,
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
    Profiling,
};

constexpr std::array Symptoms{
    Symptom{"does not exist", "There is no such account.", "Check the user's name."},
    Symptom{"unknown user", "There is no such account.", "Check the user's name."},
    Symptom{"ermission denied", "This user may not use su; often only members of the group wheel or sudo may.",
            "Become the user by sudo, or have the account added to that group."},
    Symptom{"account has expired", "The account has expired.", "Ask the host's administrator to renew it."},
    Symptom{"must be run from a terminal", "This su wants a terminal and does not take ours for one.",
            "Become the user by sudo."},
    Symptom{"cannot open session", "PAM does not open a session: limits or access rules of the host.",
            "See the host's authentication log."},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string user = targetOption(hop);
    const std::string program = textOption(hop, "su_path");
    ProgramStart start{
        // In this order for every su: one takes options after the user, another hands the rest to the shell.
        .argv = {program.empty() ? "su" : program, user, "-c", "exec " + shellCommand(onStreamDescriptor(command))},
        .speaks = ProgramStart::Speaks::Terminal,  // PAM asks on standard input
    };
    askAtTerminal(start, hop, user);
    return start;
}

}  // namespace

constinit const ProgramMethod SuMethod{
    .description =
        {
            .name = "su",
            .label = forPeople("Another user (su)"),
            .help = forPeople("Another user of the same machine, whose password is asked."),
            .options = Options,
            .target = "username",
            .program = "su",
            .symptoms = Symptoms,
            .discovery = discoverAccounts,
        },
    .start = start,
};

}  // namespace rz::connect
