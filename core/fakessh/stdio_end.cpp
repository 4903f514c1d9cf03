#include "core/fakessh/stdio_end.h"

#include "core/base/str.h"
#include "core/io/descriptors.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

template <class Call>
ssize_t retried(Call call)
{
    for (;;) {
        const ssize_t count = call();
        if (count >= 0 || errno != EINTR)
            return count;
    }
}

}  // namespace

StdioEnd::StdioEnd(io::Broker& broker, UniqueFd fd, Direction direction, std::function<void()> onReady)
    : m_broker(broker), m_fd(std::move(fd)), m_direction(direction), m_onReady(std::move(onReady))
{
    struct stat status{};
    if (::fstat(m_fd.get(), &status) == 0 && S_ISSOCK(status.st_mode))
        m_kind = Kind::Socket;
    else if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode))
        openAgain();
    m_watch = m_broker.watch(m_fd.get(), io::Readiness::None, [this](io::Readiness) {
        if (m_active)
            m_onReady();
    });
}

void StdioEnd::openAgain()
{
    if ((::fcntl(m_fd.get(), F_GETFL) & O_NONBLOCK) != 0)
        return;
    const int mode = m_direction == Direction::In ? O_RDONLY : O_WRONLY;
    const std::string path = str("/proc/self/fd/", m_fd.get());
    if (UniqueFd own(::open(path.c_str(), mode | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)); own)
        m_fd = std::move(own);
    else
        m_kind = Kind::Shared;
}

void StdioEnd::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (!m_watch) {
        arm();
        return;
    }
    const io::Readiness wanted = m_direction == Direction::In ? io::Readiness::Readable : io::Readiness::Writable;
    m_watch.setInterest(active ? wanted : io::Readiness::None);
}

void StdioEnd::arm()
{
    if (!m_active) {
        m_turn.cancel();
        return;
    }
    m_turn = m_broker.after(Duration::zero(), [this] {
        arm();
        m_onReady();
    });
}

ssize_t StdioEnd::read(std::span<std::byte> buffer) const
{
    return retried([&] {
        return m_kind == Kind::Socket ? ::recv(m_fd.get(), buffer.data(), buffer.size(), MSG_DONTWAIT)
                                      : ::read(m_fd.get(), buffer.data(), buffer.size());
    });
}

std::size_t StdioEnd::mayHold() const
{
    // A terminal tells of the last part only.
    constexpr std::size_t TerminalHolds = 64 * 1024;
    int there = 0;
    if (::ioctl(m_fd.get(), FIONREAD, &there) != 0)
        there = 0;
    return std::max(TerminalHolds, static_cast<std::size_t>(std::max(there, 0)));
}

ssize_t StdioEnd::write(std::span<const std::byte> data) const
{
    if (m_kind == Kind::Socket)
        return retried([&] { return ::send(m_fd.get(), data.data(), data.size(), MSG_DONTWAIT | MSG_NOSIGNAL); });
    // A pipe with room at all has room for that.
    const std::size_t size = m_kind == Kind::Shared ? std::min<std::size_t>(data.size(), PIPE_BUF) : data.size();
    const iovec piece{.iov_base = const_cast<std::byte*>(data.data()), .iov_len = size};  // NOLINT: writev() only reads
    return io::writePieces(m_fd.get(), false, {&piece, 1});
}

}  // namespace rz::fakessh
