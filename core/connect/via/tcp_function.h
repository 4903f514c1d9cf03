#pragma once

#include "core/io/address.h"
#include "core/rpc/registry.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace rz::connect {

// Registers `tcp.connect` (PROTOCOL.md 8.12): a TCP connection from this context to wherever it can reach, whose bytes go to and
// come from the caller. It runs on the broker thread, no thread waits for it, and it ends with the call: when both directions
// have ended, when it breaks, or when the call is cancelled.
void addTcp(rpc::Registry& registry);

// The addresses in what `getent ahosts` prints, in its order; each once, though it stands there for every kind of socket.
std::vector<io::Address> addressesIn(std::string_view ahosts, std::uint16_t port);

}  // namespace rz::connect
