#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/socket.h>

namespace rz::io {

// Where a TCP connection can lead to: an IPv4 or IPv6 address and a port.
struct Address {
    sockaddr_storage storage{};
    socklen_t length = 0;
    std::string text;  // without the port

    // "192.0.2.1", "2001:db8::1"; nothing for what is no address, such as a name.
    static std::optional<Address> parse(std::string text, std::uint16_t port);

    bool isLoopback() const;
};

}  // namespace rz::io
