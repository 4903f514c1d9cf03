#include "core/wire/buffer.h"

#include "core/base/str.h"

#include <cerrno>
#include <cstdint>
#include <new>

#include <sys/mman.h>

namespace rz::wire {

namespace {

constexpr std::size_t MappedFrom = 4 * 1024 * 1024;
constexpr std::size_t HugePage = 2 * 1024 * 1024;

}  // namespace

Result<std::shared_ptr<std::byte[]>> allocateBuffer(std::size_t size)
{
    if (size < MappedFrom) {
        auto* memory = new (std::nothrow) std::byte[size];
        if (memory == nullptr)
            return failErrno(str("no memory for a message of ", size, " bytes"), ENOMEM);
        return std::shared_ptr<std::byte[]>(memory);
    }

    // One huge page more than needed, so that the buffer can begin at the boundary of one.
    const std::size_t mapped = size + HugePage;
    void* base = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return failErrno(str("no memory for a message of ", size, " bytes"), errno);
    ::madvise(base, mapped, MADV_HUGEPAGE);
    const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(base) % HugePage;
    auto* memory = static_cast<std::byte*>(base) + (HugePage - misaligned) % HugePage;
    return std::shared_ptr<std::byte[]>(memory, [base, mapped](std::byte*) { ::munmap(base, mapped); });
}

}  // namespace rz::wire
