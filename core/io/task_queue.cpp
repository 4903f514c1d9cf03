#include "core/io/task_queue.h"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

#include "core/base/assertion.h"

namespace rz::io {

Result<std::unique_ptr<TaskQueue>> TaskQueue::create()
{
    UniqueFd fd(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!fd)
        return failErrno("eventfd", errno);
    return std::make_unique<TaskQueue>(std::move(fd));
}

TaskQueue::TaskQueue(UniqueFd eventFd) : m_fd(std::move(eventFd)) {}

bool TaskQueue::push(Task task)
{
    bool mustWake = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        m_tasks.push_back(std::move(task));
        mustWake = m_asleep.exchange(false, std::memory_order_relaxed);
    }
    // Outside the lock: the woken thread needs it at once.
    if (mustWake)
        wake();
    return true;
}

bool TaskQueue::prepareSleep()
{
    const std::lock_guard lock(m_mutex);
    m_asleep.store(m_tasks.empty(), std::memory_order_relaxed);
    return m_tasks.empty();
}

void TaskQueue::wake()
{
    // The counter is never read (the poller watches for edges) and cannot reach its limit in any lifetime.
    const std::uint64_t one = 1;
    ssize_t written = 0;
    do
        written = ::write(m_fd.get(), &one, sizeof one);
    while (written < 0 && errno == EINTR);
    RZ_ASSERT(written == sizeof one);
}

bool TaskQueue::runBatch()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_tasks.empty())
            return false;
        m_running.swap(m_tasks);
    }
    for (Task& task : m_running) {
        task();
        task = nullptr;  // what it owns dies now, in order, not after its successors ran
    }
    m_running.clear();
    return true;
}

void TaskQueue::close()
{
    std::vector<Task> unrun;
    const std::lock_guard lock(m_mutex);
    m_closed = true;
    unrun.swap(m_tasks);
}

bool TaskQueue::closeIfEmpty()
{
    const std::lock_guard lock(m_mutex);
    m_closed = m_closed || m_tasks.empty();
    return m_closed;
}

}  // namespace rz::io
