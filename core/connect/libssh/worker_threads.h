#pragma once

#include "core/base/error.h"
#include "core/io/thread.h"

#include <atomic>
#include <functional>
#include <list>
#include <memory>
#include <string>

namespace rz::connect::ssh {

// Threads that each do one job and end. Those that have ended are joined when the next one starts, the others by
// the destructor, which therefore waits for their jobs. Not thread-safe.
class WorkerThreads {
public:
    WorkerThreads() = default;
    ~WorkerThreads();
    WorkerThreads(const WorkerThreads&) = delete;
    WorkerThreads& operator=(const WorkerThreads&) = delete;

    // See io::Thread::start().
    Result<> start(const char* name, std::move_only_function<void()> job);

private:
    struct Worker {
        std::atomic<bool> done = false;
        io::Thread thread;
    };
    std::list<Worker> m_workers;
};

}  // namespace rz::connect::ssh
