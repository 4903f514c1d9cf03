#include "core/connect/libssh/worker_threads.h"

#include <csignal>
#include <pthread.h>

namespace rz::connect::ssh {

WorkerThreads::~WorkerThreads()
{
    for (Worker& worker : m_workers)
        worker.thread.join();
}

void WorkerThreads::start(const char* name, std::move_only_function<void()> job)
{
    m_workers.remove_if([](Worker& worker) {
        if (!worker.done.load(std::memory_order_acquire))
            return false;
        worker.thread.join();
        return true;
    });
    Worker& worker = m_workers.emplace_back();
    // Signals are for the threads that know what to do with them.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, &before);
    worker.thread = std::thread([&worker, name, job = std::move(job)]() mutable {
        ::pthread_setname_np(::pthread_self(), name);
        job();
        // What the job held is gone before it counts as done.
        job = nullptr;
        worker.done.store(true, std::memory_order_release);
    });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace rz::connect::ssh
