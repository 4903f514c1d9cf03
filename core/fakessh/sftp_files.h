#pragma once

#include "core/fakessh/sftp_request.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rz::fakessh::sftp {

// What an SFTP server does to files that is more than one system call. What returns a number gives 0, or -1 with errno.

enum class Links : bool { Follow, Keep };

// All that is told is tried; the first failure counts.
int change(const std::string& path, Links links, const Attributes& attributes);
int change(int file, const Attributes& attributes);

int writeAt(int file, std::string_view data, std::uint64_t offset, bool append);
// `length` 0: to the end.
int copyRange(int from, std::uint64_t offset, int to, std::uint64_t toOffset, std::uint64_t length);

// As realpath(3); nothing with errno.
std::optional<std::string> resolve(const std::string& path);

// To a pipe or socket. False when nobody reads it.
bool writeAll(int fd, std::string_view data);

}  // namespace rz::fakessh::sftp
