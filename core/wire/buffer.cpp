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

bool Buffer::isUnshared() const
{
    if (memory.use_count() != 1)
        return false;
    // Whatever another thread did with the last slice happened before the count fell; taking and dropping a
    // reference reads that count with acquire order, which use_count() does not.
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): the copy is it
    [[maybe_unused]] const auto ordered = memory;
    return true;
}

Result<Buffer> allocateBuffer(std::size_t size)
{
    if (size < MappedFrom) {
        auto* memory = new (std::nothrow) std::byte[size];
        if (memory == nullptr)
            return failErrno(str("no memory for a message of ", size, " bytes"), ENOMEM);
        return Buffer{std::shared_ptr<std::byte[]>(memory), size};
    }

    // One huge page more than needed, so that the buffer can begin at the boundary of one.
    const std::size_t mapped = size + HugePage;
    void* base = ::mmap(nullptr, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED)
        return failErrno(str("no memory for a message of ", size, " bytes"), errno);
    ::madvise(base, mapped, MADV_HUGEPAGE);
    const std::size_t misaligned = reinterpret_cast<std::uintptr_t>(base) % HugePage;
    auto* memory = static_cast<std::byte*>(base) + (HugePage - misaligned) % HugePage;
    return Buffer{{memory, [base, mapped](std::byte*) { ::munmap(base, mapped); }}, size};
}

}  // namespace rz::wire
