#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

namespace rz::io {

struct UnixAddress {
    sockaddr_un storage{};

    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    static constexpr socklen_t length() { return sizeof(sockaddr_un); }
};
// Of a path. Fails with Argument when that is empty, holds a NUL or is longer than the kernel takes.
Result<UnixAddress> unixAddress(std::string_view path);

// A stream socket, non-blocking. Empty, with errno set, when there is none to be had.
UniqueFd unixSocket();

// Who was at the other end when it connected, or began to listen. The pid is 0 when it is none of this namespace.
struct PeerCredentials {
    pid_t pid = 0;
    uid_t uid = 0;
};
std::optional<PeerCredentials> peerCredentials(int socket);

// Whether that process is our user's or root's.
bool isTrusted(const PeerCredentials& peer);
bool isPeerTrusted(int socket);

}  // namespace rz::io
