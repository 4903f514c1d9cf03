#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace rz::io {

// Descriptors that travel beside bytes over a unix socket (SCM_RIGHTS).

constexpr std::size_t MaxDescriptors = 3;

struct DescriptorMessage {
    std::size_t size = 0;  // bytes that came; 0 at the end of the stream
    // In the order sent; invalid ones when fewer came. More than these are closed.
    std::array<UniqueFd, MaxDescriptors> descriptors;
};

// Sends at least one byte of `data`, the descriptors with the first of them, and tells how many bytes went. `flags` are
// those of sendmsg(2); nothing raises SIGPIPE. Errors: System with errno.
Result<std::size_t> sendDescriptors(int socket, std::string_view data, std::span<const int> descriptors, int flags = 0);
// Receives into `buffer`. `flags` are those of recvmsg(2). Errors: System with errno.
Result<DescriptorMessage> receiveDescriptors(int socket, std::span<char> buffer, int flags = 0);

}  // namespace rz::io
