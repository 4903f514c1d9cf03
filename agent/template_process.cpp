#include "agent/template_process.h"

#include "core/base/error.h"
#include "core/base/unique_fd.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/socket.h>
#include <unistd.h>

namespace rz::agent {

namespace {

// What was sent; invalid ones when the packet brought none. Fails at the end.
Result<std::array<UniqueFd, 2>> receiveDescriptors()
{
    std::array<int, 2> numbers{-1, -1};
    char byte = 0;
    iovec piece{.iov_base = &byte, .iov_len = 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof numbers)> control{};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t got = ::recvmsg(STDIN_FILENO, &message, MSG_CMSG_CLOEXEC);
    if (got <= 0)
        return failErrno("template", got == 0 ? EPIPE : errno);
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header != nullptr && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof numbers))
        std::memcpy(numbers.data(), CMSG_DATA(header), sizeof numbers);
    return std::array{UniqueFd(numbers[0]), UniqueFd(numbers[1])};
}

}  // namespace

bool copyOnRequest()
{
    ::signal(SIGCHLD, SIG_IGN);  // copies are nobody's children: they end with their streams
    for (;;) {
        auto descriptors = receiveDescriptors();
        if (!descriptors && descriptors.error().errnum() == EINTR)
            continue;
        if (!descriptors)
            return false;
        const auto& [stream, diagnostics] = *descriptors;
        // There are no threads, so nothing of what fork() does besides, for which it brings stdio along, is wanted.
        const pid_t copy = ::_Fork();
        if (copy > 0)
            continue;
        if (copy < 0) {
            const Error error = Error::fromErrno("cannot fork", errno);
            const std::string line = error.text() + '\n';
            static_cast<void>(::write(diagnostics.get(), line.data(), line.size()));
            continue;
        }
        ::dup2(stream.get(), STDIN_FILENO);
        ::dup2(stream.get(), STDOUT_FILENO);
        ::dup2(diagnostics.get(), STDERR_FILENO);
        ::signal(SIGCHLD, SIG_DFL);
        ::setsid();
        return true;
    }
}

}  // namespace rz::agent
