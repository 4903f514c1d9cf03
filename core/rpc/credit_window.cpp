#include "core/rpc/credit_window.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace rz::rpc {

namespace {

std::uint32_t portion(std::size_t bytes)
{
    constexpr std::size_t Most = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(std::min(bytes, Most));
}

}  // namespace

void CreditWindow::open(Handle receiver, ContextId target)
{
    if (m_window == 0)
        return;
    const std::lock_guard lock(m_mutex);
    Share& share = m_shares[target];
    if (std::exchange(share.granted, true))
        return;
    m_ungranted -= share.waiting + share.unpaid;
    if (target == m_router.id()) {
        // A Sender of this very context must not be made before its credit is there.
        routing::CreditTable& credits = m_router.credits();
        if (credits.onCredit(target, target, routing::encodeCredit(receiver, portion(m_window))))
            share.here = credits.find({.context = target, .handle = receiver});
        return;
    }
    grant(receiver, target, m_window);
}

bool CreditWindow::arrived(ContextId target, std::size_t payloadSize, Paid paid)
{
    const std::size_t most = creditCost(m_router.maxMessageSize());
    const std::size_t cost = creditCost(payloadSize);
    const bool isPaid = paid == Paid::Yes;
    const std::lock_guard lock(m_mutex);
    Share& share = m_shares[target];
    std::size_t& waiting = isPaid ? share.waiting : share.unpaid;
    const bool fits =
        share.granted ? waiting + cost <= (isPaid ? m_window + most : most) : m_ungranted + (isPaid ? cost : 0) <= most;
    if (!fits)
        return false;
    waiting += cost;
    if (!share.granted)
        m_ungranted += cost;
    return true;
}

void CreditWindow::taken(Handle receiver, ContextId target, std::size_t payloadSize, Paid paid)
{
    std::unique_lock lock(m_mutex);
    const auto found = m_shares.find(target);
    if (found == m_shares.end())
        return;
    Share& share = found->second;
    const std::size_t cost = creditCost(payloadSize);
    (paid == Paid::Yes ? share.waiting : share.unpaid) -= cost;
    if (!share.granted) {
        m_ungranted -= cost;
        return;
    }
    if (paid == Paid::No)
        return;
    share.taken += cost;
    // Given back in portions, so that small messages do not each cause another.
    if (share.taken < m_window / 4)
        return;
    const std::size_t give = std::exchange(share.taken, 0);
    if (const auto here = share.here) {
        lock.unlock();
        here->grant(portion(give));
        return;
    }
    grant(receiver, target, give);
}

void CreditWindow::close(Handle receiver)
{
    decltype(m_shares) shares;
    {
        const std::lock_guard lock(m_mutex);
        shares.swap(m_shares);
        m_ungranted = 0;
    }
    for (const auto& [target, share] : shares) {
        if (share.here != nullptr)
            static_cast<void>(m_router.credits().onCredit(target, target, routing::encodeCredit(receiver, 0)));
        else if (share.granted)
            grant(receiver, target, 0);
    }
}

void CreditWindow::grant(Handle receiver, ContextId target, std::size_t bytes) const
{
    routing::Message message;
    message.dstId = target;
    message.handle = wire::Credit;
    message.data = routing::encodeCredit(receiver, portion(bytes));
    m_router.route(std::move(message));
}

}  // namespace rz::rpc
