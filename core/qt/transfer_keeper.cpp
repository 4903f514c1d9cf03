#include "core/qt/transfer_keeper.h"

#include "core/rpc/context.h"

#include <utility>

namespace rz::qt {

TransferKeeper::TransferKeeper(routing::Router& router, connect::AgentStore& agents, Outbox& outbox)
    : m_router(router), m_agents(agents), m_outbox(outbox)
{
}

TransferKeeper::~TransferKeeper() = default;

Result<std::unique_ptr<fakessh::Transfer>> TransferKeeper::make(std::uint64_t number, Start what)
{
    auto tell = [this, number](const fakessh::TransferEvent& event) {
        m_outbox.transferTold(number, event);
        if (std::holds_alternative<Result<io::ExitStatus>>(event))
            m_transfers.erase(number);
    };
    const rpc::Context destination(m_router, what.destination);
    fakessh::ProgramOptions options;
    options.argv = std::move(what.argv);
    if (what.at != MasterId)
        return fakessh::startTransferIn(rpc::Context(m_router, what.at), destination, options, std::move(tell));
    RZ_TRY(options.standIn, m_agents.localPath());
    return fakessh::startTransfer(destination, options, std::move(tell));
}

void TransferKeeper::start(std::uint64_t number, Start what)
{
    auto made = make(number, std::move(what));
    if (made)
        m_transfers.emplace(number, std::move(*made));
    else
        m_outbox.transferTold(number, Result<io::ExitStatus>(std::unexpected(std::move(made).error())));
}

fakessh::Transfer* TransferKeeper::find(std::uint64_t number) const
{
    const auto found = m_transfers.find(number);
    return found == m_transfers.end() ? nullptr : found->second.get();
}

void TransferKeeper::cancel(std::uint64_t number)
{
    if (fakessh::Transfer* transfer = find(number))
        transfer->cancel();
}

void TransferKeeper::pause(std::uint64_t number)
{
    if (fakessh::Transfer* transfer = find(number))
        transfer->pause();
}

void TransferKeeper::resume(std::uint64_t number)
{
    if (fakessh::Transfer* transfer = find(number))
        transfer->resume();
}

void TransferKeeper::drop(std::uint64_t number)
{
    m_transfers.erase(number);
}

}  // namespace rz::qt
