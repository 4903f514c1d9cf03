#pragma once

#include "core/base/error.h"

#include <span>
#include <sys/types.h>
#include <sys/uio.h>

namespace rz::io {

Result<> setNonBlocking(int fd);
bool isSocket(int fd);

// writev() without SIGPIPE, whatever the descriptor is and whatever the program does about that signal.
// Retries EINTR; otherwise as writev(), errno included.
ssize_t writePieces(int fd, bool socket, std::span<const iovec> pieces);

}  // namespace rz::io
