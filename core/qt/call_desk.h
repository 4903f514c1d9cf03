#pragma once

#include "core/qt/engine_api.h"
#include "core/qt/outbox.h"
#include "core/rpc/receiver.h"

#include <QPointer>

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
    // A job that ends with this, soon.
    std::unique_ptr<CallJob> refuse(Error error);
    void deliver(std::map<std::uint64_t, CallNews> news);
    std::map<ContextId, std::size_t> inFlight() const;

private:
    class Job;
    struct Entry {
        QPointer<Job> job;
        ContextId target{};
        rpc::PendingCall pending;
        std::unique_ptr<rpc::Receiver> stream;
    };
    std::pair<std::unique_ptr<CallJob>, Entry*> add(ContextId target);
    void cancel(std::uint64_t id);
    void drop(std::uint64_t id) { m_calls.erase(id); }

    routing::Router& m_router;
    Outbox& m_outbox;
    std::uint64_t m_next = 1;
    std::map<std::uint64_t, Entry> m_calls;
};

}  // namespace rz::qt
