#pragma once

#include <cstddef>

namespace rz::io {

// As many as a process needs for ten thousand contexts, and few enough for programs that close every possible descriptor
// one by one when they start.
inline constexpr std::size_t WantedDescriptors = 64 * 1024;

// Lets this process, and what it starts from now on, have WantedDescriptors open at once, or as many as the system grants
// it; the usual soft limit of 1024 is less than a master with a few hundred contexts needs. Returns how many it may have.
// For the start of a program that is a master. Any thread.
std::size_t raiseDescriptorLimit();

}  // namespace rz::io
