#include "core/io/random_hex.h"

#include <array>
#include <cerrno>
#include <string_view>
#include <sys/random.h>

namespace rz::io {

namespace {

constexpr std::size_t RandomBytes = 16;

}  // namespace

Result<std::string> randomHex()
{
    std::array<unsigned char, RandomBytes> bytes;
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return failErrno("getrandom", errno);
    constexpr std::string_view Digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += Digits[byte >> 4];
        text += Digits[byte & 15];
    }
    return text;
}

}  // namespace rz::io
