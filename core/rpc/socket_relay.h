#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"

#include <functional>
#include <memory>
#include <optional>

namespace rz::rpc {

// One end of a byte stream between two contexts (PROTOCOL.md 8.12): what the socket has goes to a Sender, what a Receiver gets
// goes to the socket, both at once. Each message is a bytes value, an empty one the end of its direction; either direction may
// end first. Nothing waits and nothing gathers: the socket is not read while the Sender's window is full, and the Receiver is
// not emptied while the socket takes nothing. Broker thread; destroying it closes the socket and tells the other end.
class SocketRelay {
public:
    using OnEnd = std::move_only_function<void(Result<> end)>;

    // `socket` must be non-blocking. `onEnd` runs once, not inside the constructor, and may destroy the object: both directions
    // have ended, or why it broke off. The socket is closed by then.
    SocketRelay(io::Broker& broker, UniqueFd socket, std::unique_ptr<Receiver> receiver, Sender sender, OnEnd onEnd);
    SocketRelay(const SocketRelay&) = delete;
    SocketRelay& operator=(const SocketRelay&) = delete;

private:
    void wake();
    void onReady(io::Readiness ready);
    void service();
    void fromSocket();
    void toSocket();
    bool nextPiece();
    void checkErrno();
    void finish(Result<> end);

    io::Broker& m_broker;
    UniqueFd m_socket;
    std::unique_ptr<Receiver> m_receiver;
    std::optional<Sender> m_sender;
    OnEnd m_onEnd;
    io::FdWatch m_watch;
    Bytes m_piece;              // received, not yet taken by the socket
    bool m_readEnded = false;   // the socket's end was sent on
    bool m_writeEnded = false;  // likewise the receiver's
    bool m_senderFull = false;  // it will wake us
    bool m_socketFull = false;
    bool m_awake = false;  // service() will run
    std::optional<Error> m_failure;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // what was put off ends with it
};

}  // namespace rz::rpc
