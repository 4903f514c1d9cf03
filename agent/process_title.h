#pragma once

#include <string_view>

namespace rz::agent {

// Shows `title` in ps and top in place of the command line, cut where the memory ends that the kernel gave to
// arguments and environment. The environment moves elsewhere first. `argv` is main's and must not be read any more.
void setProcessTitle(char** argv, std::string_view title);

}  // namespace rz::agent
