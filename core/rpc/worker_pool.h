#pragma once

#include "core/base/time.h"
#include "core/io/broker.h"
#include "core/io/thread.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>
#include <stop_token>

namespace rz::rpc {

// Threads for what may take long. It grows with need up to a limit, beyond which tasks wait their turn, and shrinks when
// idle. Any thread.
class WorkerPool {
public:
    // `name`: that of its threads (io::Thread).
    WorkerPool(std::size_t maxWorkers, Duration idleLife, const char* name = "worker")
        : m_name(name), m_maxWorkers(maxWorkers), m_idleLife(idleLife)
    {
    }
    // Runs what is queued to its end. What waits by then, or will, for calls, Receivers and Latches waits no longer: ending().
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // False when not even one thread can be had.
    bool submit(io::Task task);
    std::size_t workers() const;
    // Those of them that wait for something to do.
    std::size_t idle() const;
    // Requested when the pool ends whose thread this is: what is waited for might need the thread that waits for it to end.
    // Never elsewhere.
    static std::stop_token ending();
    // Waits until nothing runs; what is queued, then or later, begins after resume().
    void pause();
    void resume();
    // While this is held, by one who paused, no worker holds any lock.
    std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

private:
    using Threads = std::list<io::Thread>;

    bool startWorker();
    void work(Threads::iterator self);

    static thread_local const WorkerPool* s_here;

    const char* const m_name;
    const std::size_t m_maxWorkers;
    const Duration m_idleLife;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_becameIdle;
    std::stop_source m_ending;
    std::deque<io::Task> m_tasks;
    Threads m_threads;
    Threads m_ended;  // to be joined
    std::size_t m_idle = 0;
    bool m_paused = false;
    bool m_stopping = false;
};

}  // namespace rz::rpc
