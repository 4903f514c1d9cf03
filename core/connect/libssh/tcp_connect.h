#pragma once

#include "core/connect/libssh/cancel_token.h"
#include "core/connect/libssh/resolve.h"

#include <span>
#include <string>
#include <vector>

namespace rz::connect::ssh {

struct TcpOptions {
    std::string host;         // for messages
    std::uint16_t port = 22;  // likewise
    std::string bindAddress;  // an address of ours to connect from; empty: any
    Duration limit{};
    bool keepAlive = true;
};

struct TcpConnection {
    UniqueFd socket;  // blocking; no Nagle delay
    Address address;
};

// Connects to the first address that answers. Addresses are tried one after the other, the next one as soon as one is
// refused or has been silent for a quarter of a second (RFC 8305), while earlier ones may still win.
Result<TcpConnection> connectToAny(std::span<const Address> addresses, const TcpOptions& options,
                                   const CancelToken& cancel);

}  // namespace rz::connect::ssh
