#pragma once

#include "core/base/error.h"

#include <functional>
#include <string>

namespace rz::connect::ssh {

// Replaces a file's content by what `change` makes of it, in one step: readers see the old or the new one, a crash or a
// full disk leaves the old one. Keeps mode and owner, follows links, makes the file (0600) and its directory (0700). Changes
// of the same file wait for each other, in this process and in others. What is not a file (/dev/null) is refused.
Result<> changeTextFile(const std::string& path, const std::function<std::string(std::string content)>& change);

}  // namespace rz::connect::ssh
