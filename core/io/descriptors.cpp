#include "core/io/descriptors.h"

#include <cerrno>
#include <csignal>
#include <ctime>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::io {

namespace {

// Keeps SIGPIPE from this thread while it writes to a pipe, and takes back the one a failed write raised.
class SigpipeGuard {
public:
    SigpipeGuard()
    {
        sigset_t pending;
        ::sigpending(&pending);
        m_wasPending = ::sigismember(&pending, SIGPIPE) == 1;
        ::sigemptyset(&m_sigpipe);
        ::sigaddset(&m_sigpipe, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &m_sigpipe, &m_before);
    }
    ~SigpipeGuard() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    SigpipeGuard(const SigpipeGuard&) = delete;
    SigpipeGuard& operator=(const SigpipeGuard&) = delete;

    void takeBack() const
    {
        constexpr timespec AtOnce{};
        while (!m_wasPending && ::sigtimedwait(&m_sigpipe, nullptr, &AtOnce) < 0 && errno == EINTR) {
        }
    }

private:
    sigset_t m_sigpipe;
    sigset_t m_before;
    bool m_wasPending = false;
};

ssize_t sendPieces(int fd, std::span<const iovec> pieces)
{
    if (pieces.size() == 1)  // most small frames: the kernel copies neither header nor vector
        return ::send(fd, pieces[0].iov_base, pieces[0].iov_len, MSG_NOSIGNAL);
    msghdr message{};
    message.msg_iov = const_cast<iovec*>(pieces.data());  // NOLINT: sendmsg() does not write there
    message.msg_iovlen = pieces.size();
    return ::sendmsg(fd, &message, MSG_NOSIGNAL);
}

ssize_t writeToPipe(int fd, std::span<const iovec> pieces)
{
    const SigpipeGuard guard;
    const ssize_t written = ::writev(fd, pieces.data(), static_cast<int>(pieces.size()));
    if (written < 0 && errno == EPIPE) {
        guard.takeBack();
        errno = EPIPE;
    }
    return written;
}

}  // namespace

Result<> setNonBlocking(int fd)
{
    const int flags = ::fcntl(fd, F_GETFL);
    if (flags < 0)
        return failErrno("cannot read a descriptor's flags", errno);
    if ((flags & O_NONBLOCK) == 0 && ::fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0)
        return failErrno("cannot make a descriptor non-blocking", errno);
    return {};
}

void fillStandardStreams()
{
    for (;;) {
        // Inherited, as what stands at these numbers is.
        const int fd = ::open("/dev/null", O_RDWR);  // NOLINT(android-cloexec-open)
        if (fd < 0 || fd > STDERR_FILENO) {
            ::close(fd);
            return;
        }
    }
}

bool isSocket(int fd)
{
    struct stat status{};
    return ::fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

ssize_t writePieces(int fd, bool socket, std::span<const iovec> pieces)
{
    ssize_t written = 0;
    do
        written = socket ? sendPieces(fd, pieces) : writeToPipe(fd, pieces);
    while (written < 0 && errno == EINTR);
    return written;
}

Error transferError(std::string_view what, int errnum)
{
    // EIO is what a pseudo-terminal's master reads once the last slave is closed.
    if (errnum == EIO || errnum == ECONNRESET || errnum == EPIPE)
        return closedByPeer();
    return Error::fromErrno(what, errnum);
}

Error closedByPeer()
{
    return Error(ErrorKind::Eof, "the other end closed the connection");
}

}  // namespace rz::io
