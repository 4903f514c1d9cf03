#include "core/io/process.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

#include "core/base/str.h"
#include "core/io/descriptors.h"

namespace rz::io {

namespace {

// Per direction. 64 MiB messages between two processes run as fast from 128 KiB to 1 MiB; a larger buffer only delays
// what is interactive, a smaller one costs wake-ups. Without privileges the kernel caps it (wmem_max, often 208 KiB).
constexpr int SocketBuffer = 256 * 1024;

Result<> makeRaw(int fd)
{
    termios mode{};
    if (::tcgetattr(fd, &mode) != 0)
        return failErrno("tcgetattr", errno);
    ::cfmakeraw(&mode);  // without echo, too
    if (::tcsetattr(fd, TCSANOW, &mode) != 0)
        return failErrno("tcsetattr", errno);
    return {};
}

}  // namespace

Result<std::pair<UniqueFd, UniqueFd>> makeSocketPair()
{
    int fds[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0)
        return failErrno("socketpair", errno);
    auto pair = std::make_pair(UniqueFd(fds[0]), UniqueFd(fds[1]));
    for (const int fd : fds)
        ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &SocketBuffer, sizeof SocketBuffer);
    RZ_CHECK(setNonBlocking(pair.first.get()));
    return pair;
}

Result<std::pair<UniqueFd, UniqueFd>> makePipe()
{
    int fds[2];
    if (::pipe2(fds, O_CLOEXEC) != 0)
        return failErrno("pipe", errno);
    return std::make_pair(UniqueFd(fds[0]), UniqueFd(fds[1]));
}

// By hand instead of openpty(3), which changes the slave's owner where it believes it must and fails with EPERM when
// it may not (containers, setuid children): devpts has set owner and mode already.
Result<Pty> openPty()
{
    Pty pty;
    pty.master = UniqueFd(::open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!pty.master)
        return failErrno("cannot open /dev/ptmx", errno);
    int locked = 0;
    if (::ioctl(pty.master.get(), TIOCSPTLCK, &locked) != 0)
        return failErrno("cannot unlock a pseudo-terminal", errno);
    unsigned number = 0;
    if (::ioctl(pty.master.get(), TIOCGPTN, &number) != 0)
        return failErrno("cannot name a pseudo-terminal", errno);
    pty.slavePath = str("/dev/pts/", number);
    pty.slave = UniqueFd(::open(pty.slavePath.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!pty.slave)
        return failErrno(str("cannot open ", pty.slavePath), errno);
    RZ_CHECK(makeRaw(pty.master.get()));
    RZ_CHECK(makeRaw(pty.slave.get()));
    return pty;
}

}  // namespace rz::io
