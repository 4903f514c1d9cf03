#pragma once

#include "core/connect/libssh/cancel_token.h"
#include "core/io/address.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

// The addresses of a host, in the order in which they should be tried. `family` is as ssh_config names it: "any", "inet",
// "inet6". Blocks, but ends at once when it is cancelled; a name server that does not answer is then left to itself.
Result<std::vector<io::Address>> resolveHost(const std::string& host, std::uint16_t port, std::string_view family,
                                             const CancelToken& cancel);

// The other end of a connected socket.
io::Address peerOf(int socket);

}  // namespace rz::connect::ssh
