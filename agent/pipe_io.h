#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <span>
#include <string_view>

namespace rz::agent {

// Blocking reads and writes for the few bytes before there is a loop; waits for non-blocking descriptors. Fail with System.

// At least one byte; Eof when there will be none.
Result<std::size_t> readSome(int fd, std::span<std::byte> buffer);
Result<> readExactly(int fd, std::span<std::byte> buffer);
Result<> writeAll(int fd, std::string_view data);

}  // namespace rz::agent
