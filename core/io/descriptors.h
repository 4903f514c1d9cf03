#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <cstddef>
#include <span>
#include <string_view>
#include <sys/types.h>
#include <sys/uio.h>

namespace rz::io {

// What one stream may move in one direction before others get their turn.
inline constexpr std::size_t BytesPerTurn = 1024 * 1024;
inline constexpr int CallsPerTurn = 16;

Result<> setNonBlocking(int fd);
bool isSocket(int fd);
// Gives /dev/null for each of the standard streams that this process was started without, before something else gets its number.
void fillStandardStreams();

// writev() without SIGPIPE, whatever the descriptor is and whatever the program does about that signal.
// Retries EINTR; otherwise as writev(), errno included.
ssize_t writePieces(int fd, bool socket, std::span<const iovec> pieces);

inline iovec toVector(const Bytes& bytes)
{
    return {.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};  // NOLINT: writev() only reads
}

// Why a read or write failed; Eof when it means that nobody is at the other end any more.
Error transferError(std::string_view what, int errnum);
Error closedByPeer();

}  // namespace rz::io
