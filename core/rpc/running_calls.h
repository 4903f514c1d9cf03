#pragma once

#include "core/base/ids.h"
#include "core/base/signal.h"
#include "core/routing/router.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::rpc {

// A call of another context that does not end where its message was read.
struct RunningCall {
    ContextId caller{};
    Handle replyTo{};  // NoHandle: nobody waits
    std::stop_source stop;
};

// Which calls run here for whom, so that they can be told to stop: by a caller that names them at `cancel` (PROTOCOL.md,
// CANCEL_CALL and CANCEL_SERVICE_CALL), or when it is gone, but for parents that this context itself has left: what they asked
// for goes on (protocol 4.11). Any thread, but for what says otherwise.
class RunningCalls {
public:
    using Pointer = std::shared_ptr<RunningCall>;

    // `onCallerGone` runs after the calls of a caller that is gone were told, or go on. Broker thread.
    RunningCalls(routing::Router& router, Handle cancel, std::function<void(ContextId)> onCallerGone = {});
    RunningCalls(const RunningCalls&) = delete;
    RunningCalls& operator=(const RunningCalls&) = delete;

    // False, and nothing happens, when there are `most` already. Broker thread.
    bool begin(const Pointer& call, std::size_t most);
    void end(const Pointer& call);
    std::size_t count() const;
    // Who has had a call here, as long as they are there.
    std::size_t callers() const;
    void stopAll();
    // Listens to nobody any more. While the router is there; broker thread.
    void close();

private:
    struct Caller {
        Subscription gone;
        bool left = false;
        std::unordered_map<Handle, Pointer> waited;  // by reply handle
        std::unordered_set<Pointer> unheard;         // nobody waits for these
    };
    using Callers = std::unordered_map<ContextId, Caller>;

    void onCancel(const routing::Message& message);
    void onGone(ContextId caller);
    void tidy(Callers::iterator caller);
    static void collect(const Caller& caller, std::vector<Pointer>& out);

    routing::Router& m_router;
    const Handle m_cancel;
    const std::function<void(ContextId)> m_onCallerGone;
    mutable std::mutex m_mutex;
    Callers m_callers;
    std::size_t m_count = 0;
};

}  // namespace rz::rpc
