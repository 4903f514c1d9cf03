#pragma once

#include <string>

namespace rz::connect::ssh {

// A host's public key as files hold it.
struct HostKey {
    std::string type;  // "ssh-ed25519"
    std::string blob;  // base64
    bool operator==(const HostKey&) const = default;

    std::string fingerprint() const;  // "SHA256:…", as ssh-keygen -l
    std::string randomart() const;    // as ssh-keygen -lv
};

}  // namespace rz::connect::ssh
