#include "core/qt/transfer_desk.h"

#include <utility>

namespace rz::qt {

class TransferDesk::Job final : public TransferJob {
public:
    Job(std::weak_ptr<TransferDesk> desk, std::uint64_t number) : m_desk(std::move(desk)), m_number(number) {}
    ~Job() override
    {
        if (const auto desk = m_desk.lock())
            desk->drop(m_number);
    }

    void cancel() override
    {
        if (const auto desk = m_desk.lock())
            desk->cancel(m_number);
    }
    void pause() override { command(&TransferKeeper::pause); }
    void resume() override { command(&TransferKeeper::resume); }

private:
    void command(void (TransferKeeper::*what)(std::uint64_t))
    {
        if (const auto desk = m_desk.lock())
            desk->command(m_number, what);
    }

    std::weak_ptr<TransferDesk> m_desk;
    std::uint64_t m_number;
};

TransferDesk::TransferDesk(EngineLoop& loop, Outbox& outbox) : m_loop(loop), m_outbox(outbox) {}

TransferDesk::~TransferDesk() = default;

std::unique_ptr<TransferJob> TransferDesk::add(TransferRequest request)
{
    auto job = std::make_unique<Job>(weak_from_this(), ++m_last);
    m_transfers.emplace(m_last, Entry{.job = job.get(), .request = std::move(request)});
    return job;
}

std::unique_ptr<TransferJob> TransferDesk::start(const TransferRequest& request, TransferKeeper::Start start)
{
    auto job = add(request);
    m_loop.onTransfers([number = m_last, start = std::move(start)](TransferKeeper& keeper) mutable {
        keeper.start(number, std::move(start));
    });
    return job;
}

std::unique_ptr<TransferJob> TransferDesk::refuse(Error error)
{
    auto job = add({});
    m_outbox.transferTold(m_last, Result<io::ExitStatus>(std::unexpected(std::move(error))));
    return job;
}

void TransferDesk::command(std::uint64_t number, void (TransferKeeper::*what)(std::uint64_t))
{
    m_loop.onTransfers([number, what](TransferKeeper& keeper) { (keeper.*what)(number); });
}

void TransferDesk::cancel(std::uint64_t number)
{
    if (const auto found = m_transfers.find(number); found != m_transfers.end())
        found->second.cancelled = true;
    command(number, &TransferKeeper::cancel);
}

void TransferDesk::drop(std::uint64_t number)
{
    if (m_transfers.erase(number) != 0)
        command(number, &TransferKeeper::drop);
}

// A program that loses its ssh knows only that it did.
Result<io::ExitStatus> TransferDesk::endOf(const Entry& entry, Result<io::ExitStatus> end, const Loss& lossOf)
{
    const bool succeeded = end && end->shellStatus() == 0;
    if (succeeded || entry.cancelled)
        return end;
    for (const NodeKey needed : {entry.request.at, entry.request.destination}) {
        if (auto loss = lossOf(needed))
            return std::unexpected(std::move(*loss));
    }
    return end;
}

void TransferDesk::deliver(std::map<std::uint64_t, TransferNews> news, const Loss& lossOf)
{
    for (auto& [number, told] : news) {
        const auto found = m_transfers.find(number);
        if (found == m_transfers.end())
            continue;
        // Whoever listens may drop the job at any signal.
        const QPointer<Job> job = found->second.job;
        if (!told.output.empty())
            emit job->printed(told.output, told.dropped);
        if (told.traffic && job)
            emit job->trafficChanged(*told.traffic);
        if (!told.end || !job)
            continue;
        const auto end = endOf(found->second, std::move(*told.end), lossOf);
        m_transfers.erase(found);
        emit job->finished(end);
    }
}

}  // namespace rz::qt
