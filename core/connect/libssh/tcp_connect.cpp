#include "core/connect/libssh/tcp_connect.h"

#include "core/base/str.h"

#include <algorithm>
#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

constexpr Duration HeadStart = std::chrono::milliseconds(250);

struct Attempt {
    UniqueFd socket;
    const Address* address = nullptr;
};

Result<> bindTo(int socket, const std::string& from, int family)
{
    sockaddr_storage storage{};
    socklen_t length = 0;
    void* bytes = nullptr;
    if (family == AF_INET6) {
        auto& address = reinterpret_cast<sockaddr_in6&>(storage);
        bytes = &address.sin6_addr;
        length = sizeof address;
    } else {
        auto& address = reinterpret_cast<sockaddr_in&>(storage);
        bytes = &address.sin_addr;
        length = sizeof address;
    }
    storage.ss_family = static_cast<sa_family_t>(family);
    if (::inet_pton(family, from.c_str(), bytes) != 1)
        return failErrno(str("BindAddress ", from), EADDRNOTAVAIL);
    if (::bind(socket, reinterpret_cast<sockaddr*>(&storage), length) != 0)
        return failErrno(str("BindAddress ", from), errno);
    return {};
}

// A few answers mean the same whatever the address: then the cause can be named.
void explainErrno(int errnum, const TcpOptions& options, ErrorDetails& details)
{
    switch (errnum) {
    case ECONNREFUSED:
        details.cause =
            str("Nothing listens on port ", options.port, " of ", options.host, ", or a firewall refuses it.");
        details.fix = "Check the port, and that the ssh server runs there.";
        break;
    case ETIMEDOUT:
        details.cause =
            str(options.host, " is switched off, unreachable, or behind a firewall that drops connections.");
        details.fix = "Check that the host is up and that port and network are right.";
        break;
    case ENETUNREACH:
    case EHOSTUNREACH:
        details.cause = str("There is no way from here to the network of ", options.host, '.');
        details.fix = "Check the network of this machine, VPN included.";
        break;
    default: break;
    }
}

// All attempts to reach one host.
class Race {
public:
    Race(std::span<const Address> addresses, const TcpOptions& options, const CancelToken& cancel)
        : m_addresses(addresses), m_options(options), m_cancel(cancel), m_deadline(Clock::now() + options.limit)
    {
    }

    Result<TcpConnection> run()
    {
        TimePoint nextStart = Clock::now();
        for (;;) {
            const bool more = m_next < m_addresses.size();
            if (more && (m_running.empty() || Clock::now() >= nextStart)) {
                start(m_addresses[m_next++]);
                nextStart = Clock::now() + HeadStart;
                continue;
            }
            if (m_running.empty())
                return std::unexpected(allFailed());
            RZ_CHECK(wait(more ? std::min(nextStart, m_deadline) : m_deadline));
            if (auto winner = takeWinner())
                return std::move(*winner);
            if (Clock::now() >= m_deadline) {
                for (const Attempt& attempt : m_running)
                    failed(*attempt.address, ETIMEDOUT);
                return std::unexpected(allFailed());
            }
        }
    }

private:
    void start(const Address& address)
    {
        const int family = address.storage.ss_family;
        Attempt attempt{UniqueFd(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)), &address};
        if (!attempt.socket) {
            failed(address, errno);
            return;
        }
        if (!m_options.bindAddress.empty()) {
            if (auto bound = bindTo(attempt.socket.get(), m_options.bindAddress, family); !bound) {
                failed(address, bound.error().errnum());
                return;
            }
        }
        if (::connect(attempt.socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0 &&
            errno != EINPROGRESS)
            failed(address, errno);
        else
            m_running.push_back(std::move(attempt));
    }

    Result<> wait(TimePoint until) const
    {
        std::vector<pollfd> entries{{m_cancel.fd(), POLLIN, 0}};
        for (const Attempt& attempt : m_running)
            entries.push_back({attempt.socket.get(), POLLOUT, 0});
        if (::poll(entries.data(), entries.size(), pollTimeout(until)) < 0 && errno != EINTR)
            return failErrno("poll", errno);
        if (m_cancel.cancelled())
            return std::unexpected(cancelledError());
        return {};
    }

    std::optional<TcpConnection> takeWinner()
    {
        for (std::size_t i = 0; i < m_running.size();) {
            pollfd entry{m_running[i].socket.get(), POLLOUT, 0};
            if (::poll(&entry, 1, 0) <= 0) {
                ++i;
                continue;
            }
            Attempt attempt = std::move(m_running[i]);
            m_running.erase(m_running.begin() + static_cast<std::ptrdiff_t>(i));
            int error = 0;
            socklen_t size = sizeof error;
            ::getsockopt(attempt.socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
            if (error == 0)
                return TcpConnection{std::move(attempt.socket), *attempt.address};
            failed(*attempt.address, error);
        }
        return {};
    }

    void failed(const Address& address, int errnum)
    {
        m_lastErrno = errnum;
        m_seen += str(m_seen.empty() ? "" : "\n", address.text(), ": ", std::strerror(errnum));
    }

    Error allFailed() const
    {
        ErrorDetails details{.seen = m_seen};
        explainErrno(m_lastErrno, m_options, details);
        return Error(m_lastErrno == ETIMEDOUT ? ErrorKind::Timeout : ErrorKind::Stream,
                     str("cannot connect to ", m_options.host, " port ", m_options.port, ": ",
                         std::strerror(m_lastErrno)),
                     m_lastErrno)
            .withDetails(std::move(details));
    }

    std::span<const Address> m_addresses;
    const TcpOptions& m_options;
    const CancelToken& m_cancel;
    TimePoint m_deadline;
    std::size_t m_next = 0;
    std::vector<Attempt> m_running;
    std::string m_seen;
    int m_lastErrno = 0;
};

}  // namespace

Result<TcpConnection> connectToAny(std::span<const Address> addresses, const TcpOptions& options,
                                   const CancelToken& cancel)
{
    RZ_TRY(TcpConnection connection, Race(addresses, options, cancel).run());
    const int socket = connection.socket.get();
    const int on = 1;
    // Small frames must not wait for each other's acknowledgement.
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (options.keepAlive)
        ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    ::fcntl(socket, F_SETFL, ::fcntl(socket, F_GETFL) & ~O_NONBLOCK);
    return connection;
}

}  // namespace rz::connect::ssh
