#pragma once

#include "core/qt/engine_api.h"
#include "core/qt/outbox.h"
#include "core/qt/outgoing_call.h"

#include <QPointer>

#include <functional>
#include <map>
#include <memory>

namespace rz::qt {

// The calls under way for the GUI: starts them, hands their news to their jobs, and cancels those whose job was dropped.
// GUI thread. Jobs may outlive it, and calls do: they end on the broker thread, so the outbox must outlive the router.
class CallDesk : public std::enable_shared_from_this<CallDesk> {
public:
    CallDesk(routing::Router& router, Outbox& outbox);
    ~CallDesk();

    std::unique_ptr<CallJob> start(ContextId target, rpc::Call call, const std::string& streamParameter,
                                   std::optional<Duration> deadline);
    // One that somebody else makes, who is given its number to tell the outbox of it, and who is told when it is not wanted
    // any more.
    using Begin = std::function<void(std::uint64_t call)>;
    using Cancel = std::function<void(std::uint64_t call)>;
    std::unique_ptr<CallJob> startElsewhere(const Begin& begin, Cancel cancel);
    // A job that ends with this, soon.
    std::unique_ptr<CallJob> refuse(Error error);
    void deliver(std::map<std::uint64_t, CallNews> news);
    std::map<ContextId, std::size_t> inFlight() const;

private:
    class Job;
    struct Entry {
        QPointer<Job> job;
        std::optional<ContextId> target;  // of our own tree
        OutgoingCall running;
        Cancel cancel;  // of one that is made elsewhere
    };
    std::pair<std::unique_ptr<CallJob>, Entry*> add(std::optional<ContextId> target);
    void cancel(std::uint64_t id);
    void drop(std::uint64_t id);

    routing::Router& m_router;
    Outbox& m_outbox;
    std::uint64_t m_next = 1;
    std::map<std::uint64_t, Entry> m_calls;
};

}  // namespace rz::qt
