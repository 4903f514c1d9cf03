#include "core/routing/credit_table.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"

#include <limits>

namespace rz::routing {

namespace {

constexpr std::size_t CreditSize = 8;

}  // namespace

Result<> CreditLine::take(std::size_t size, const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait(lock, stop, [this] { return open(); }))
        return fail(ErrorKind::Cancelled, "sending was cancelled while the receiver took nothing");
    if (m_closed)
        return std::unexpected(*m_closed);
    m_left -= static_cast<std::int64_t>(size);
    return {};
}

Result<> CreditLine::takeNow(std::size_t size)
{
    const std::lock_guard lock(m_mutex);
    if (m_closed)
        return std::unexpected(*m_closed);
    m_left -= static_cast<std::int64_t>(size);
    return {};
}

bool CreditLine::ready() const
{
    const std::lock_guard lock(m_mutex);
    return open();
}

bool CreditLine::closed() const
{
    const std::lock_guard lock(m_mutex);
    return m_closed.has_value();
}

void CreditLine::notify(std::move_only_function<void()> wake)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!open()) {
            m_wake = std::move(wake);
            return;
        }
    }
    wake();
}

void CreditLine::grant(std::uint32_t bytes)
{
    std::move_only_function<void()> wake;
    {
        const std::lock_guard lock(m_mutex);
        m_left += bytes;
        if (m_left > 0)
            wake = std::exchange(m_wake, nullptr);
    }
    m_changed.notify_all();
    if (wake)
        wake();
}

void CreditLine::close(const Error& reason)
{
    std::move_only_function<void()> wake;
    {
        const std::lock_guard lock(m_mutex);
        m_closed = reason;
        wake = std::exchange(m_wake, nullptr);
    }
    m_changed.notify_all();
    if (wake)
        wake();
}

CreditTable::CreditTable() : m_unlimited(std::make_shared<CreditLine>())
{
    m_unlimited->m_left = std::numeric_limits<std::int64_t>::max();
}

std::shared_ptr<CreditLine> CreditTable::find(const SenderRef& receiver) const
{
    const std::lock_guard lock(m_mutex);
    const auto granted = m_granted.find(receiver.context);
    if (granted == m_granted.end())
        return m_unlimited;
    const auto line = granted->second.lines.find(receiver.handle);
    return line == granted->second.lines.end() ? m_unlimited : line->second;
}

Result<> CreditTable::onCredit(ContextId from, ContextId via, const Bytes& payload)
{
    if (payload.size() != CreditSize)
        return fail(ErrorKind::Decode, str("a CREDIT of ", payload.size(), " bytes from context ", raw(from)));
    const Handle handle{getU32(payload.data())};
    const std::uint32_t bytes = getU32(payload.data() + 4);
    std::shared_ptr<CreditLine> line;
    {
        const std::lock_guard lock(m_mutex);
        if (bytes == 0) {
            line = takeOut(from, handle);
        } else {
            Granted& granted = m_granted.try_emplace(from, Granted{.via = via, .lines = {}}).first->second;
            const auto [entry, added] = granted.lines.try_emplace(handle);
            if (added && m_linesVia[granted.via] == MaxLinesVia) {
                granted.lines.erase(entry);
                if (granted.lines.empty())
                    m_granted.erase(from);
                return fail(ErrorKind::Decode, str("context ", raw(from), " grants credit on too many handles"));
            }
            if (added) {
                entry->second = std::make_shared<CreditLine>();
                ++m_linesVia[granted.via];
            }
            line = entry->second;
        }
    }
    if (line != nullptr && bytes == 0)
        line->close(Error(ErrorKind::Channel, "the Receiver has been closed"));
    else if (line != nullptr)
        line->grant(bytes);
    return {};
}

std::shared_ptr<CreditLine> CreditTable::takeOut(ContextId from, Handle handle)
{
    const auto granted = m_granted.find(from);
    if (granted == m_granted.end())
        return nullptr;
    const auto line = granted->second.lines.extract(handle);
    if (line.empty())
        return nullptr;
    uncount(granted->second.via, 1);
    if (granted->second.lines.empty())
        m_granted.erase(granted);
    return line.mapped();
}

void CreditTable::uncount(ContextId via, std::size_t lines)
{
    const auto count = m_linesVia.find(via);
    count->second -= lines;
    if (count->second == 0)
        m_linesVia.erase(count);
}

void CreditTable::contextGone(ContextId id, const Error& reason)
{
    decltype(m_granted)::node_type gone;
    {
        const std::lock_guard lock(m_mutex);
        gone = m_granted.extract(id);
        if (gone.empty())
            return;
        uncount(gone.mapped().via, gone.mapped().lines.size());
    }
    for (const auto& [handle, line] : gone.mapped().lines)
        line->close(reason);
}

void CreditTable::contextsGoneIf(const std::function<bool(ContextId)>& gone, const Error& reason)
{
    std::vector<ContextId> ids;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [id, granted] : m_granted) {
            if (gone(id))
                ids.push_back(id);
        }
    }
    for (const ContextId id : ids)
        contextGone(id, reason);
}

void CreditTable::close(const Error& reason)
{
    decltype(m_granted) all;
    {
        const std::lock_guard lock(m_mutex);
        all.swap(m_granted);
        m_linesVia.clear();
    }
    m_unlimited->close(reason);
    for (const auto& [id, granted] : all) {
        for (const auto& [handle, line] : granted.lines)
            line->close(reason);
    }
}

std::size_t CreditTable::size() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = 0;
    for (const auto& [id, granted] : m_granted)
        count += granted.lines.size();
    return count;
}

Bytes encodeCredit(Handle receiver, std::uint32_t bytes)
{
    std::string payload;
    appendU32(payload, raw(receiver));
    appendU32(payload, bytes);
    return Bytes(std::move(payload));
}

}  // namespace rz::routing
