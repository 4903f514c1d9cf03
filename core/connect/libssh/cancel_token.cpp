#include "core/connect/libssh/cancel_token.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

namespace rz::connect::ssh {

Result<std::shared_ptr<CancelToken>> CancelToken::create()
{
    UniqueFd event(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!event)
        return failErrno("eventfd", errno);
    return std::shared_ptr<CancelToken>(new CancelToken(std::move(event)));
}

void CancelToken::cancel()
{
    const std::scoped_lock lock(m_mutex);
    m_cancelled.store(true, std::memory_order_release);
    ::eventfd_write(m_event.get(), 1);
    for (const int socket : m_sockets)
        ::shutdown(socket, SHUT_RDWR);
}

Result<bool> CancelToken::wait(int descriptor, short events, std::optional<TimePoint> deadline) const
{
    for (;;) {
        pollfd entries[2] = {{descriptor, events, 0}, {m_event.get(), POLLIN, 0}};
        const int count = ::poll(entries, 2, pollTimeout(deadline));
        if (count < 0 && errno != EINTR)
            return failErrno("poll", errno);
        if (cancelled())
            return std::unexpected(cancelledError());
        if (count > 0)
            return true;
        if (deadline && Clock::now() >= *deadline)
            return false;
    }
}

CancelToken::SocketGuard::SocketGuard(CancelToken& token, int socket) : m_token(token), m_socket(socket)
{
    const std::scoped_lock lock(m_token.m_mutex);
    m_token.m_sockets.insert(socket);
    if (m_token.cancelled())
        ::shutdown(socket, SHUT_RDWR);
}

CancelToken::SocketGuard::~SocketGuard()
{
    const std::scoped_lock lock(m_token.m_mutex);
    m_token.m_sockets.erase(m_socket);
}

Error cancelledError()
{
    return Error(ErrorKind::Cancelled, "the connection was cancelled");
}

int pollTimeout(std::optional<TimePoint> deadline)
{
    if (!deadline)
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, INT_MAX));
}

}  // namespace rz::connect::ssh
