#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rz {

// An immutable, shared slice of bytes: copying shares the owner, slicing costs no copy.
// Frames, message payloads and Value's bytes are all of this type, so a large payload is
// copied only by the kernel. Any thread may hold one.
class Bytes {
public:
    Bytes() = default;
    // Copies.
    explicit Bytes(std::string_view text);
    explicit Bytes(const char* text) : Bytes(std::string_view(text)) {}
    explicit Bytes(std::span<const std::byte> data);
    // Takes over, without a copy.
    explicit Bytes(std::string&& owned);
    // A slice of something that `owner` keeps alive.
    Bytes(std::shared_ptr<const void> owner, const std::byte* data, std::size_t size)
        : m_owner(std::move(owner)), m_data(data), m_size(size)
    {
    }

    // Borrowed for the life of the program (string literals, static tables).
    static Bytes fromStatic(std::string_view text);

    const std::byte* data() const { return m_data; }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }

    // `offset + count` must lie inside; asserted.
    Bytes slice(std::size_t offset, std::size_t count) const;
    Bytes slice(std::size_t offset) const { return slice(offset, m_size - offset); }

    std::span<const std::byte> span() const { return {m_data, m_size}; }
    std::string_view view() const { return {reinterpret_cast<const char*>(m_data), m_size}; }
    std::string toString() const { return std::string(view()); }

    // True when `next` begins where this ends in the same buffer, so both are one write.
    bool adjoins(const Bytes& next) const
    {
        return m_owner == next.m_owner && m_owner != nullptr && m_data + m_size == next.m_data;
    }
    // This and `next`, which must adjoin.
    Bytes joined(const Bytes& next) const { return {m_owner, m_data, m_size + next.m_size}; }

    bool operator==(const Bytes& other) const { return view() == other.view(); }
    auto operator<=>(const Bytes& other) const { return view() <=> other.view(); }

private:
    std::shared_ptr<const void> m_owner;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

// Bytes to be sent as one message but held in several pieces, so that a large value inside a
// small pickle is never copied. Received payloads always have one piece.
class Payload {
public:
    Payload() = default;
    Payload(Bytes only) : m_first(std::move(only)) {}  // NOLINT(google-explicit-constructor)

    void append(Bytes piece);
    std::size_t size() const;
    bool empty() const { return size() == 0; }
    std::size_t pieceCount() const { return (m_first.empty() ? 0 : 1) + m_rest.size(); }
    // All bytes in one piece; copies only when there is more than one.
    Bytes flat() const;

    // A piece is of secretMemory(): whoever copies the bytes leaves them behind.
    bool holdsSecret() const { return m_holdsSecret; }
    void setHoldsSecret() { m_holdsSecret = true; }

    template <class F>
    void forEach(F&& visit) const
    {
        if (!m_first.empty())
            visit(m_first);
        for (const Bytes& piece : m_rest)
            visit(piece);
    }

private:
    Bytes m_first;
    std::vector<Bytes> m_rest;
    bool m_holdsSecret = false;
};

}  // namespace rz
