#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rz {

// RFC 4648 with padding.
std::string toBase64(std::string_view bytes);
// Nothing when `text` is anything but that; white space is not skipped.
std::optional<std::string> fromBase64(std::string_view text);

}  // namespace rz
