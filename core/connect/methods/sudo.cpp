#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/methods/sudo_arguments.h"
#include "core/io/own_account.h"

#include <array>

namespace rz::connect {

namespace {

Result<> checkSudoArguments(const Value& value)
{
    std::vector<std::string> arguments;
    for (const Value& argument : value.as<List>()->items)
        arguments.push_back(*argument.as<std::string>());
    auto parsed = parseSudoArguments(arguments);
    return parsed ? Result<>() : std::unexpected(std::move(parsed).error());
}

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
        .help = forPeople(
            "The password sudo wants, as a rule your own there; used once. You are asked when it is left out."),
    },
    OptionDescription{
        .name = "set_home",
        .type = OptionType::Boolean,
        .label = forPeople("Set HOME"),
        .help = forPeople("HOME becomes the home directory of that account."),
        .fallback = "false",
        .advanced = true,
    },
    OptionDescription{
        .name = "preserve_env",
        .type = OptionType::Boolean,
        .label = forPeople("Keep the environment"),
        .help = forPeople("The variables of the context before stay as they are, where sudo permits it."),
        .fallback = "false",
        .advanced = true,
    },
    OptionDescription{
        .name = "selinux_role",
        .type = OptionType::Text,
        .label = forPeople("SELinux role"),
        .help = forPeople("Role of the new security context."),
        .advanced = true,
    },
    OptionDescription{
        .name = "selinux_type",
        .type = OptionType::Text,
        .label = forPeople("SELinux type"),
        .help = forPeople("Type of the new security context."),
        .advanced = true,
    },
    OptionDescription{
        .name = "sudo_args",
        .type = OptionType::TextList,
        .label = forPeople("Options of sudo"),
        .help = forPeople(
            "Further options as one gives them to sudo: -E, -g GROUP, -H, -k, -P, -r ROLE, -t TYPE, -u USER."),
        .advanced = true,
        .check = checkSudoArguments,
    },
    OptionDescription{
        .name = "sudo_path",
        .type = OptionType::Path,
        .label = forPeople("sudo program"),
        .help = forPeople("The sudo command to use."),
        .fallback = "sudo",
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
    Symptom{"incorrect password attempt", "The password is wrong.",
            "Give the password that sudo asks for, as a rule that of the account that runs it.", ErrorKind::Password},
    Symptom{"is not in the sudoers file", "sudo does not let this user become anybody.",
            "Have a rule for it added to sudoers on that host."},
    Symptom{"is not allowed to execute", "sudo does not let this user run a shell as that account.",
            "Have a rule for it added to sudoers on that host."},
    Symptom{"may not run sudo", "sudo does not let this user become anybody.",
            "Have a rule for it added to sudoers on that host."},
    Symptom{"you must have a tty", "sudo wants a terminal (requiretty) and does not take ours for one.",
            "Have requiretty switched off for this user on that host."},
    Symptom{"a terminal is required", "sudo did not find the program that answers its questions.",
            "Connect again; see whether /proc is mounted there."},
    Symptom{"no askpass program", "sudo did not find the program that answers its questions.",
            "Connect again; see whether /proc is mounted there."},
    Symptom{"unable to run", "sudo may not execute the program that answers its questions.",
            "See the host's security log: a noexec mount or SELinux may forbid it."},
    Symptom{"unknown user", "There is no such account.", "Check the user's name."},
    Symptom{"unable to initialize policy plugin", "The sudoers files have an error.",
            "Have them checked with `visudo -c` on that host."},
    Symptom{"you are not permitted to use the -", "sudo does not permit one of the options.",
            "Leave it out, or have the sudoers files allow it."},
    Symptom{"not allowed to preserve the environment", "sudo does not permit keeping the environment.",
            "Leave preserve_env out, or have SETENV added to the rule."},
    Symptom{"Account expired", "The account that runs sudo has expired.", "Ask the host's administrator to renew it."},
    Symptom{"ccount or password is expired", "The password of this account has expired.",
            "Change it in an ordinary login first."},
    Symptom{"ccount validation failure", "The account is locked or has expired.",
            "Ask the host's administrator to renew it."},
    Symptom{"must be owned by uid 0 and have the setuid bit",
            "The sudo program cannot become root: it has lost its "
            "setuid bit, or its file system is mounted nosuid.",
            "Have sudo installed anew there."},
    Symptom{"no new privileges", "The context runs where nobody may gain rights (a container or service).",
            "Start from a context outside of it."},
};

// %p: whose password sudo wants; %u: who runs it. Questions in other words are not for a password of sudo's.
constexpr std::string_view PromptBegin = "[rhizome] password of ";
constexpr std::string_view PromptMiddle = " for ";
constexpr std::string_view PromptEnd = ": ";

// With rootpw, targetpw or runaspw it is not that of the invoking user. sudo only chooses among the accounts it can be.
std::optional<std::string> accountOf(std::string_view text, const std::string& own, const std::string& target)
{
    if (!text.starts_with(PromptBegin) || !text.ends_with(PromptEnd))
        return {};
    text.remove_prefix(PromptBegin.size());
    text.remove_suffix(std::min(PromptEnd.size(), text.size()));
    const std::size_t middle = text.find(PromptMiddle);
    if (middle == std::string_view::npos)
        return {};
    const std::string_view wanted = text.substr(0, middle);
    if (wanted == text.substr(middle + PromptMiddle.size()))
        return own;
    if (wanted == target)
        return target;
    return wanted == "root" ? std::optional(std::string(wanted)) : std::nullopt;
}

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    RZ_TRY(SudoArguments arguments, parseSudoArguments(textListOption(hop, "sudo_args")));
    const std::string user = arguments.username.empty() ? targetOption(hop) : arguments.username;
    const std::string program = textOption(hop, "sudo_path");
    ProgramStart start{
        .argv = {program.empty() ? "sudo" : program, "-A", "-p", str(PromptBegin, "%p", PromptMiddle, "%u", PromptEnd),
                 "-u", user},
        .asks = ProgramStart::Asks::Helper,
        .helperVariable = "SUDO_ASKPASS",
        .given = secretOption(hop, "password"),
        .accountOf = [own = io::ownAccount().name, user](std::string_view text,
                                                         int) { return accountOf(text, own, user); },
    };
    std::vector<std::string>& argv = start.argv;
    if (arguments.setHome || flagOption(hop, "set_home", false))
        argv.emplace_back("-H");
    if (flagOption(hop, "preserve_env", false))
        argv.emplace_back("-E");
    if (const std::string role = textOption(hop, "selinux_role"); !role.empty())
        argv.insert(argv.end(), {"-r", role});
    if (const std::string type = textOption(hop, "selinux_type"); !type.empty())
        argv.insert(argv.end(), {"-t", type});
    argv.insert(argv.end(), arguments.further.begin(), arguments.further.end());
    argv.emplace_back("--");
    argv.insert(argv.end(), command.begin(), command.end());
    return start;
}

}  // namespace

constinit const ProgramMethod SudoMethod{
    .description =
        {
            .name = "sudo",
            .label = forPeople("Another user (sudo)"),
            .help = forPeople("Another user of the same machine, as far as its sudoers file permits it."),
            .options = Options,
            .target = "username",
            .program = "sudo",
            .symptoms = Symptoms,
            .discovery = discoverAccounts,
        },
    .start = start,
};

}  // namespace rz::connect
