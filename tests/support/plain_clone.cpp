// Under ThreadSanitizer only. Qt clones its processes with the memory of their parent, and the clone() that clang 19's runtime
// brings then takes what the child has done for the parent's, and aborts. This one, which is found before it, is the C library's.
#include <cstdarg>
#include <dlfcn.h>
#include <sched.h>

extern "C" int clone(int (*function)(void*), void* stack, int flags, void* argument, ...) noexcept
{
    va_list more;
    va_start(more, argument);
    auto* const parentThread = va_arg(more, pid_t*);
    auto* const threadStorage = va_arg(more, void*);
    auto* const childThread = va_arg(more, pid_t*);
    va_end(more);
    static auto* const plain = reinterpret_cast<decltype(&clone)>(::dlsym(RTLD_NEXT, "clone"));
    return plain(function, stack, flags, argument, parentThread, threadStorage, childThread);
}
