#include "agent/idle_memory.h"

#include <link.h>
#include <malloc.h>
#include <span>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace rz::agent {

namespace {

constexpr Duration IdleAfter = std::chrono::seconds(1);

// Where the kernel has loaded what is never written to.
void releaseProgramPages()
{
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto* const headers =
        reinterpret_cast<const ElfW(Phdr)*>(::getauxval(AT_PHDR));  // NOLINT: the kernel's number
    for (const auto& header : std::span(headers, ::getauxval(AT_PHNUM))) {
        if (header.p_type != PT_LOAD || (header.p_flags & PF_W) != 0)
            continue;
        const std::uintptr_t begin = header.p_vaddr & ~(page - 1);
        const std::uintptr_t end = (header.p_vaddr + header.p_memsz + page - 1) & ~(page - 1);
        ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);  // NOLINT: addresses of this program
    }
}

}  // namespace

void IdleMemory::watch()
{
    if (std::exchange(m_gaveBack, false))
        return;
    m_turnsBefore = m_turns;
    m_timer = m_broker.after(IdleAfter, [this] { check(); });
}

void IdleMemory::check()
{
    if (m_turns != m_turnsBefore)
        return;
    ::malloc_trim(0);
    releaseProgramPages();
    m_gaveBack = true;
}

}  // namespace rz::agent
