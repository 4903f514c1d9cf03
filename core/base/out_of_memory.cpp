#include "core/base/out_of_memory.h"

#ifdef __cpp_exceptions
#include <new>
#else
#include <cstdlib>
#include <string_view>
#include <unistd.h>
#endif

namespace rz {

void outOfMemory()
{
#ifdef __cpp_exceptions
    throw std::bad_alloc();
#else
    constexpr std::string_view Text = "out of memory\n";
    static_cast<void>(::write(STDERR_FILENO, Text.data(), Text.size()));
    std::abort();
#endif
}

}  // namespace rz
