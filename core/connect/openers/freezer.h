#pragma once

#include <string_view>
#include <sys/types.h>

namespace rz::connect {

// Whether a process, or the control group of this path, is frozen: as a paused container is, which takes new processes in
// without letting them run. False when that cannot be told. Reads a file or two of the kernel's.
bool isFrozen(pid_t pid);
bool isFrozen(std::string_view group);

}  // namespace rz::connect
