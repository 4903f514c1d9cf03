#pragma once

#include "core/base/time.h"
#include "core/io/broker.h"
#include "core/io/thread.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <list>
#include <mutex>

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
    // Runs what is queued to its end.
    ~WorkerPool();
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    // False when not even one thread can be had.
    bool submit(io::Task task);
    std::size_t workers() const;
    // Those of them that wait for something to do.
    std::size_t idle() const;
    // Waits until nothing runs; what is queued, then or later, begins after resume().
    void pause();
    void resume();
    // While this is held, by one who paused, no worker holds any lock.
    std::unique_lock<std::mutex> lock() { return std::unique_lock(m_mutex); }

private:
    using Threads = std::list<io::Thread>;

    bool startWorker();
    void work(Threads::iterator self);

    const char* const m_name;
    const std::size_t m_maxWorkers;
    const Duration m_idleLife;
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::condition_variable m_becameIdle;
    std::deque<io::Task> m_tasks;
    Threads m_threads;
    Threads m_ended;  // to be joined
    std::size_t m_idle = 0;
    bool m_paused = false;
    bool m_stopping = false;
};

}  // namespace rz::rpc
