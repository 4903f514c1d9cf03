#include "core/rpc/socket_relay.h"

#include "core/io/descriptors.h"

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <utility>

namespace rz::rpc {

namespace {

using io::Readiness;

// Small enough for other frames to get in between.
constexpr std::size_t PieceSize = 64 * 1024;

}  // namespace

SocketRelay::SocketRelay(io::Broker& broker, UniqueFd socket, std::unique_ptr<Receiver> receiver, Sender sender,
                         OnEnd onEnd)
    : m_broker(broker),
      m_socket(std::move(socket)),
      m_receiver(std::move(receiver)),
      m_sender(std::move(sender)),
      m_onEnd(std::move(onEnd)),
      m_watch(broker.watch(m_socket.get(), Readiness::Readable, [this](Readiness ready) { onReady(ready); }))
{
    if (!m_watch)
        m_failure = Error::fromErrno("a connection cannot be watched", errno);
    m_receiver->setNotify([this, alive = std::weak_ptr(m_alive)] {
        if (!alive.expired())
            wake();
    });
    wake();
}

// After the current event: it may be in the middle of the receiver.
void SocketRelay::wake()
{
    if (std::exchange(m_awake, true))
        return;
    m_broker.deferLater([this, alive = std::weak_ptr(m_alive)] {
        if (!alive.expired() && std::exchange(m_awake, false))
            service();
    });
}

// Once nothing more can be read, only a hang-up tells that nothing can be written either.
void SocketRelay::onReady(Readiness ready)
{
    if (m_readEnded && !m_writeEnded && has(ready, Readiness::Hangup))
        finish(std::unexpected(io::closedByPeer()));
    else
        service();
}

void SocketRelay::service()
{
    if (!m_socket)
        return;
    if (!m_failure)
        toSocket();
    if (!m_failure)
        fromSocket();
    if (m_failure) {
        finish(std::unexpected(std::move(*m_failure)));
    } else if (m_readEnded && m_writeEnded) {
        finish({});
    } else {
        const Readiness readable = m_readEnded || m_senderFull ? Readiness::None : Readiness::Readable;
        m_watch.setInterest(m_socketFull ? readable | Readiness::Writable : readable);
    }
}

void SocketRelay::fromSocket()
{
    std::array<std::byte, PieceSize> buffer;
    for (int i = 0; i < io::CallsPerTurn && !m_readEnded && !m_senderFull; ++i) {
        if (!m_sender->ready()) {
            m_senderFull = true;
            m_sender->whenReady([this, alive = std::weak_ptr(m_alive)] {
                if (alive.expired())
                    return;
                m_senderFull = false;
                service();
            });
            return;
        }
        const ssize_t count = ::recv(m_socket.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count < 0) {
            checkErrno();
            return;
        }
        m_readEnded = count == 0;
        if (auto sent = m_sender->send(Value(Bytes(std::span(buffer).first(static_cast<std::size_t>(count))))); !sent) {
            m_failure = std::move(sent).error();
            return;
        }
    }
}

void SocketRelay::toSocket()
{
    m_socketFull = false;
    for (int i = 0; i < io::CallsPerTurn; ++i) {
        if (!nextPiece())
            return;
        const ssize_t count = ::send(m_socket.get(), m_piece.data(), m_piece.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0) {
            m_socketFull = true;
            checkErrno();
            return;
        }
        m_piece = m_piece.slice(static_cast<std::size_t>(count));
    }
    wake();
}

// False when there is none yet, or ever.
bool SocketRelay::nextPiece()
{
    while (m_piece.empty()) {
        auto value = m_receiver->getValue(Duration::zero());
        if (!value) {
            if (value.error().kind() != ErrorKind::Timeout)
                m_failure = std::move(value).error();
            return false;
        }
        const Bytes* piece = value->as<Bytes>();
        if (piece == nullptr || m_writeEnded) {
            m_failure.emplace(ErrorKind::Decode, "the other end of a stream of bytes sent what is none");
            return false;
        }
        m_piece = *piece;
        if (m_piece.empty()) {
            m_writeEnded = true;
            ::shutdown(m_socket.get(), SHUT_WR);
        }
    }
    return true;
}

void SocketRelay::checkErrno()
{
    if (errno != EAGAIN && errno != EINTR)
        m_failure = Error::fromErrno("the connection broke", errno);
}

void SocketRelay::finish(Result<> end)
{
    m_watch = {};
    m_socket.reset();
    m_piece = {};
    m_receiver.reset();
    m_sender.reset();
    std::exchange(m_onEnd, nullptr)(std::move(end));
}

}  // namespace rz::rpc
