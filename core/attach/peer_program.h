#pragma once

#include <string>
#include <sys/types.h>

namespace rz::attach {

// What a process of this machine runs, as /proc has it. Empty where that does not tell.
struct PeerProgram {
    std::string name;         // of its executable: "python3.11"
    std::string commandLine;  // its arguments with blanks between them, at most 4 KiB; what it says of itself
};
PeerProgram programOf(pid_t pid);

}  // namespace rz::attach
