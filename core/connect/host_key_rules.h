#pragma once

#include <string>
#include <string_view>

namespace rz::connect {

// What the desktop's own ssh and the OpenSSH program's helper think alike about host keys.

// "ED25519" of "ssh-ed25519", as ssh-keygen calls it. ECDSA is one family whatever the curve: another key of the same family
// is a changed one.
std::string hostKeyFamily(std::string_view type);

}  // namespace rz::connect
