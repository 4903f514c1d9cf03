#pragma once

#include "core/base/error.h"
#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/method.h"
#include "core/connect/openers/askpass_server.h"
#include "core/connect/openers/opener.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rz::connect {

struct DirectStart;

// How a method's program is to be started.
struct ProgramStart {
    // Where it asks for secrets: nowhere; through the helper whose path it finds in `helperVariable`, or else at its
    // terminal; only there.
    enum class Asks : std::uint8_t { Never, Helper, Terminal };
    // What it needs as standard input and output.
    enum class Speaks : std::uint8_t { Pipes, Terminal };

    std::vector<std::string> argv;
    std::vector<std::string> environment;  // "K=V", beside our own
    std::vector<std::string> destroy;      // runs once the context is over, or never came up; removes what argv made
    bool ownSession = true;                // away from our terminal and its signals
    Asks asks = Asks::Never;
    Speaks speaks = Speaks::Pipes;
    std::string_view helperVariable;  // "SUDO_ASKPASS"
    // Answers the first question for a password; only that of `givenFor`, if that is set.
    std::optional<Secret> given;
    std::string givenFor;
    // Whose password the number-th question (from 1) of one run asks for; nothing: something else is asked, which is shown
    // as the program's own words. The text may choose among accounts that are known, and ssh's own words name a host on the way or
    // a key, but never whose password of this hop it is.
    std::function<std::optional<std::string>(std::string_view text, int number)> accountOf;
    // Says more of a question than that it is for a password, or not. May be missing.
    std::function<void(Prompt& prompt, std::string_view text)> refine;
    // Takes what the helper was asked otherwise than as an askpass program. May be missing.
    std::function<void(std::vector<std::string> arguments, AskpassServer::Reply reply)> onHelper;
    // Whether a program that ended after a password has refused it; `lines` are what it printed since. Only looked at
    // when no symptom says more. Not for a program that asks again by itself.
    std::function<bool(const std::vector<std::string>& lines)> refused;
};

// A program that speaks at a terminal finds our end of a stream here, too, if nobody on the way closes it: faster, and
// nothing that is printed gets in between.
inline constexpr int StreamDescriptor = 7;
// `command` for such a program: it goes on on that stream, or stays at the terminal.
std::vector<std::string> onStreamDescriptor(std::span<const std::string> command);

// A method whose contexts are started by a program that runs a command somewhere and passes standard input and output on.
struct ProgramMethod {
    MethodDescription description;
    // `command` is what is to run there, an argument vector. Fails with Argument or Stream when the hop's options make no sense.
    Result<ProgramStart> (*start)(const Hop& hop, std::span<const std::string> command);
    // For places without a shell: what the program says of one, and how the agent itself, as a file of this name in the root
    // directory, gets there and is started. Null where there is no such way.
    std::string_view saysNoShell = {};
    Result<DirectStart> (*direct)(const Hop& hop, const std::string& name) = nullptr;
};

// Opens the transports of such a method, on the desktop and in agents alike. `method` and `agents`, of which the helper for
// questions comes, must outlive it.
std::unique_ptr<Opener> makeProgramOpener(const ProgramMethod& method, AgentStore& agents);

// Openers of every such method, in no order.
std::vector<std::unique_ptr<Opener>> makeProgramOpeners(AgentStore& agents);

// The steps of such an opener, for methods that need more than one program.

// Starts it on a transport of its own; `path` is what is executed, argv[0] when empty.
Result<Transport> startProgram(ProgramStart start, io::Broker& broker, const std::string& path = {});
// Why a program could not be executed, with cause and fix.
Error cannotStart(const std::string& program, const Error& error);
// This process's, with more "K=V" in it.
std::vector<std::string> ownEnvironment(std::vector<std::string> more);

// `command` as one line for a POSIX shell: each word quoted where it must be.
std::string shellCommand(std::span<const std::string> command);

}  // namespace rz::connect
