#pragma once

#include "core/io/broker.h"
#include "core/rpc/worker_pool.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace rz::rpc {

// Makes a fork() of a process with our threads safe (reference: os_fork.Corker): while it is corked they stand still, and none
// of them holds a lock that the child would find taken for ever. In the child only what was corked may be used again, and of
// that only what does not need its threads, which are not there: what is queued, or will be, runs in the parent alone.
// Threads that do not work for a loop or a WorkerPool are not reached, as those of a handshake with a ssh server: fork when
// no connection is being made.
//
//   Corker corker({&broker}, {&pool.workers(), &files.workers(), &modules.workers()});
//   corker.cork();
//   const pid_t child = ::fork();
//   corker.uncork();
class Corker {
public:
    // All must outlive it. A broker that the calling thread drives itself needs no cork, but does no harm.
    explicit Corker(std::vector<io::Broker*> brokers, std::vector<WorkerPool*> workers = {})
        : m_brokers(std::move(brokers)), m_workers(std::move(workers))
    {
    }
    ~Corker();  // uncork()
    Corker(const Corker&) = delete;
    Corker& operator=(const Corker&) = delete;

    // Waits until all threads stand; functions and methods that have begun end first, so they may not wait for others that
    // have not. Not on a thread that is to be corked.
    void cork();
    // In the parent, and in the child, which has the locks as the thread that forked had them.
    void uncork();

private:
    struct Gate;

    const std::vector<io::Broker*> m_brokers;
    const std::vector<WorkerPool*> m_workers;
    std::vector<std::unique_lock<std::mutex>> m_locks;
    std::shared_ptr<Gate> m_gate;
    pid_t m_process = 0;  // that has the threads
};

}  // namespace rz::rpc
