// Parts of the C++ library as the agent needs them.
//
// The agent is compiled without exceptions, but libstdc++ and the C library are not: what they refer to would bring the
// unwinder, its tables and the exceptions themselves along, which is a seventh of the agent. Here are the ends of those
// threads. Where an exception would be thrown the agent ends, and says why: that is when there is no memory, or an error of
// ours. A definition that is missing here shows as one that is there twice, when the agent is linked.

#include "core/base/out_of_memory.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>
#include <sched.h>
#include <unistd.h>

namespace {

[[noreturn]] void fail(const char* text)
{
    for (const char* const part : {text, "\n"})
        static_cast<void>(::write(STDERR_FILENO, part, std::strlen(part)));
    std::abort();
}

}  // namespace

void* operator new(std::size_t size)
{
    void* const memory = std::malloc(size);
    if (memory == nullptr)
        rz::outOfMemory();
    return memory;
}

void* operator new(std::size_t size, const std::nothrow_t&) noexcept
{
    return std::malloc(size);
}

void* operator new[](std::size_t size, const std::nothrow_t&) noexcept
{
    return std::malloc(size);
}

namespace std {

void __throw_bad_alloc()
{
    rz::outOfMemory();
}

void __throw_bad_array_new_length()
{
    rz::outOfMemory();
}

void __throw_bad_function_call()
{
    fail("an empty function was called");
}

void __throw_length_error(const char* text)
{
    fail(text);
}

void __throw_logic_error(const char* text)
{
    fail(text);
}

void __throw_out_of_range(const char* text)
{
    fail(text);
}

void __throw_out_of_range_fmt(const char* text, ...)
{
    fail(text);
}

void __throw_system_error(int error)
{
    fail(::strerrordesc_np(error));
}

void terminate() noexcept
{
    std::abort();
}

bool uncaught_exception() noexcept
{
    return false;
}

}  // namespace std

// NOLINTBEGIN(bugprone-reserved-identifier): names of the compiler's own
extern "C" {

// Of a static variable inside a function, which the first caller makes. The compiler looks at the guard's first byte.
struct Guard {
    std::atomic<std::uint8_t> made;
    std::atomic<std::uint8_t> beingMade;
};

int __cxa_guard_acquire(Guard* guard)
{
    while (guard->made.load(std::memory_order_acquire) == 0) {
        if (guard->beingMade.exchange(1, std::memory_order_acquire) == 0)
            return 1;
        ::sched_yield();  // what we have of that kind is made in no time
    }
    return 0;
}

void __cxa_guard_release(Guard* guard)
{
    guard->made.store(1, std::memory_order_release);
}

// What throws, and what would be called with an exception on its way.
void* __cxa_allocate_exception(std::size_t /*size*/) noexcept
{
    std::abort();
}

void __cxa_free_exception(void* /*exception*/) noexcept
{
    std::abort();
}

[[noreturn]] void __cxa_throw()
{
    std::abort();
}

[[noreturn]] void __cxa_begin_catch()
{
    std::abort();
}

[[noreturn]] void __cxa_end_catch()
{
    std::abort();
}

[[noreturn]] void __gxx_personality_v0()
{
    std::abort();
}

[[noreturn]] void __gcc_personality_v0()
{
    std::abort();
}

[[noreturn]] void _Unwind_Resume()
{
    std::abort();
}

[[noreturn]] void _Unwind_GetCFA()
{
    std::abort();
}

[[noreturn]] void _Unwind_ForcedUnwind()
{
    std::abort();
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
