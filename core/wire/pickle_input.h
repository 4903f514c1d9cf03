#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rz::wire {

// The bytes of a pickle, read by offset. Nothing here checks bounds: the parser has, for every offset it hands out.
class PickleInput {
public:
    explicit PickleInput(std::string_view bytes) : m_bytes(bytes) {}

    std::size_t size() const { return m_bytes.size(); }
    std::uint8_t byte(std::size_t at) const { return static_cast<std::uint8_t>(m_bytes[at]); }
    std::string_view slice(std::size_t at, std::size_t count) const { return {m_bytes.data() + at, count}; }
    std::size_t find(char c, std::size_t at) const { return m_bytes.find(c, at); }

    // Little endian.
    std::uint32_t u16(std::size_t at) const { return std::uint32_t{byte(at)} | std::uint32_t{byte(at + 1)} << 8; }
    std::uint32_t u32(std::size_t at) const { return u16(at) | u16(at + 2) << 16; }
    // Of at most eight bytes.
    std::int64_t twosComplement(std::size_t at, std::size_t count) const
    {
        const bool negative = count != 0 && (byte(at + count - 1) & 0x80) != 0;
        std::uint64_t bits = negative ? ~std::uint64_t{0} : 0;
        while (count-- > 0)
            bits = bits << 8 | byte(at + count);
        return static_cast<std::int64_t>(bits);
    }
    // Big endian.
    double real(std::size_t at) const
    {
        std::uint64_t bits = 0;
        for (std::size_t i = 0; i < sizeof bits; ++i)
            bits = bits << 8 | byte(at + i);
        return std::bit_cast<double>(bits);
    }

    // What follows a length of one or four bytes.
    std::string_view shortString(std::size_t at) const { return slice(at + 1, byte(at)); }
    std::string_view longString(std::size_t at) const { return slice(at + 4, u32(at)); }
    // Up to a newline, which is there.
    std::string_view line(std::size_t at) const { return slice(at, find('\n', at) - at); }

private:
    std::string_view m_bytes;
};

}  // namespace rz::wire
