#include "core/io/stoppable_write.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::io {

namespace {

// No more is sure not to block where there is room.
std::size_t pieceFor(int out)
{
    struct stat status{};
    return ::fstat(out, &status) == 0 && S_ISREG(status.st_mode) ? SSIZE_MAX : PIPE_BUF;
}

}  // namespace

Result<> writeUnlessStopped(int out, std::string_view data, int stop)
{
    const std::size_t piece = pieceFor(out);
    while (!data.empty()) {
        std::array<pollfd, 2> both{
            {{.fd = out, .events = POLLOUT, .revents = 0}, {.fd = stop, .events = POLLIN, .revents = 0}}};
        if (::poll(both.data(), both.size(), -1) < 0) {
            if (errno == EINTR)
                continue;
            return failErrno("cannot wait to write", errno);
        }
        if (both[1].revents != 0)
            return fail(ErrorKind::Cancelled, "interrupted");
        const ssize_t written = ::write(out, data.data(), std::min(data.size(), piece));
        if (written >= 0)
            data.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EAGAIN && errno != EINTR)
            return failErrno("cannot write", errno);
    }
    return {};
}

}  // namespace rz::io
