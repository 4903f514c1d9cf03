#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rz {

// The small text files of /proc and /etc, and how they are taken apart.

// The whole file, up to `limit` bytes. Also for files of /proc, whose size is not known before they are read.
Result<std::string> readTextFile(const std::string& path, std::size_t limit = 16 * 1024 * 1024);

// Cuts the first line off `rest`, without its newline; false at the end.
bool nextLine(std::string_view& rest, std::string_view& line);

std::string_view trimmed(std::string_view text);

// What stands after `name` on the line that begins with it, trimmed; empty when there is no such line.
std::string_view fieldOf(std::string_view text, std::string_view name);

// The pieces between separators; every separator counts.
std::vector<std::string_view> splitAt(std::string_view text, char separator);
// The words between blanks.
std::vector<std::string_view> words(std::string_view text);

// The decimal number at the beginning of `text`; 0 when there is none.
std::int64_t leadingNumber(std::string_view text);

}  // namespace rz
