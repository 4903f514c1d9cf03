#pragma once

#include "core/base/secret.h"
#include "core/connect/method.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect {

// Options of a hop by type. One that is missing, or not of that type, counts as not given: validate() says so to the user.
std::string textOption(const Hop& hop, std::string_view name);  // empty when it is not given
bool flagOption(const Hop& hop, std::string_view name, bool fallback);
std::optional<std::int64_t> wholeOption(const Hop& hop, std::string_view name);  // of a real number its whole part
std::optional<double> secondsOption(const Hop& hop, std::string_view name);
std::vector<std::string> textListOption(const Hop& hop, std::string_view name);
// Whether another context is only to make its TCP connection.
bool isTunnel(const Hop& hop);
// What stands after the colon in a chain; where that is not given, the image that a container is made of, or its default.
std::string targetOption(const Hop& hop);
std::optional<Secret> secretOption(const Hop& hop, std::string_view name);  // not given when it is empty

}  // namespace rz::connect
