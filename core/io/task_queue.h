#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace rz::io {

// Tasks handed to the loop from any thread. An eventfd is written only when the loop sleeps, or would sleep
// without looking here again, so a busy loop and a loop that defers to itself cost no system call.
class TaskQueue {
public:
    static Result<std::unique_ptr<TaskQueue>> create();  // fails with System
    explicit TaskQueue(UniqueFd eventFd);

    // Becomes readable, once, for each wake().
    int fd() const { return m_fd.get(); }

    // --- any thread ---
    // False, and the task is destroyed, when the queue is closed.
    bool push(Task task);

    // --- the loop: its thread ---
    // Announces that the loop goes to sleep; false when tasks are waiting, which must run first.
    bool prepareSleep();
    void awake() { m_asleep.store(false, std::memory_order_relaxed); }
    void wake();
    // Runs what was queued when it was called, outside the lock; false when there was nothing.
    bool runBatch();
    // Later push() fail. Tasks that did not run are destroyed.
    void close();
    // The same, or false when there are tasks: what push() took is run before.
    bool closeIfEmpty();

private:
    UniqueFd m_fd;
    std::mutex m_mutex;
    bool m_closed = false;
    std::atomic<bool> m_asleep = false;
    std::vector<Task> m_tasks;
    std::vector<Task> m_running;  // kept for its capacity
};

}  // namespace rz::io
