#pragma once

#include <string>
#include <vector>

namespace rz::modules {

// The names in a directory, sorted, without "." and ".."; none if it cannot be read.
std::vector<std::string> directoryNames(const std::string& path);

}  // namespace rz::modules
