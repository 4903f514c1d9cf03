#pragma once

#include "core/qt/json.h"

namespace rz {

// What an object of JSON stands for: itself, or one of the forms with a single key that begins with "$" (json.h).
std::expected<Value, JsonProblem> valueOfObject(Dict object);

}  // namespace rz
