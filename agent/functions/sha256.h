#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace rz {

// SHA-256 (FIPS 180-4), fed piece by piece.
class Sha256 {
public:
    static constexpr std::size_t DigestSize = 32;

    void add(std::span<const std::byte> data);
    // Ends it; nothing may be added afterwards.
    std::array<std::byte, DigestSize> finish();

private:
    static constexpr std::size_t BlockSize = 64;
    void addBlock(const std::byte* block);

    std::array<std::uint32_t, 8> m_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                         0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::byte, BlockSize> m_block{};
    std::uint64_t m_size = 0;
};

// Lower case, two digits a byte.
std::string toHex(std::span<const std::byte> data);

}  // namespace rz
