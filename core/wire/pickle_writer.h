#pragma once

#include "core/base/bytes.h"
#include "core/wire/opcodes.h"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace rz::wire {

// The bytes of a pickle being written: one growing buffer, cut where a large piece is put in without copying.
class PickleWriter {
public:
    PickleWriter() = default;
    ~PickleWriter();
    PickleWriter(const PickleWriter&) = delete;
    PickleWriter& operator=(const PickleWriter&) = delete;

    void opcode(Opcode code)
    {
        room(1);
        *m_at++ = static_cast<std::byte>(code);
    }
    // An opcode and its argument of `Width` bytes, little endian.
    template <std::size_t Width>
    void opcode(Opcode code, std::uint64_t argument)
    {
        room(1 + Width);
        *m_at++ = static_cast<std::byte>(code);
        if constexpr (std::endian::native == std::endian::big)
            argument = std::byteswap(argument);
        std::memcpy(m_at, &argument, Width);
        m_at += Width;
    }
    void raw(std::string_view bytes)
    {
        if (bytes.empty())
            return;  // memcpy() wants a pointer even for nothing
        room(bytes.size());
        std::memcpy(m_at, bytes.data(), bytes.size());
        m_at += bytes.size();
    }
    // A secret comes next: everything is wiped wherever it was, here and in the Payload.
    void beginSecret() { m_secret = true; }
    void piece(const Bytes& bytes) { m_pieces.emplace_back(written(), bytes); }

    Payload finish() &&;

private:
    static constexpr std::size_t InlineSize = 1024;

    std::size_t written() const { return static_cast<std::size_t>(m_at - m_begin); }
    void room(std::size_t count)
    {
        if (static_cast<std::size_t>(m_end - m_at) < count) [[unlikely]]
            grow(count);
    }
    void grow(std::size_t count);
    void discard();

    std::byte m_inline[InlineSize];  // small pickles are copied once more, into memory of exactly their size
    std::byte* m_begin = m_inline;
    std::byte* m_at = m_inline;
    std::byte* m_end = m_inline + InlineSize;
    bool m_secret = false;
    std::vector<std::pair<std::size_t, Bytes>> m_pieces;  // with the offset where each belongs
};

}  // namespace rz::wire
