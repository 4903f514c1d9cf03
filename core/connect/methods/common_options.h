#pragma once

#include "core/base/utf8.h"
#include "core/connect/method.h"
#include "core/wire/limits.h"

// Options that several methods have, the first of them all but fork.
namespace rz::connect {

// It becomes part of a path in what ps shows.
inline Result<> checkRemoteName(const Value& value)
{
    if (value.as<std::string>()->find_first_of("/\\") != std::string::npos)
        return fail(ErrorKind::Argument, "must not contain slashes");
    return {};
}

inline constexpr OptionDescription PythonPath{
    .name = "python_path",
    .type = OptionType::TextList,
    .label = forPeople("Runtime"),
    .help = forPeople("Left out, the Rhizome agent; an interpreter, as python3, and its arguments make it a Mitogen "
                      "context in Python."),
};

// Nobody takes a longer one from a peer.
inline Result<> checkContextName(const Value& value)
{
    if (countCharacters(*value.as<std::string>()) > wire::MaxContextName)
        return fail(ErrorKind::Argument, "is too long");
    return {};
}

inline constexpr OptionDescription ContextName{
    .name = "name",
    .type = OptionType::Text,
    .label = forPeople("Context name"),
    .help = forPeople("What other contexts know it by, in messages of the log for example; made of the method and its "
                      "target when left out."),
    .advanced = true,
    .check = checkContextName,
};
inline constexpr OptionDescription RemoteName{
    .name = "remote_name",
    .type = OptionType::Text,
    .label = forPeople("Process name"),
    .help =
        forPeople("Shown by ps on the host after \"rhizome:\"; user@host:pid of the parent when left out. No slashes."),
    .advanced = true,
    .check = checkRemoteName,
};
inline constexpr OptionDescription ConnectTimeout{
    .name = "connect_timeout",
    .type = OptionType::Seconds,
    .label = forPeople("Time limit"),
    .help = forPeople("Seconds to wait for the connection; the clock stands still while a question is open."),
    .fallback = "30",
    .advanced = true,
    .most = 24 * 60 * 60,
};
inline constexpr OptionDescription Unidirectional{
    .name = "unidirectional",
    .type = OptionType::Boolean,
    .label = forPeople("No traffic between its children"),
    .help = forPeople("Contexts below it may talk to their parents only, not to each other."),
    .fallback = "false",
    .advanced = true,
};
inline constexpr OptionDescription Debug{
    .name = "debug",
    .type = OptionType::Boolean,
    .label = forPeople("Debug log"),
    .help = forPeople("The context sends its debug messages to the log."),
    .fallback = "false",
    .advanced = true,
};
// Left out, as the context that makes the connection has it.
inline constexpr OptionDescription Profiling{
    .name = "profiling",
    .type = OptionType::Boolean,
    .label = forPeople("Profile"),
    .help =
        forPeople("The context and those below it write what each thread does into /tmp/rhizome.stats.*.json there, "
                  "for a trace viewer such as Perfetto."),
    .fallback = "false",
    .advanced = true,
};

// Of containers that are made of an image.
inline constexpr OptionDescription ContainerUser{
    .name = "username",
    .type = OptionType::Text,
    .label = forPeople("User"),
    .help = forPeople("Account in the container; the one its image names when left out."),
};

// What is said of the same in several of them.
inline constexpr std::string_view NoSuchUserCause = "There is no such user in the container.";
inline constexpr std::string_view NoSuchUserFix = "Leave the user out, or name one of its /etc/passwd.";
inline constexpr std::string_view NoShellCause = "The container has no shell.";
inline constexpr std::string_view NoShellFix = "Connect by setns instead, which needs nothing inside.";
inline constexpr std::string_view WrongMachineCause = "The container is made for another processor.";
inline constexpr std::string_view WrongMachineFix = "Use an image for the architecture of its host.";

}  // namespace rz::connect
