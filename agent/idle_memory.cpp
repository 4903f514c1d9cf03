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
// More than idle workers live (Dispatcher::Options::idleWorkerLife).
constexpr Duration WorkersGoneAfter = std::chrono::seconds(8);

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

void giveBack()
{
    ::malloc_trim(0);
    releaseProgramPages();
}

}  // namespace

void IdleMemory::wake()
{
    if (std::exchange(m_ownTurn, false))
        return;
    m_watching = true;
    m_turnsBefore = m_turns;
    m_timer = m_broker.after(IdleAfter, [this] { watch(); });
}

void IdleMemory::watch()
{
    if (m_turns != m_turnsBefore) {
        m_turnsBefore = m_turns + 1;  // with this one
        m_timer = m_broker.after(IdleAfter, [this] { watch(); });
        return;
    }
    giveBack();
    m_watching = false;
    m_ownTurn = true;
    m_timer = m_broker.after(WorkersGoneAfter, [this] { giveBackOnceMore(); });
}

void IdleMemory::giveBackOnceMore()
{
    giveBack();
    m_ownTurn = true;
}

}  // namespace rz::agent
