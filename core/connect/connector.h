#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/connect/bootstrap/agent_store.h"
#include "core/connect/method.h"
#include "core/connect/openers/opener.h"
#include "core/connect/prompt.h"
#include "core/connect/story.h"
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

// Follows one connection. Broker thread; called never inside connect(), but inside the destruction of its handle.
class ConnectObserver {
public:
    virtual ~ConnectObserver() = default;
    // A step began, changed or ended; `story` is all so far.
    virtual void storyChanged(const Story& story) = 0;
    // Last, exactly once, unless the connector goes first. A failure's details name hop, step, what was seen, cause and fix.
    virtual void finished(const Result<Connected>& result, const Story& story) = 0;
};

// Makes contexts: one state machine for each connection, any number at once. Hops of this process go through its openers and
// the bootstrap; hops of another context (`via`) are asked of that context by mitogen.parent._proxy_connect. A hop with a
// tunnel is one of this process, whose child it becomes: the other context only carries its bytes, and with that context it
// is lost. Broker thread.
class Connector {
public:
    struct Parts {
        routing::Router& router;
        routing::IdSource& ids;
        AgentStore& agents;
        rpc::PythonCoreSource* pythonCores = nullptr;  // null: no Python contexts from here
        PromptHandler* prompts = nullptr;              // null: questions are refused
        rpc::ImportPolicy imports{};                   // what those import
        std::string remoteName;                        // ownRemoteName(): what children show in ps
    };
    explicit Connector(Parts parts);  // what these refer to must outlive it
    ~Connector();  // ends what is under way without telling its observers; established children live by their streams

    // Takes the place of an earlier one for the same method.
    void addOpener(std::unique_ptr<Opener> opener);
    // Methods for which there is an opener here.
    std::vector<std::string> available() const;

    // Starts it; `observer` must live until finished(), which also tells why validate() refuses a hop. The handle
    // cancels when dropped before that. `prompts`: who answers its questions instead of Parts::prompts; must live as long.
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

}  // namespace rz::connect
