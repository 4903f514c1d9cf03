#include "core/connect/bootstrap/bootstrap_pipe.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

// SIGPIPE must not end us: a socket takes the flag, and our programs ignore the signal for pipes.
ssize_t writeSome(int fd, const Bytes& data)
{
    const ssize_t sent = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    return sent < 0 && errno == ENOTSOCK ? ::write(fd, data.data(), data.size()) : sent;
}

void setNonBlocking(int fd)
{
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
}

}  // namespace

BootstrapPipe::BootstrapPipe(io::Broker& broker, int receiveSide, int transmitSide, Events events)
    : m_receiveSide(receiveSide), m_transmitSide(transmitSide), m_events(std::move(events))
{
    setNonBlocking(receiveSide);
    setNonBlocking(transmitSide);
    m_receiveWatch = broker.watch(receiveSide, io::Readiness::Readable, [this](io::Readiness) { onReadable(); });
    m_transmitWatch = broker.watch(transmitSide, io::Readiness::None, [this](io::Readiness ready) {
        if (has(ready, io::Readiness::Writable))
            flush();
    });
}

void BootstrapPipe::stop()
{
    m_receiveWatch = {};
    m_transmitWatch = {};
}

void BootstrapPipe::onReadable()
{
    std::byte buffer[32 * 1024];
    const ssize_t count = ::read(m_receiveSide, buffer, sizeof buffer);
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        stop();
        m_events.onEnd();
        return;
    }
    m_events.onReceived(std::span(buffer, static_cast<std::size_t>(count)));
}

void BootstrapPipe::send(Bytes data)
{
    m_outgoing.push_back(std::move(data));
    flush();
}

void BootstrapPipe::flush()
{
    while (!m_outgoing.empty()) {
        Bytes& piece = m_outgoing.front();
        const ssize_t sent = writeSome(m_transmitSide, piece);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && errno == EAGAIN)
            break;
        if (sent < 0) {
            // The reading side tells the end.
            m_outgoing.clear();
            break;
        }
        piece = piece.slice(static_cast<std::size_t>(sent));
        if (piece.empty())
            m_outgoing.pop_front();
    }
    m_transmitWatch.setInterest(m_outgoing.empty() ? io::Readiness::None : io::Readiness::Writable);
}

}  // namespace rz::connect
