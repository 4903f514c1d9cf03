#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <string_view>

namespace rz::agent {

// Reads one Python literal, the whole of `text`: None, True, False, integers, strings and bytes with their escapes, lists, tuples
// and dicts, as a Python 2 or 3 writes them in a Mitogen CONFIG (protocol 4.5). Nothing is evaluated; what else Python would
// take for an expression is refused, with the column.
Result<Value> parsePythonLiteral(std::string_view text);

}  // namespace rz::agent
