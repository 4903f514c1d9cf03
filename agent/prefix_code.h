#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rz::agent {

// The fed bytes as bits, lowest first. Beyond the last there are zeros, and `overdrawn` once one of them was taken.
class BitReader {
public:
    void feed(std::span<const std::byte> data);

    // At most 16.
    unsigned peek(unsigned count) const;
    void skip(std::size_t count) { m_at += count; }
    unsigned take(unsigned count);
    void skipToByte() { m_at = (m_at + 7) / 8 * 8; }

    // Whole bytes; only behind skipToByte().
    std::string_view bytes() const { return std::string_view(m_bytes).substr(std::min(m_at / 8, m_bytes.size())); }
    bool overdrawn() const { return m_at > 8 * m_bytes.size(); }
    bool empty() const { return m_at >= 8 * m_bytes.size(); }
    std::size_t position() const { return m_at; }
    void rewind(std::size_t position) { m_at = position; }

private:
    std::string m_bytes;
    std::size_t m_at = 0;  // in bits
};

// A prefix code of RFC 1951. What begins with the bits of a symbol's code is looked up as they stand in the stream.
class PrefixCode {
public:
    static constexpr unsigned MaxLength = 15;

    enum class Lone { Refused, Taken };  // a single code of one bit, which leaves the other bit unused

    // `lengths` by symbol; 0 is a symbol without a code. False when there are more codes than such lengths leave room for,
    // or fewer. No code at all is taken: where one is missed, nothing is found.
    bool build(std::span<const std::uint8_t> lengths, Lone lone);

    // The next symbol; none when the bits are of no code.
    std::optional<unsigned> take(BitReader& reader) const;

private:
    struct Entry {
        std::uint16_t symbol = 0;
        std::uint16_t length = 0;  // none: no code
    };

    std::vector<Entry> m_entries;
};

}  // namespace rz::agent
