#pragma once

#include <cstdio>
#include <string_view>

namespace rz::ctl {

// Prints a line for people, in which the words of hosts and other programs stand: without control characters, so that none of
// them steers the terminal, and as one line.
void printLine(std::FILE* to, std::string_view text);

}  // namespace rz::ctl
