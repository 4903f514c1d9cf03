#include "core/io/tcp_connect.h"

#include "core/base/str.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <netinet/in.h>  // IWYU pragma: keep (IPPROTO_TCP)
#include <netinet/tcp.h>
#include <utility>

namespace rz::io {

namespace {

constexpr Duration HeadStart = std::chrono::milliseconds(250);

// An errno, or 0.
int bindTo(int socket, const std::string& from, sa_family_t family)
{
    const auto address = Address::parse(from, 0);
    if (!address || address->storage.ss_family != family)
        return EADDRNOTAVAIL;
    return ::bind(socket, reinterpret_cast<const sockaddr*>(&address->storage), address->length) == 0 ? 0 : errno;
}

}  // namespace

TcpConnect::TcpConnect(Broker& broker, std::vector<Address> addresses, TcpOptions options, OnDone onDone)
    : m_broker(broker),
      m_addresses(std::move(addresses)),
      m_options(std::move(options)),
      m_onDone(std::move(onDone)),
      m_headStart(broker.after(Duration::zero(), [this] { startNext(); })),
      m_limit(broker.after(m_options.limit, [this] { onLimit(); }))
{
}

void TcpConnect::startNext()
{
    while (m_next < m_addresses.size()) {
        const Address& address = m_addresses[m_next++];
        const int errnum = start(address);
        if (errnum == 0) {
            m_headStart = m_broker.after(HeadStart, [this] { startNext(); });
            return;
        }
        failed(address, errnum);
    }
    if (m_running.empty()) {
        finish(std::unexpected(Error(m_lastErrno == ETIMEDOUT ? ErrorKind::Timeout : ErrorKind::Stream,
                                     str("cannot connect to ", m_options.host, " port ", m_options.port, m_seen),
                                     m_lastErrno)));
    }
}

// An errno, or 0 when it is under way.
int TcpConnect::start(const Address& address)
{
    const sa_family_t family = address.storage.ss_family;
    UniqueFd socket(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket)
        return errno;
    if (!m_options.bindAddress.empty()) {
        if (const int errnum = bindTo(socket.get(), m_options.bindAddress, family); errnum != 0)
            return errnum;
    }
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0 &&
        errno != EINPROGRESS)
        return errno;
    auto& attempt = *m_running.emplace_back(std::make_unique<Attempt>(address, std::move(socket)));
    attempt.watch =
        m_broker.watch(attempt.socket.get(), Readiness::Writable, [this, &attempt](Readiness) { onAnswer(attempt); });
    if (!attempt.watch) {
        const int errnum = errno;
        m_running.pop_back();
        return errnum;
    }
    return 0;
}

void TcpConnect::onAnswer(const Attempt& attempt)
{
    const auto found = std::ranges::find(m_running, &attempt, &std::unique_ptr<Attempt>::get);
    const std::unique_ptr<Attempt> answered = std::move(*found);
    m_running.erase(found);
    answered->watch = {};
    const int socket = answered->socket.get();
    int errnum = 0;
    socklen_t size = sizeof errnum;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &errnum, &size);
    if (errnum != 0) {
        failed(answered->address, errnum);
        startNext();
        return;
    }
    const int on = 1;
    // Small frames must not wait for each other's acknowledgement.
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (m_options.keepAlive)
        ::setsockopt(socket, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    finish(std::move(answered->socket));
}

void TcpConnect::onLimit()
{
    for (const auto& attempt : std::exchange(m_running, {}))
        failed(attempt->address, ETIMEDOUT);
    m_next = m_addresses.size();
    startNext();
}

void TcpConnect::failed(const Address& address, int errnum)
{
    m_lastErrno = errnum;
    const std::string which = m_addresses.size() == 1 ? std::string() : str(m_seen.empty() ? ": " : "; ", address.text);
    m_seen += Error::fromErrno(which, errnum).text();
}

void TcpConnect::finish(Result<UniqueFd> result)
{
    m_headStart.cancel();
    m_limit.cancel();
    m_running.clear();
    std::exchange(m_onDone, nullptr)(std::move(result));
}

}  // namespace rz::io
