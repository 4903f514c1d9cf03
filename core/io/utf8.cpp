#include "core/io/utf8.h"

#include <algorithm>
#include <cstdint>

namespace rz::io {

namespace {

// The length a sequence with this first byte has, if it is one.
std::size_t expectedLength(std::uint8_t lead)
{
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

// The length of the valid sequence at the start of `bytes` (Unicode 15, table 3-7), or 0.
std::size_t sequenceLength(std::string_view bytes)
{
    const auto byteAt = [bytes](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    const std::uint8_t lead = byteAt(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = expectedLength(lead);
    if (lead < 0xc2 || lead > 0xf4 || bytes.size() < length)
        return 0;
    // The second byte's range shuts out overlong forms, surrogates and what lies above U+10FFFF.
    const std::uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const std::uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (byteAt(1) < low || byteAt(1) > high)
        return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if ((byteAt(i) & 0xc0) != 0x80)
            return 0;
    }
    return length;
}

}  // namespace

std::string toValidUtf8(std::string_view bytes)
{
    constexpr std::string_view Replacement = "\xef\xbf\xbd";
    std::string valid;
    valid.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytes);
        valid.append(length == 0 ? Replacement : bytes.substr(0, length));
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

std::size_t unfinishedUtf8(std::string_view bytes)
{
    for (std::size_t count = 1; count <= std::min<std::size_t>(3, bytes.size()); ++count) {
        const auto byte = static_cast<std::uint8_t>(bytes[bytes.size() - count]);
        if ((byte & 0xc0) != 0x80)
            return expectedLength(byte) > count ? count : 0;
    }
    return 0;
}

}  // namespace rz::io
