#include "core/connect/hop_options.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/methods/password_options.h"
#include "core/io/own_account.h"

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
    },
    OptionDescription{
        .name = "password",
        .type = OptionType::Secret,
        .label = forPeople("Password"),
        .help = forPeople("Your own password there, used once; you are asked when it is left out."),
    },
    OptionDescription{
        .name = "doas_path",
        .type = OptionType::Path,
        .label = forPeople("doas program"),
        .help = forPeople("The doas command to use."),
        .fallback = "doas",
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
    Symptom{"Operation not permitted", "doas.conf does not permit this user to become that one.",
            "Have a rule \"permit\" for it added to doas.conf on that host."},
    Symptom{"doas is not enabled", "The host has no doas.conf.", "Have one made, or become the user by sudo or su."},
    Symptom{"unknown user", "There is no such account.", "Check the user's name."},
    Symptom{"not installed setuid", "The doas program has lost its setuid bit.", "Have doas installed anew there."},
    Symptom{"syntax error", "doas.conf has an error.", "Have it corrected on that host."},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string program = textOption(hop, "doas_path");
    ProgramStart start{.argv = {program.empty() ? "doas" : program, "-u", targetOption(hop), "--"}};
    start.argv.insert(start.argv.end(), command.begin(), command.end());
    askAtTerminal(start, hop, io::ownAccount().name);
    return start;
}

}  // namespace

constinit const ProgramMethod DoasMethod{
    .description =
        {
            .name = "doas",
            .label = forPeople("Another user (doas)"),
            .help = forPeople("Another user of the same machine, as far as its doas.conf permits it."),
            .options = Options,
            .target = "username",
            .program = "doas",
            .symptoms = Symptoms,
            .discovery = discoverAccounts,
        },
    .start = start,
};

}  // namespace rz::connect
