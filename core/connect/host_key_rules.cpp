#include "core/connect/host_key_rules.h"

#include <algorithm>

namespace rz::connect {

std::string hostKeyFamily(std::string_view type)
{
    if (type.starts_with("ecdsa-"))
        return "ECDSA";
    if (type.starts_with("sk-"))
        return type.find("ecdsa") != std::string_view::npos ? "ECDSA-SK" : "ED25519-SK";
    if (type.starts_with("ssh-"))
        type.remove_prefix(4);
    std::string upper(type);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

}  // namespace rz::connect
