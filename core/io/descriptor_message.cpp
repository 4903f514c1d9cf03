#include "core/io/descriptor_message.h"

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace rz::io {

namespace {

using Control = std::array<std::byte, CMSG_SPACE(sizeof(int) * MaxDescriptors)>;

}  // namespace

Result<std::size_t> sendDescriptors(int socket, std::string_view data, std::span<const int> descriptors, int flags)
{
    alignas(cmsghdr) Control control{};
    iovec piece{.iov_base = const_cast<char*>(data.data()), .iov_len = data.size()};  // NOLINT: sendmsg only reads
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    if (descriptors.size() > MaxDescriptors)
        return failErrno("sendmsg", EINVAL);
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr* const header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    for (;;) {
        const ssize_t count = ::sendmsg(socket, &message, flags | MSG_NOSIGNAL);
        if (count >= 0)
            return static_cast<std::size_t>(count);
        if (errno != EINTR)
            return failErrno("sendmsg", errno);
    }
}

Result<DescriptorMessage> receiveDescriptors(int socket, std::span<char> buffer, int flags)
{
    alignas(cmsghdr) Control control{};
    iovec piece{.iov_base = buffer.data(), .iov_len = buffer.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    // Not the whole of it: padded to words it would have room for one more, which nobody would close.
    message.msg_controllen = CMSG_LEN(sizeof(int) * MaxDescriptors);
    ssize_t count = -1;
    while ((count = ::recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC)) < 0) {
        if (errno != EINTR)
            return failErrno("recvmsg", errno);
    }
    DescriptorMessage received{.size = static_cast<std::size_t>(count), .descriptors = {}};
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
        return received;
    // The kernel closes those for which there is no room.
    const std::size_t descriptors = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < descriptors && i < MaxDescriptors; ++i) {
        int fd = -1;
        std::memcpy(&fd, CMSG_DATA(header) + i * sizeof fd, sizeof fd);
        received.descriptors[i] = UniqueFd(fd);
    }
    return received;
}

}  // namespace rz::io
