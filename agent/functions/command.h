#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/time.h"
#include "core/io/process.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rz::proc {

// Gives a program its standard input piece by piece, on the thread that runs it.
class InputSource {
public:
    virtual ~InputSource() = default;
    // An eventfd that is readable when next() may have something new.
    virtual int wakeFd() const = 0;
    // The next piece; an empty one when there is none yet; nothing at the end.
    virtual std::optional<Bytes> next() = 0;
};

// A program to be run to its end. No shell is involved. It leads a process group of its own.
struct Command {
    std::vector<std::string> argv;
    std::optional<std::vector<std::string>> environment;  // "K=V"; inherited when absent
    std::string workingDirectory;                         // inherited when empty
    Bytes input;                                          // its standard input
    InputSource* source = nullptr;                        // where more of it comes from, until that ends
    std::optional<Duration> timeout;                      // then its process group is ended
};

enum class Output { Stdout, Stderr };

// Takes what a program prints, on the thread that runs it.
class OutputTaker {
public:
    virtual ~OutputTaker() = default;
    // While it is not, the program is left to wait on its full pipe.
    virtual bool ready() { return true; }
    // An error ends the program; it becomes the result of runCommand.
    virtual Result<> take(Output stream, Bytes data) = 0;
};

struct CommandEnd {
    io::ExitStatus status;
    bool timedOut = false;
    Duration took{};
};

// Runs it on the calling thread and returns when the program itself has ended and what was in its pipes is taken; what it
// left in the background neither holds this up nor is it touched. On cancel (a Cancelled error), timeout or an error of the
// taker the process group gets SIGTERM, and SIGKILL when that does not end it within half a second.
Result<CommandEnd> runCommand(const Command& command, OutputTaker& taker, const std::stop_token& cancelled);

// For short helper programs: their standard output, empty unless they succeed within `timeout`.
std::string outputOf(std::vector<std::string> argv, Duration timeout);

}  // namespace rz::proc
