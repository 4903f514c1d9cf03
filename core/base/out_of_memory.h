#pragma once

namespace rz {

// Throws std::bad_alloc. For code that an agent has compiled without exceptions, which would be a twentieth of it.
[[noreturn]] void throwOutOfMemory();

}  // namespace rz
