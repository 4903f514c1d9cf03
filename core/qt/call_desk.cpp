#include "core/qt/call_desk.h"

#include "core/rpc/context.h"

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

std::pair<std::unique_ptr<CallJob>, CallDesk::Entry*> CallDesk::add(ContextId target)
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
    auto job = add(MasterId).first;
    m_outbox.callFinished(m_next - 1, std::unexpected(std::move(error)));
    return job;
}

std::unique_ptr<CallJob> CallDesk::start(ContextId target, rpc::Call call, const std::string& streamParameter,
                                         std::optional<Duration> deadline)
{
    auto [job, entry] = add(target);
    const std::uint64_t id = m_next - 1;
    if (!streamParameter.empty()) {
        auto receiver = rpc::Receiver::create(m_router, {.respondent = target});
        if (!receiver) {
            m_outbox.callFinished(id, std::unexpected(std::move(receiver).error()));
            return std::move(job);
        }
        entry->stream = std::move(*receiver);
        call.kwargs.set(Value(streamParameter), Value(entry->stream->toSender(target)));
        entry->stream->listen([&outbox = m_outbox, id](routing::Message message) {
            // The end of the stream has nothing to tell: the call's own result comes after it.
            if (auto value = message.isDead() ? fail(ErrorKind::Channel, {}) : message.unpickle(); value)
                outbox.callStreamed(id, std::move(*value));
        });
    }
    entry->pending =
        rpc::Context(m_router, target)
            .callAsync(
                std::move(call),
                [&outbox = m_outbox, id](Result<Value> result) { outbox.callFinished(id, std::move(result)); },
                deadline);
    return std::move(job);
}

void CallDesk::cancel(std::uint64_t id)
{
    if (const auto found = m_calls.find(id); found != m_calls.end())
        found->second.pending.cancel();
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
        m_calls.erase(id);
        emit job->finished(*told.result);
    }
}

std::map<ContextId, std::size_t> CallDesk::inFlight() const
{
    std::map<ContextId, std::size_t> counts;
    for (const auto& [id, entry] : m_calls)
        ++counts[entry.target];
    return counts;
}

}  // namespace rz::qt
