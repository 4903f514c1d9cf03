#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/connect/method.h"
#include "core/connect/prompt.h"
#include "core/io/broker.h"
#include "core/io/process.h"
#include "core/rpc/context.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// How long the last words of a program that has ended are waited for, and the end of one that has closed its output.
inline constexpr Duration LastWords = std::chrono::seconds(1);

// The program that carries a transport, and its end. Broker thread.
struct ProgramEnd {
    std::string name;
    std::optional<io::ExitStatus> status;
    io::Task onEnd;  // runs once
};

// A running byte connection to where an agent is to be started; what a method makes.
struct Transport {
    UniqueFd receiveSide;
    UniqueFd transmitSide;
    UniqueFd diagnostics;                    // stderr of the program, if apart
    Bytes received;                          // read from receiveSide already
    std::unique_ptr<io::Process> process;    // if a program carries it
    std::shared_ptr<ProgramEnd> program;     // how that ended, if it is to be told; else null
    std::shared_ptr<void> session;           // whatever else must live as long (an ssh session)
    std::shared_ptr<std::string> lastWords;  // set before it ends: why; may be missing or stay empty
    // What answers: the agent itself; a first stage; a Python first stage whose process becomes the context.
    enum class Start { Agent, Stage, Python } start = Start::Stage;
};

// What a method tells its connection while it opens a transport. Broker thread.
class OpenHost {
public:
    virtual ~OpenHost() = default;
    virtual void beginStep(std::string_view name) = 0;  // ends the step before as done
    virtual void note(std::string_view text) = 0;       // of the current step
    virtual void output(std::string_view line) = 0;     // something printed meanwhile
    // Asks; the connection's clock stands still until the answer comes, which is not inside this call. Gives the number of the
    // question, 0 when nobody is asked.
    virtual std::uint64_t ask(Prompt prompt, PromptHandler::Answer answer) = 0;
    // What became of the answer to the question of that number.
    virtual void outcome(std::uint64_t promptId, bool accepted) = 0;
    virtual void opened(Transport transport) = 0;  // last: this or failed
    virtual void failed(Error error) = 0;
};

// A method being opened; destroying it cancels. It lives until its connection is made or has failed. One without a class of its
// own is that of a method whose open() has done all there is to do. Broker thread.
class Opening {
public:
    virtual ~Opening() = default;
    // The program of its transport has ended before a shell answered, and `output` is what was printed. True when there is
    // another way: it is begun after this, and ends like the first in opened() or failed().
    virtual bool tryAnotherWay([[maybe_unused]] const std::vector<std::string>& output) { return false; }
};

// The context that makes the TCP connection of a hop with the option `tunnel`.
struct Through {
    rpc::Context context;
    std::vector<std::string> path;  // labels of the hops to it, which people know it by

    std::string label() const { return path.back(); }
};

// Opens transports of one method for this process; `host` outlives an Opening. A method is one of these and its description.
class Opener {
public:
    virtual ~Opener() = default;
    virtual std::string_view method() const = 0;
    virtual std::unique_ptr<Opening> open(const Hop& hop, io::Broker& broker, OpenHost& host) = 0;
    // The same through a tunnel. Null, and nothing was begun, when it cannot.
    virtual std::unique_ptr<Opening> openThrough([[maybe_unused]] const Through& through,
                                                 [[maybe_unused]] const Hop& hop, [[maybe_unused]] OpenHost& host)
    {
        return nullptr;
    }
};

}  // namespace rz::connect
