#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/rpc/context.h"
#include "core/rpc/receiver.h"
#include "core/rpc/socket_relay.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rz::connect {

// A TCP connection that another context makes for this process, by its function `tcp.connect` (PROTOCOL.md 8.12), as a socket
// here. What that context says is not believed beyond what can be checked: bytes only go to its own handles. Broker thread;
// destroying it closes the connection there and here.
class TcpTunnel {
public:
    struct Target {
        std::string host;
        std::uint16_t port = 0;
    };
    // All run on the broker thread, not inside the constructor, and do not destroy the object.
    using OnFound = std::move_only_function<void(const std::vector<std::string>& addresses)>;
    // Once. An error names the context and tells what it saw.
    // Gets the near end, which waits.
    using OnDone = std::move_only_function<void(Result<UniqueFd>)>;

    // After that, at most once: why the connection broke off; not when either end closed it in order.
    using OnBroken = std::move_only_function<void(const std::string& why)>;

    // `label` is how people know that context.
    TcpTunnel(const rpc::Context& through, std::string label, Target target, OnFound onFound, OnDone onDone,
              OnBroken onBroken);
    TcpTunnel(const TcpTunnel&) = delete;
    TcpTunnel& operator=(const TcpTunnel&) = delete;

private:
    void onMessages();
    void onConnected(const SenderRef& sender);
    void onRelayEnd(const Result<>& end);
    void onCallFailed(const Error& error);
    void broken(const Error& error);
    std::string lostText(const Error& error) const;
    Error explained(const Error& error) const;
    void finish(Result<UniqueFd> result);

    rpc::Context m_through;
    std::string m_label;
    Target m_target;
    OnFound m_onFound;
    OnDone m_onDone;
    OnBroken m_onBroken;
    std::unique_ptr<rpc::Receiver> m_receiver;
    std::optional<rpc::SocketRelay> m_relay;
    rpc::PendingCall m_call;
    bool m_ended = false;                                      // the relay
    std::shared_ptr<char> m_alive = std::make_shared<char>();  // a call that is given up answers after our end
};

}  // namespace rz::connect
