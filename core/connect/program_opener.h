#pragma once

#include "core/base/error.h"
#include "core/connect/connector.h"
#include "core/connect/method.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace rz::connect {

// How a method's program is to be started.
struct ProgramStart {
    std::vector<std::string> argv;
    std::vector<std::string> environment;  // "K=V", beside our own
};

// A method whose contexts are started by a program that runs a command somewhere and passes standard input and output on.
struct ProgramMethod {
    MethodDescription description;
    // `command` is what is to run there, an argument vector. Fails with Argument or Stream when the hop's options make no sense.
    Result<ProgramStart> (*start)(const Hop& hop, std::span<const std::string> command);
};

// Opens the transports of such a method, on the desktop and in agents alike. `method` must outlive it.
std::unique_ptr<Opener> makeProgramOpener(const ProgramMethod& method);

// Openers of every such method, in no order.
std::vector<std::unique_ptr<Opener>> makeProgramOpeners();

// The steps of such an opener, for methods that need more than one program.

// Starts it on a transport of its own; `path` is what is executed, argv[0] when empty.
Result<Transport> startProgram(ProgramStart start, io::Broker& broker, const std::string& path = {});
// Why a program could not be executed, with cause and fix.
Error cannotStart(const std::string& program, Error error);
// This process's, with more "K=V" in it.
std::vector<std::string> ownEnvironment(std::vector<std::string> more);

// `command` as one line for a POSIX shell: each word quoted where it must be.
std::string shellCommand(std::span<const std::string> command);

}  // namespace rz::connect
