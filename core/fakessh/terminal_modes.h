#pragma once

#include <string>
#include <string_view>
#include <termios.h>

namespace rz::fakessh {

// A terminal's modes as they travel: RFC 4254, section 8, so that they mean the same on every architecture.

std::string encodeModes(const termios& modes);
// Sets what is told and known; ends at what it cannot read.
void applyModes(std::string_view encoded, termios& modes);

}  // namespace rz::fakessh
