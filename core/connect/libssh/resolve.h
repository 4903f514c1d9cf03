#pragma once

#include "core/connect/libssh/cancel_token.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace rz::connect::ssh {

struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
    std::string text() const;  // "192.0.2.1", "2001:db8::1"
    bool isLoopback() const;
};

// The addresses of a host, in the order in which they should be tried. `family` is as ssh_config names it: "any", "inet",
// "inet6". Blocks, but ends at once when it is cancelled; a name server that does not answer is then left to itself.
Result<std::vector<Address>> resolveHost(const std::string& host, std::uint16_t port, std::string_view family,
                                         const CancelToken& cancel);

}  // namespace rz::connect::ssh
