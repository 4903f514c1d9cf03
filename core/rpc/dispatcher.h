#pragma once

#include "core/routing/router.h"
#include "core/rpc/registry.h"

#include <memory>

namespace rz::rpc {

class ExternalContext;
class WorkerPool;

// Answers CALL_FUNCTION from the registry (protocol 5.1, 5.2). Inline functions run at once, the others on a pool that
// grows with need and shrinks when idle. Calls of one chain keep their order, and an error ends the chain until it is
// forgotten; calls without a chain are independent of each other.
// A caller's cancel, deadline or disconnection stops the token of its functions; what has not begun by then never does.
// But what parents called that this context has left goes on (protocol 4.11).
class Dispatcher {
public:
    struct Options {
        std::size_t maxWorkers = 64;
        Duration idleWorkerLife = std::chrono::seconds(5);
        // Who may call: parents only in a child (protocol 3.4).
        routing::Policy policy;
        // A dead message closed CALL_FUNCTION (protocol 3.2), or what was to be first failed: a child ends then.
        io::Task onClosed;
    };
    // All must outlive it; `externalContext` is null in a master. One for each router: asserted. Broker thread.
    Dispatcher(routing::Router& router, const Registry& registry, ExternalContext* externalContext, Options options);
    ~Dispatcher();  // end()

    // Calls `function`; what others call waits for its end, and fails as it does. Broker thread, before anything is called.
    void callFirst(const RegisteredFunction& function);
    // Stops the tokens of what runs or waits. Broker thread.
    void stop();
    // Stops the tokens of what runs, ends what it waits for (calls, Receivers, Latches) with Cancelled, and joins the workers: a
    // function that goes on regardless holds this up. Broker thread, whose loop does not turn between this and the end of this.
    void end();
    // Calls begun or waiting. Any thread.
    std::size_t running() const;
    // Contexts that have called what did not end at once, as long as they are there. Any thread.
    std::size_t callers() const;
    // Those of them that have chains here which run, wait, or have failed and are not forgotten. Any thread.
    std::size_t callersWithChains() const;
    // The threads of Worker functions. Until end().
    WorkerPool& workers() const;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

// The functions every native context has: "rhizome.functions" (list of FunctionDescription as dicts), "rhizome.echo"
// (returns its argument), "rhizome.size" (how many bytes arrived), "rhizome.identity" (dict: id, parentIds, name,
// version, pid, host, user), "rhizome.tables" (dict: how many streams, routes, handlers and credits its router holds).
void addStandardFunctions(Registry& registry);

}  // namespace rz::rpc
