#include "core/io/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <utility>

namespace rz::io {

// The text is kept: inet_ntop(), which would make it again, brings stdio with it, which an agent has no room for.
std::optional<Address> Address::parse(std::string text, std::uint16_t port)
{
    Address address;
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    if (::inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        address.length = sizeof v4;
    } else if (::inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        address.length = sizeof v6;
    } else {
        return {};
    }
    v4.sin_port = htons(port);  // stands at the same place in both
    address.text = std::move(text);
    return address;
}

bool Address::isLoopback() const
{
    if (storage.ss_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6*>(&storage)->sin6_addr);
    return ntohl(reinterpret_cast<const sockaddr_in*>(&storage)->sin_addr.s_addr) >> 24 == 127;
}

}  // namespace rz::io
