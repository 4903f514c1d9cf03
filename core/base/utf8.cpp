#include "core/base/utf8.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace rz {

namespace {

constexpr std::uint64_t HighBits = 0x8080808080808080;

bool isContinuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

template <class Word>
Word load(const char* at)
{
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
}

// Looks at words; the last one may overlap the one before.
bool isAscii(std::string_view text)
{
    const char* const begin = text.data();
    const std::size_t size = text.size();
    std::uint64_t bits = 0;
    if (size >= sizeof(std::uint64_t)) {
        for (std::size_t i = 0; i + sizeof bits <= size; i += sizeof bits)
            bits |= load<std::uint64_t>(begin + i);
        bits |= load<std::uint64_t>(begin + size - sizeof bits);
    } else if (size >= sizeof(std::uint32_t)) {
        bits = load<std::uint32_t>(begin) | load<std::uint32_t>(begin + size - sizeof(std::uint32_t));
    } else {
        for (const char c : text)
            bits |= static_cast<unsigned char>(c);
    }
    return (bits & HighBits) == 0;
}

enum class Surrogates { Pass, Refuse };

// The length that a sequence with this first byte has, if it is one.
std::size_t expectedLength(unsigned char lead)
{
    return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
}

// Length of the well-formed sequence at `at` (Unicode 15, table 3-7); 0 if there is none.
std::size_t sequenceLength(const unsigned char* at, std::size_t available, Surrogates surrogates)
{
    const unsigned char lead = at[0];
    if (lead < 0x80)
        return 1;
    const std::size_t length = expectedLength(lead);
    if (lead < 0xc2 || lead > 0xf4 || available < length)
        return 0;
    // The second byte's range shuts out overlong forms, surrogates and what lies above U+10FFFF.
    const unsigned char low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    const bool endsEarly = lead == 0xed && surrogates == Surrogates::Refuse;
    const unsigned char high = endsEarly ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (at[1] < low || at[1] > high)
        return 0;
    for (std::size_t i = 2; i < length; ++i) {
        if (!isContinuation(at[i]))
            return 0;
    }
    return length;
}

const unsigned char* bytesOf(std::string_view text)
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

bool isUtf8(std::string_view text)
{
    if (isAscii(text))
        return true;
    while (!text.empty()) {
        const std::size_t length = sequenceLength(bytesOf(text), text.size(), Surrogates::Pass);
        if (length == 0)
            return false;
        text.remove_prefix(length);
    }
    return true;
}

std::string toValidUtf8(std::string_view bytes)
{
    constexpr std::string_view Replacement = "\xef\xbf\xbd";
    std::string valid;
    valid.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t length = sequenceLength(bytesOf(bytes), bytes.size(), Surrogates::Refuse);
        valid.append(length == 0 ? Replacement : bytes.substr(0, length));
        bytes.remove_prefix(length == 0 ? 1 : length);
    }
    return valid;
}

std::size_t unfinishedUtf8(std::string_view bytes)
{
    for (std::size_t count = 1; count <= std::min<std::size_t>(3, bytes.size()); ++count) {
        const auto byte = static_cast<unsigned char>(bytes[bytes.size() - count]);
        if (!isContinuation(byte))
            return expectedLength(byte) > count ? count : 0;
    }
    return 0;
}

std::size_t countCharacters(std::string_view utf8)
{
    std::size_t count = 0;
    for (const char c : utf8)
        count += isContinuation(static_cast<unsigned char>(c)) ? 0 : 1;
    return count;
}

std::string_view firstCharacters(std::string_view utf8, std::size_t count)
{
    std::size_t seen = 0;
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        if (isContinuation(static_cast<unsigned char>(utf8[i])))
            continue;
        if (seen == count)
            return utf8.substr(0, i);
        ++seen;
    }
    return utf8;
}

void appendUtf8(std::string& out, char32_t character)
{
    const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (character < 0x80) {
        put(character);
    } else if (character < 0x800) {
        put(0xc0 | character >> 6);
        put(0x80 | (character & 0x3f));
    } else if (character < 0x10000) {
        put(0xe0 | character >> 12);
        put(0x80 | (character >> 6 & 0x3f));
        put(0x80 | (character & 0x3f));
    } else {
        put(0xf0 | character >> 18);
        put(0x80 | (character >> 12 & 0x3f));
        put(0x80 | (character >> 6 & 0x3f));
        put(0x80 | (character & 0x3f));
    }
}

char32_t takeCharacter(std::string_view& utf8)
{
    const auto byteAt = [&utf8](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(utf8[i])); };
    const char32_t lead = byteAt(0);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    char32_t character = length == 1 ? lead : lead & (0xff >> (length + 1));
    for (std::size_t i = 1; i < length; ++i)
        character = character << 6 | (byteAt(i) & 0x3f);
    utf8.remove_prefix(length);
    return character;
}

}  // namespace rz
