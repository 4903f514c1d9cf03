#pragma once

namespace rz {

// What operator new does when there is no memory, for those who allocate by other means: throws std::bad_alloc, and in an
// agent, which has no exceptions, says so on standard error and ends the process.
[[noreturn]] void outOfMemory();

}  // namespace rz
