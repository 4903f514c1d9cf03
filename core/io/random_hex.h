#pragma once

#include "core/base/error.h"

#include <string>

namespace rz::io {

// 32 hexadecimal digits that nobody guesses.
Result<std::string> randomHex();

}  // namespace rz::io
