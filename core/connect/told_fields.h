#pragma once

#include "core/base/value.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// What another context tells of a connection, field by field. Each gives the empty value for what is missing or of another type.
namespace rz::connect {

// A context may tell what it likes; nobody reads more.
inline constexpr std::size_t MaxToldText = 16 * 1024;

// At most MaxToldText of it, as UTF-8.
std::string textAt(const Value& dict, std::string_view key);
std::int64_t numberAt(const Value& dict, std::string_view key);

}  // namespace rz::connect
