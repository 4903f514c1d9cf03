#include "agent/functions/sha256.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace rz {

namespace {

constexpr std::array<std::uint32_t, 64> RoundConstants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

std::uint32_t bigEndian32(const std::byte* bytes)
{
    std::uint32_t word = 0;
    for (int i = 0; i < 4; ++i)
        word = (word << 8) | std::to_integer<std::uint32_t>(bytes[i]);
    return word;
}

}  // namespace

void Sha256::addBlock(const std::byte* block)
{
    std::array<std::uint32_t, 64> schedule;
    for (std::size_t i = 0; i < 16; ++i)
        schedule[i] = bigEndian32(block + 4 * i);
    for (std::size_t i = 16; i < 64; ++i) {
        const std::uint32_t early = schedule[i - 15];
        const std::uint32_t late = schedule[i - 2];
        schedule[i] = schedule[i - 16] + schedule[i - 7] + (std::rotr(early, 7) ^ std::rotr(early, 18) ^ (early >> 3)) +
                      (std::rotr(late, 17) ^ std::rotr(late, 19) ^ (late >> 10));
    }
    auto [a, b, c, d, e, f, g, h] = m_state;
    for (std::size_t i = 0; i < 64; ++i) {
        const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + ((e & f) ^ (~e & g)) +
                                    RoundConstants[i] + schedule[i];
        const std::uint32_t second =
            (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const std::array<std::uint32_t, 8> round{a, b, c, d, e, f, g, h};
    for (std::size_t i = 0; i < round.size(); ++i)
        m_state[i] += round[i];
}

void Sha256::add(std::span<const std::byte> data)
{
    const std::size_t held = m_size % BlockSize;
    m_size += data.size();
    if (held > 0) {
        const std::size_t taken = std::min(data.size(), BlockSize - held);
        std::memcpy(m_block.data() + held, data.data(), taken);
        data = data.subspan(taken);
        if (held + taken < BlockSize)
            return;
        addBlock(m_block.data());
    }
    for (; data.size() >= BlockSize; data = data.subspan(BlockSize))
        addBlock(data.data());
    if (!data.empty())
        std::memcpy(m_block.data(), data.data(), data.size());
}

std::array<std::byte, Sha256::DigestSize> Sha256::finish()
{
    const std::uint64_t bits = m_size * 8;
    // A one bit, zeros, and the length in the last eight bytes of a block.
    const std::size_t held = m_size % BlockSize;
    std::array<std::byte, 2 * BlockSize> padding{};
    padding[0] = std::byte{0x80};
    const std::size_t size = (held < BlockSize - 8 ? BlockSize : 2 * BlockSize) - held;
    for (std::size_t i = 0; i < 8; ++i)
        padding[size - 1 - i] = static_cast<std::byte>(bits >> (8 * i));
    add(std::span(padding).first(size));

    std::array<std::byte, DigestSize> digest;
    for (std::size_t i = 0; i < DigestSize; ++i)
        digest[i] = static_cast<std::byte>(m_state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

std::string toHex(std::span<const std::byte> data)
{
    constexpr std::string_view Digits = "0123456789abcdef";
    std::string text;
    text.reserve(2 * data.size());
    for (const std::byte byte : data) {
        text.push_back(Digits[std::to_integer<std::size_t>(byte) >> 4]);
        text.push_back(Digits[std::to_integer<std::size_t>(byte) & 15]);
    }
    return text;
}

}  // namespace rz
