#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace rz {

// SipHash-1-3 (Aumasson, Bernstein), keyed with random bytes of this process: whoever sends the keys of a table
// cannot make them collide. Not for anything that leaves the process.
class SipHash {
public:
    SipHash() : SipHash(processKey()) {}

    void add(std::uint64_t word)
    {
        m_v3 ^= word;
        round();
        m_v0 ^= word;
    }

    // The length goes in too, so that neighbouring texts do not run together.
    void add(std::string_view text)
    {
        std::size_t at = 0;
        for (; text.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
            std::uint64_t word;
            std::memcpy(&word, text.data() + at, sizeof word);
            add(word);
        }
        std::uint64_t rest = 0;
        if (at != text.size())  // memcpy() wants a pointer even for nothing
            std::memcpy(&rest, text.data() + at, text.size() - at);
        add(rest);
        add(static_cast<std::uint64_t>(text.size()));
    }

    std::uint64_t finish()
    {
        m_v2 ^= 0xff;
        round();
        round();
        round();
        return m_v0 ^ m_v1 ^ m_v2 ^ m_v3;
    }

private:
    struct Key {
        std::uint64_t low;
        std::uint64_t high;
    };
    static const Key& processKey();

    explicit SipHash(const Key& key)
        : m_v0(key.low ^ 0x736f6d6570736575),
          m_v1(key.high ^ 0x646f72616e646f6d),
          m_v2(key.low ^ 0x6c7967656e657261),
          m_v3(key.high ^ 0x7465646279746573)
    {
    }

    void round()
    {
        m_v0 += m_v1;
        m_v1 = std::rotl(m_v1, 13) ^ m_v0;
        m_v0 = std::rotl(m_v0, 32);
        m_v2 += m_v3;
        m_v3 = std::rotl(m_v3, 16) ^ m_v2;
        m_v0 += m_v3;
        m_v3 = std::rotl(m_v3, 21) ^ m_v0;
        m_v2 += m_v1;
        m_v1 = std::rotl(m_v1, 17) ^ m_v2;
        m_v2 = std::rotl(m_v2, 32);
    }

    std::uint64_t m_v0;
    std::uint64_t m_v1;
    std::uint64_t m_v2;
    std::uint64_t m_v3;
};

}  // namespace rz
