#pragma once

#include "core/base/error.h"

#include <string>
#include <string_view>

namespace rz::ctl {

// What can be connected by, a method a line; of one method its options, with their kind, default and help. Fails with Argument
// when there is no such method. `method` may be empty: all of them.
Result<std::string> methodsText(std::string_view method, bool json);

}  // namespace rz::ctl
