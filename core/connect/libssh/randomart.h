#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace rz::connect::ssh {

// OpenSSH's picture of a fingerprint: a frame around 17 x 9 fields over which the hash has walked. `title` is what stands
// in the upper edge ("ED25519 256"), `hashName` in the lower one ("SHA256").
std::string randomart(std::span<const unsigned char> hash, std::string_view title, std::string_view hashName);

}  // namespace rz::connect::ssh
