#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/method.h"
#include "core/connect/prompt.h"
#include "core/connect/story.h"
#include "core/io/process.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "core/rpc/python_core.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rz::connect {

struct Connected {
    ContextId id{};
    std::string name;
    bool native = true;
    Dict facts;  // the hello: machine, host, user, uid, pid, version …
};

// Follows one connection. Broker thread.
class ConnectObserver {
public:
    virtual ~ConnectObserver() = default;
    // A step began, changed or ended; `story` is all so far.
    virtual void storyChanged(const Story& story) = 0;
    // Last, exactly once. A failure's details name hop, step, what was seen, cause and fix.
    virtual void finished(const Result<Connected>& result, const Story& story) = 0;
};

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
    // Asks; the connection's clock stands still until the answer comes.
    virtual void ask(Prompt prompt, PromptHandler::Answer answer) = 0;
    virtual void outcome(const Prompt& prompt, bool accepted) = 0;
    virtual void opened(Transport transport) = 0;  // last: this or failed
    virtual void failed(Error error) = 0;
};

// A method being opened; destroying it cancels. It lives until its connection is made or has failed. Broker thread.
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

// Opens transports of one method for this process. Adding a method is one of these and its MethodDescription.
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

// Makes contexts: one state machine for each connection, any number at once. Hops of this process
// go through its openers and the bootstrap; hops of another context (`via`) are asked of that context by
// mitogen.parent._proxy_connect. A hop with a tunnel is one of this process, whose child it becomes: the other context only
// carries its bytes, and with that context it is lost. Broker thread.
class Connector {
public:
    struct Parts {
        routing::Router& router;
        routing::IdSource& ids;
        AgentStore& agents;
        rpc::PythonCoreSource* pythonCores = nullptr;  // null: no Python contexts from here
        PromptHandler* prompts = nullptr;              // null: questions are refused
        rpc::ImportPolicy imports{};                   // what those import
        std::string remoteName;                        // "user@host:pid" of this process: what children show in ps
    };
    explicit Connector(Parts parts);
    ~Connector();  // cancels what is under way; established children live by their streams

    // Takes the place of an earlier one for the same method.
    void addOpener(std::unique_ptr<Opener> opener);
    // Methods for which there is an opener here.
    std::vector<std::string> available() const;

    // Starts it; `observer` must live until finished(). The handle cancels when dropped before that. `prompts`: who
    // answers its questions instead of Parts::prompts; must live as long.
    using Handle = std::shared_ptr<void>;
    [[nodiscard]] Handle connect(Hop hop, std::optional<ContextId> via, ConnectObserver& observer,
                                 PromptHandler* prompts = nullptr);
    // The same for a hop of this process: all that an agent needs, so that what else connect() takes is not linked into it.
    [[nodiscard]] Handle connectHere(Hop hop, ConnectObserver& observer, PromptHandler* prompts = nullptr);

    // A context that was not made here, so that contexts can be made `via` it: the labels of the hops to it, which people know
    // it by, and what it runs; without that it is taken for a native one. Until it is gone.
    enum class Runtime : std::uint8_t { Native, Python };
    void introduce(ContextId id, std::vector<std::string> path, Runtime runtime);

    // Ends a context: SHUTDOWN, then after `grace` its stream is cut and its process killed. A context that another one
    // started is ended by that one.
    void disconnect(ContextId id, Duration grace = std::chrono::seconds(3));
    // The process that carries a direct child, if any.
    std::optional<pid_t> processOf(ContextId id) const;

private:
    class Impl;
    Handle handleOf(std::uint64_t number);
    std::unique_ptr<Impl> m_impl;
};

std::unique_ptr<Opener> makeLocalOpener(AgentStore& agents);

// "user@host:pid" of this process. The name comes from $USER, else it is the number.
std::string ownRemoteName();

}  // namespace rz::connect
