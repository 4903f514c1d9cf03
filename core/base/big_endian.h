#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

namespace rz {

// Numbers of four bytes as frames and ssh write them, the most significant byte first. Every message passes here on each of
// its hops; g++ 12 makes single instructions of this, but not of a loop of shifts.

inline std::uint32_t getU32(const void* at)
{
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return std::endian::native == std::endian::little ? std::byteswap(value) : value;
}

inline void putU32(void* at, std::uint32_t value)
{
    if constexpr (std::endian::native == std::endian::little)
        value = std::byteswap(value);
    std::memcpy(at, &value, sizeof value);
}

inline void appendU32(std::string& out, std::uint32_t value)
{
    char bytes[sizeof value];
    putU32(bytes, value);
    out.append(bytes, sizeof bytes);
}

}  // namespace rz
