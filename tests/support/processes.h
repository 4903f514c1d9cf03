#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rz::test {

// False for a zombie, too: its parent may be somebody else, who takes his time.
bool isAlive(pid_t pid);
// True for a zombie, too: until it is reaped.
bool processExists(pid_t pid);
// What this process has started and not yet taken note of the end of, zombies included.
std::vector<pid_t> childrenOf(pid_t pid);
// Those, their children, and so on.
std::vector<pid_t> descendantsOf(pid_t pid);
// Its arguments, with blanks between them; empty for a zombie.
std::string commandOf(pid_t pid);
// Those of this machine, containers included, in whose arguments the text is.
std::vector<pid_t> processesWith(std::string_view text);

}  // namespace rz::test
