#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <string>

namespace rz::io {

constexpr std::size_t MaxFileRead = 1024 * 1024 * 1024;

// A whole file of at most `limit` bytes. Blocks while the disk does, never on a pipe or a terminal: they are refused.
// Errors: System with errno; EFBIG when it is larger, EINVAL when it is no regular file or a path that no file can have.
Result<std::string> readFile(const std::string& path, std::size_t limit = MaxFileRead);
// What `fd` has from where it stands; `path` is for the error.
Result<std::string> readFile(int fd, const std::string& path, std::size_t limit = MaxFileRead);

}  // namespace rz::io
