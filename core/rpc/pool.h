#pragma once

#include "core/routing/router.h"
#include "core/rpc/service.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace rz::rpc {

class ExternalContext;
class WorkerPool;

// The services of this context and the threads they run on (reference: Pool; protocol 5.7). While it exists every context
// may call CALL_SERVICE here, and the policies of methods decide.
class Pool {
public:
    // Makes a service that a privileged caller asked for by name and that is not active yet (reference: the import of its
    // class): one of that name, or the call is refused. Broker thread; it must not throw, nor must policies.
    using Factory = std::function<std::unique_ptr<Service>()>;

    struct Options {
        std::size_t size = 16;  // threads at most; they come with need and go when idle
        // What CallContext shows to methods; null in a master.
        ExternalContext* externalContext = nullptr;
    };
    // Fails with Error when this context has a pool already, with Channel at the end. The router outlives it. Broker thread.
    static Result<std::unique_ptr<Pool>> create(routing::Router& router, Options options);
    static Result<std::unique_ptr<Pool>> create(routing::Router& router) { return create(router, {}); }
    ~Pool();  // stop()
    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    // Any thread. Fails with Error when there is one of that name; a factory takes the place of an earlier one.
    Result<> add(std::unique_ptr<Service> service);
    void addFactory(std::string name, Factory factory);
    bool isActive(std::string_view name) const;

    // No call comes in any more; the tokens of methods that run are stopped, what they wait for (calls, Receivers, Latches) is
    // Cancelled, and they are awaited; what has not begun is answered with Cancelled. Then services are told. Broker thread.
    void stop();
    // Calls begun or waiting. Any thread.
    std::size_t running() const;
    // Contexts that have called methods, as long as they are there. Any thread.
    std::size_t callers() const;
    // The threads of methods. Until stop().
    WorkerPool& workers() const;

private:
    class Impl;
    explicit Pool(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::rpc
