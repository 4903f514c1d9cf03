#pragma once

#include "core/base/bytes.h"
#include "core/io/broker.h"

#include <cstddef>
#include <deque>
#include <functional>
#include <span>

namespace rz::connect {

// The bytes that go to and fro over a transport before there is a stream on it. Broker thread.
class BootstrapPipe {
public:
    struct Events {
        std::function<void(std::span<const std::byte>)> onReceived;
        std::function<void()> onEnd;  // once: nothing more will come
    };

    // Descriptors are not owned; they become non-blocking.
    BootstrapPipe(io::Broker& broker, int receiveSide, int transmitSide, Events events);
    BootstrapPipe(const BootstrapPipe&) = delete;
    BootstrapPipe& operator=(const BootstrapPipe&) = delete;

    // A failure is told as the end, together with the last words that came before it.
    void send(Bytes data);
    // Nothing is read, written or told any more. May be called in the events, where it must not be destroyed.
    void stop();

private:
    void onReadable();
    void flush();

    const int m_receiveSide;
    const int m_transmitSide;
    const Events m_events;
    io::FdWatch m_receiveWatch;
    io::FdWatch m_transmitWatch;
    std::deque<Bytes> m_outgoing;
};

}  // namespace rz::connect
