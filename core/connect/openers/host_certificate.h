#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rz::connect {

// What a host shows instead of its plain key where an authority vouches for it (OpenSSH's PROTOCOL.certkeys). Blobs are base64.
struct HostCertificate {
    std::string type;       // of the plain key: "ssh-ed25519"
    std::string key;        // the plain key
    std::string authority;  // the key that has signed it
};

bool isCertificate(std::string_view type);
// Nothing when it cannot be read, or is about a kind of key that is not known.
std::optional<HostCertificate> parseHostCertificate(std::string_view type, std::string_view blob);

}  // namespace rz::connect
