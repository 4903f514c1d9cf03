#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace rz::attach {

// The bytes before the frames of a mitogen.unix connection (protocol 7.1): big-endian numbers of 32 bits, and no version.
//
//   client to server  its process id
//   server to client  the id that the client gets, the server's own, the server's process id

inline constexpr std::size_t ClientGreetingSize = 4;
inline constexpr std::size_t ServerGreetingSize = 12;

struct ServerGreeting {
    ContextId assigned{};
    ContextId server{};
    std::uint32_t pid = 0;

    bool operator==(const ServerGreeting&) const = default;
};

std::array<std::byte, ClientGreetingSize> encodeClientGreeting(std::uint32_t pid);
std::array<std::byte, ServerGreetingSize> encodeServerGreeting(const ServerGreeting& greeting);

// Fail with Decode when it cannot be that: this is all there is to tell Mitogen from anything else that listens.
Result<std::uint32_t> decodeClientGreeting(std::span<const std::byte, ClientGreetingSize> bytes);
Result<ServerGreeting> decodeServerGreeting(std::span<const std::byte, ServerGreetingSize> bytes);

}  // namespace rz::attach
