#include "core/rpc/credit_window.h"

#include "core/routing/credit_table.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace rz::rpc {

void CreditWindow::open(Handle receiver, ContextId target)
{
    if (m_window == 0)
        return;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_taken.emplace(target, 0).second)
            return;
    }
    grant(receiver, target, m_window);
}

void CreditWindow::taken(Handle receiver, ContextId target, std::size_t payloadSize)
{
    std::size_t give = 0;
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_taken.find(target);
        if (found == m_taken.end())
            return;
        found->second += creditCost(payloadSize);
        // Given back in portions, so that small messages do not each cause another.
        if (found->second >= m_window / 4)
            give = std::exchange(found->second, 0);
    }
    if (give != 0)
        grant(receiver, target, give);
}

void CreditWindow::close(Handle receiver)
{
    std::map<ContextId, std::size_t> granted;
    {
        const std::lock_guard lock(m_mutex);
        granted.swap(m_taken);
    }
    for (const auto& [target, taken] : granted)
        grant(receiver, target, 0);
}

void CreditWindow::grant(Handle receiver, ContextId target, std::size_t bytes)
{
    constexpr std::size_t Most = std::numeric_limits<std::uint32_t>::max();
    Bytes payload = routing::encodeCredit(receiver, static_cast<std::uint32_t>(std::min(bytes, Most)));
    if (target == m_router.id()) {
        // A Sender of this very context must not be made before its credit is there.
        static_cast<void>(m_router.credits().onCredit(target, target, payload));
        return;
    }
    routing::Message message;
    message.dstId = target;
    message.handle = wire::Credit;
    message.data = std::move(payload);
    m_router.route(std::move(message));
}

}  // namespace rz::rpc
