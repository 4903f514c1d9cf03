#include "core/connect/libssh/worker_threads.h"

#include <utility>

namespace rz::connect::ssh {

WorkerThreads::~WorkerThreads()
{
    for (Worker& worker : m_workers)
        worker.thread.join();
}

Result<> WorkerThreads::start(const char* name, std::move_only_function<void()> job)
{
    m_workers.remove_if([](Worker& worker) {
        if (!worker.done.load(std::memory_order_acquire))
            return false;
        worker.thread.join();
        return true;
    });
    Worker& worker = m_workers.emplace_back();
    auto started = io::Thread::start(name, [&worker, work = std::move(job)]() mutable {
        work();
        // What the job held is gone before it counts as done.
        work = nullptr;
        worker.done.store(true, std::memory_order_release);
    });
    if (!started) {
        m_workers.pop_back();
        return std::unexpected(std::move(started).error());
    }
    worker.thread = std::move(*started);
    return {};
}

}  // namespace rz::connect::ssh
