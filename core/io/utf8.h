#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rz::io {

// Replaces every byte that is not part of valid UTF-8 by U+FFFD.
std::string toValidUtf8(std::string_view bytes);

// How many bytes at the end may be the beginning of a character whose rest is missing: 0 to 3.
std::size_t unfinishedUtf8(std::string_view bytes);

}  // namespace rz::io
