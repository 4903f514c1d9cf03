#pragma once

#include "core/base/value.h"

#include <compare>

namespace rz::app {

// A total order over values, for sorting columns: none first, then numbers by size, text and bytes naturally ("disk2"
// before "disk10", case aside), containers by length and then by their items. Equal only if nothing tells them apart.
std::weak_ordering compareValues(const Value& left, const Value& right);

// The same for text alone.
std::weak_ordering compareNaturally(std::string_view left, std::string_view right);

}  // namespace rz::app
