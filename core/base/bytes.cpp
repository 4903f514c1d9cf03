#include "core/base/bytes.h"

#include "core/base/assertion.h"
#include "core/base/secret.h"

namespace rz {

Bytes::Bytes(std::span<const std::byte> data) : m_size(data.size())
{
    if (data.empty())
        return;
    auto copy = std::make_shared_for_overwrite<std::byte[]>(data.size());
    std::memcpy(copy.get(), data.data(), data.size());
    m_data = copy.get();
    m_owner = std::move(copy);
}

Bytes::Bytes(std::string_view text) : Bytes(std::as_bytes(std::span(text))) {}

Bytes::Bytes(std::string&& owned) : m_size(owned.size())
{
    if (owned.empty())
        return;
    auto holder = std::make_shared<const std::string>(std::move(owned));
    m_data = reinterpret_cast<const std::byte*>(holder->data());
    m_owner = std::move(holder);
}

Bytes Bytes::fromStatic(std::string_view text)
{
    return {nullptr, reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

Bytes Bytes::slice(std::size_t offset, std::size_t count) const
{
    RZ_ASSERT(offset <= m_size && count <= m_size - offset);
    return {m_owner, m_data + offset, count};
}

void Payload::append(Bytes piece)
{
    if (piece.empty())
        return;
    if (m_first.empty()) {
        m_first = std::move(piece);
        return;
    }
    Bytes& last = m_rest.empty() ? m_first : m_rest.back();
    if (last.adjoins(piece))
        last = last.joined(piece);
    else
        m_rest.push_back(std::move(piece));
}

std::size_t Payload::size() const
{
    std::size_t total = m_first.size();
    for (const Bytes& piece : m_rest)
        total += piece.size();
    return total;
}

Bytes Payload::flat() const
{
    if (m_rest.empty())
        return m_first;
    const std::size_t total = size();
    auto joined = m_holdsSecret ? secretMemory(total) : std::make_shared_for_overwrite<std::byte[]>(total);
    std::byte* end = joined.get();
    forEach([&end](const Bytes& piece) {
        std::memcpy(end, piece.data(), piece.size());
        end += piece.size();
    });
    const std::byte* begin = joined.get();
    return {std::move(joined), begin, total};
}

}  // namespace rz
