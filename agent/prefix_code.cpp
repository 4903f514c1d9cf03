#include "agent/prefix_code.h"

namespace rz::agent {

namespace {

// Codes are written from their highest bit on.
std::size_t asRead(unsigned code)
{
    std::size_t out = 0;
    for (unsigned bit = 0; bit < PrefixCode::MaxLength; ++bit)
        out |= std::size_t{(code >> bit) & 1U} << (PrefixCode::MaxLength - 1 - bit);
    return out;
}

}  // namespace

void BitReader::feed(std::span<const std::byte> data)
{
    m_bytes.erase(0, m_at / 8);
    m_at %= 8;
    m_bytes.append(reinterpret_cast<const char*>(data.data()), data.size());
}

unsigned BitReader::peek(unsigned count) const
{
    unsigned bits = 0;
    for (std::size_t i = 0; i < 3 && m_at / 8 + i < m_bytes.size(); ++i)
        bits |= unsigned{static_cast<unsigned char>(m_bytes[m_at / 8 + i])} << (8 * i);
    return (bits >> (m_at % 8)) & ((1U << count) - 1);
}

unsigned BitReader::take(unsigned count)
{
    const unsigned bits = peek(count);
    skip(count);
    return bits;
}

bool PrefixCode::build(std::span<const std::uint8_t> lengths, Lone lone)
{
    m_entries.assign(std::size_t{1} << MaxLength, Entry{});
    unsigned code = 0;  // as if all were as long as the longest
    unsigned longest = 0;
    for (unsigned length = 1; length <= MaxLength; ++length) {
        for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
            if (lengths[symbol] != length)
                continue;
            if (code >> MaxLength != 0)
                return false;
            const Entry entry{static_cast<std::uint16_t>(symbol), static_cast<std::uint16_t>(length)};
            for (std::size_t at = asRead(code); at < m_entries.size(); at += std::size_t{1} << length)
                m_entries[at] = entry;
            code += 1U << (MaxLength - length);
            longest = length;
        }
    }
    const bool complete = code >> MaxLength != 0;
    return complete || longest == 0 || (longest == 1 && lone == Lone::Taken);
}

std::optional<unsigned> PrefixCode::take(BitReader& reader) const
{
    const Entry entry = m_entries[reader.peek(MaxLength)];
    reader.skip(entry.length);
    return entry.length == 0 ? std::nullopt : std::optional<unsigned>(entry.symbol);
}

}  // namespace rz::agent
