#include "core/attach/advice.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace rz::attach {

namespace {

constexpr std::string_view Connect = "connect";
constexpr std::string_view Greeting = "greeting";
constexpr std::string_view Question = "first question";

constexpr std::string_view OtherThanMitogen = "Something else than Mitogen listens there.";
constexpr std::string_view AsThatUser = "Attach as the user who runs the program.";
constexpr std::string_view TryAgain = "See whether the program still runs, and try again.";

constexpr std::array All = {
    Advice{Trouble::NoSocket, Connect, "There is no such socket: the program has ended, or it listens elsewhere.",
           "Look at the list of sockets that were found, or ask the program for its path."},
    Advice{Trouble::NobodyListens, Connect,
           "Nobody listens at this socket any more: the program ended without removing it.",
           "Start the program again, or remove the file."},
    Advice{Trouble::NotASocket, Connect, "This is not a socket.",
           "Give the path of a socket, such as /tmp/mitogen_unix_ab12cd34.sock."},
    Advice{Trouble::ClosedToUser, Connect, "The socket, or a directory on the way to it, is closed to this user.",
           AsThatUser},
    Advice{Trouble::OtherUser, Connect, "Whoever listens there is another user.", AsThatUser},
    Advice{Trouble::TakesNoConnection, Connect, "The program takes no connections: it is stopped, or very busy.",
           TryAgain},
    Advice{Trouble::Refused, Greeting, "The program refused this connection.", {}},
    Advice{Trouble::EndedEarly, Greeting, "It has ended, or it is not Mitogen.", "See whether the program still runs."},
    Advice{Trouble::NoGreeting, Greeting, "It is stopped or very busy, it asks its user first, or it is not Mitogen.",
           "See whether the program still runs and asks something, and allow more time."},
    Advice{Trouble::OtherGreeting, Greeting, OtherThanMitogen,
           "Give the path of a socket that mitogen.unix listens at."},
    Advice{Trouble::Ended, Question, "It has ended.", {}},
    Advice{Trouble::OtherProtocol, Question, OtherThanMitogen, {}},
    Advice{Trouble::NoAnswer, Question, "It is stopped or very busy, or it is not Mitogen.", TryAgain},
};

}  // namespace

std::span<const Advice> everyAdvice()
{
    return All;
}

Error explained(Error error, Trouble trouble)
{
    const auto advice = std::ranges::find(All, trouble, &Advice::trouble);
    ErrorDetails details;
    details.step = advice->step;
    details.cause = advice->cause;
    details.fix = advice->fix;
    return std::move(error).withDetails(std::move(details));
}

}  // namespace rz::attach
