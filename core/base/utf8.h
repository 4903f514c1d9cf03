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

void appendUtf8(std::string& out, char32_t character);

// Takes one character off the front of UTF-8 text that isUtf8() accepted and that is not empty.
char32_t takeCharacter(std::string_view& utf8);

}  // namespace rz
