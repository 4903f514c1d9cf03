#include "core/routing/credit_table.h"

#include "core/base/str.h"

namespace rz::routing {

namespace {

constexpr std::size_t CreditSize = 8;

std::uint32_t readU32(const Bytes& data, std::size_t at)
{
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i)
        number = (number << 8) | std::to_integer<std::uint32_t>(data.data()[at + i]);
    return number;
}

void appendU32(std::string& out, std::uint32_t number)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(number >> shift));
}

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

std::shared_ptr<CreditLine> CreditTable::find(const SenderRef& receiver) const
{
    const std::lock_guard lock(m_mutex);
    const auto lines = m_lines.find(receiver.context);
    if (lines == m_lines.end())
        return nullptr;
    const auto line = lines->second.find(receiver.handle);
    return line == lines->second.end() ? nullptr : line->second;
}

Result<> CreditTable::onCredit(ContextId from, const Bytes& payload)
{
    if (payload.size() != CreditSize)
        return fail(ErrorKind::Decode, str("a CREDIT of ", payload.size(), " bytes from context ", raw(from)));
    const Handle handle{readU32(payload, 0)};
    const std::uint32_t bytes = readU32(payload, 4);
    std::shared_ptr<CreditLine> line;
    {
        const std::lock_guard lock(m_mutex);
        auto& lines = m_lines[from];
        if (bytes == 0) {
            if (const auto node = lines.extract(handle); !node.empty())
                line = node.mapped();
            if (lines.empty())
                m_lines.erase(from);
        } else {
            auto& entry = lines[handle];
            if (entry == nullptr && lines.size() > MaxLinesPerContext) {
                lines.erase(handle);
                return fail(ErrorKind::Decode, str("context ", raw(from), " grants credit on too many handles"));
            }
            if (entry == nullptr)
                entry = std::make_shared<CreditLine>();
            line = entry;
        }
    }
    if (line != nullptr && bytes == 0)
        line->close(Error(ErrorKind::Channel, "the Receiver has been closed"));
    else if (line != nullptr)
        line->grant(bytes);
    return {};
}

void CreditTable::contextGone(ContextId id, const Error& reason)
{
    decltype(m_lines)::node_type lines;
    {
        const std::lock_guard lock(m_mutex);
        lines = m_lines.extract(id);
    }
    if (lines.empty())
        return;
    for (const auto& [handle, line] : lines.mapped())
        line->close(reason);
}

void CreditTable::close(const Error& reason)
{
    decltype(m_lines) lines;
    {
        const std::lock_guard lock(m_mutex);
        lines.swap(m_lines);
    }
    for (const auto& [id, ofContext] : lines) {
        for (const auto& [handle, line] : ofContext)
            line->close(reason);
    }
}

std::size_t CreditTable::size() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t count = 0;
    for (const auto& [id, lines] : m_lines)
        count += lines.size();
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
