#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rz::modules {

// Where this user's Python modules are, in the order in which they are searched, without asking a Python: what
// $RHIZOME_PYTHONPATH and $PYTHONPATH name, the virtual environment that is active, the user's own packages, and those of
// the system. The standard library is not among them: every Python has its own.
std::vector<std::string> defaultPythonPath();

// The parts of "a:b" that are absolute paths; what is relative means another place tomorrow.
std::vector<std::string> splitPath(std::string_view text);

}  // namespace rz::modules
