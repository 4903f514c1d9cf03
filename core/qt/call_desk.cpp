#include "core/qt/call_desk.h"

#include <utility>

namespace rz::qt {

class CallDesk::Job final : public CallJob {
public:
    Job(std::weak_ptr<CallDesk> desk, std::uint64_t id) : m_desk(std::move(desk)), m_id(id) {}
    ~Job() override
    {
        if (const auto desk = m_desk.lock())
            desk->drop(m_id);
    }

    void cancel() override
    {
        if (const auto desk = m_desk.lock())
            desk->cancel(m_id);
    }

private:
    std::weak_ptr<CallDesk> m_desk;
    std::uint64_t m_id;
};

CallDesk::CallDesk(routing::Router& router, Outbox& outbox) : m_router(router), m_outbox(outbox) {}

CallDesk::~CallDesk() = default;

std::pair<std::unique_ptr<CallJob>, CallDesk::Entry*> CallDesk::add(std::optional<ContextId> target)
{
    const std::uint64_t id = m_next++;
    auto job = std::make_unique<Job>(weak_from_this(), id);
    Entry& entry = m_calls[id];
    entry.job = job.get();
    entry.target = target;
    return {std::move(job), &entry};
}

std::unique_ptr<CallJob> CallDesk::refuse(Error error)
{
    auto job = add({}).first;
    m_outbox.callFinished(m_next - 1, std::unexpected(std::move(error)));
    return job;
}

std::unique_ptr<CallJob> CallDesk::start(ContextId target, rpc::Call call, const std::string& streamParameter,
                                         std::optional<Duration> deadline)
{
    auto [job, entry] = add(target);
    entry->running = startCall({m_router, m_outbox, m_next - 1}, target, std::move(call), streamParameter, deadline);
    return std::move(job);
}

std::unique_ptr<CallJob> CallDesk::startElsewhere(const Begin& begin, Cancel cancel)
{
    auto [job, entry] = add({});
    entry->cancel = std::move(cancel);
    begin(m_next - 1);
    return std::move(job);
}

void CallDesk::cancel(std::uint64_t id)
{
    const auto found = m_calls.find(id);
    if (found == m_calls.end())
        return;
    if (found->second.cancel)
        found->second.cancel(id);
    else
        found->second.running.pending.cancel();
}

void CallDesk::drop(std::uint64_t id)
{
    const auto entry = m_calls.extract(id);
    if (!entry.empty() && entry.mapped().cancel)
        entry.mapped().cancel(id);
}

void CallDesk::deliver(std::map<std::uint64_t, CallNews> news)
{
    for (auto& [id, told] : news) {
        const auto found = m_calls.find(id);
        if (found == m_calls.end())
            continue;
        const QPointer<Job> job = found->second.job;
        if (!told.values.empty())
            emit job->streamed(told.values);
        // Whoever listens may have dropped the job by now.
        if (!told.result || !job)
            continue;
        drop(id);
        emit job->finished(*told.result);
    }
}

std::map<ContextId, std::size_t> CallDesk::inFlight() const
{
    std::map<ContextId, std::size_t> counts;
    for (const auto& [id, entry] : m_calls) {
        if (entry.target)
            ++counts[*entry.target];
    }
    return counts;
}

}  // namespace rz::qt
