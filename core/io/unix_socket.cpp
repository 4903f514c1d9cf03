#include "core/io/unix_socket.h"

#include "core/base/str.h"

#include <cstring>
#include <unistd.h>

namespace rz::io {

Result<UnixAddress> unixAddress(std::string_view path)
{
    UnixAddress address;
    address.storage.sun_family = AF_UNIX;
    if (path.empty() || path.find('\0') != std::string_view::npos)
        return fail(ErrorKind::Argument, "a socket needs a path");
    if (path.size() >= sizeof address.storage.sun_path)
        return fail(ErrorKind::Argument, str("the path of a socket can be of ", sizeof address.storage.sun_path - 1,
                                             " bytes at most, not of ", path.size(), ": ", path));
    std::memcpy(address.storage.sun_path, path.data(), path.size());
    return address;
}

UniqueFd unixSocket()
{
    return UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

std::optional<PeerCredentials> peerCredentials(int socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
        return std::nullopt;
    return PeerCredentials{.pid = peer.pid, .uid = peer.uid};
}

bool isTrusted(const PeerCredentials& peer)
{
    return peer.uid == ::geteuid() || peer.uid == 0;
}

bool isPeerTrusted(int socket)
{
    const auto peer = peerCredentials(socket);
    return peer && isTrusted(*peer);
}

}  // namespace rz::io
