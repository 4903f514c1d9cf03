#pragma once

#include "core/base/value.h"

#include <compare>

namespace rz::app {

// A total order over values, for sorting columns: none first, then numbers by size, text and bytes naturally ("disk2"
// before "disk10", case aside until nothing else differs), lists by length and then by their items, everything else by type.
std::weak_ordering compareValues(const Value& left, const Value& right);

// The same for text alone.
std::weak_ordering compareNaturally(std::string_view left, std::string_view right);

}  // namespace rz::app
