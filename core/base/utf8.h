#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rz {

// Whether `text` is UTF-8 as Python's "surrogatepass" knows it: lone surrogates may be there as three bytes.
bool isUtf8(std::string_view text);

// How many characters (code points) UTF-8 text has.
std::size_t countCharacters(std::string_view utf8);

// The longest beginning of UTF-8 text that has at most `count` characters.
std::string_view firstCharacters(std::string_view utf8, std::size_t count);

// Replaces every byte that is not part of valid UTF-8, surrogates included, by U+FFFD.
std::string toValidUtf8(std::string_view bytes);

// How many bytes at the end may be the beginning of a character whose rest is missing: 0 to 3.
std::size_t unfinishedUtf8(std::string_view bytes);

void appendUtf8(std::string& out, char32_t character);

// Takes one character off the front of UTF-8 text that isUtf8() accepted and that is not empty.
char32_t takeCharacter(std::string_view& utf8);

}  // namespace rz
