#include "agent/pipe_io.h"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace rz::agent {

namespace {

// Whether the call that just failed is worth another try.
bool waitAfterFailure(int fd, short event)
{
    if (errno == EINTR)
        return true;
    if (errno != EAGAIN)
        return false;
    pollfd polled{.fd = fd, .events = event, .revents = 0};
    return ::poll(&polled, 1, -1) >= 0 || errno == EINTR;
}

}  // namespace

Result<std::size_t> readSome(int fd, std::span<std::byte> buffer)
{
    for (;;) {
        const ssize_t got = ::read(fd, buffer.data(), buffer.size());
        if (got > 0)
            return static_cast<std::size_t>(got);
        if (got == 0)
            return fail(ErrorKind::Eof, "the parent closed the connection");
        if (!waitAfterFailure(fd, POLLIN))
            return failErrno("cannot read from the parent", errno);
    }
}

Result<> readExactly(int fd, std::span<std::byte> buffer)
{
    while (!buffer.empty()) {
        RZ_TRY(const std::size_t got, readSome(fd, buffer));
        buffer = buffer.subspan(got);
    }
    return {};
}

Result<> writeAll(int fd, std::string_view data)
{
    while (!data.empty()) {
        const ssize_t wrote = ::write(fd, data.data(), data.size());
        if (wrote >= 0)
            data.remove_prefix(static_cast<std::size_t>(wrote));
        else if (!waitAfterFailure(fd, POLLOUT))
            return failErrno("cannot write to the parent", errno);
    }
    return {};
}

}  // namespace rz::agent
