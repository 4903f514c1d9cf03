#pragma once

#include "core/io/broker.h"
#include "core/rpc/dispatcher.h"
#include "core/rpc/pool.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace rz::rpc {

// Makes a fork() of a process with our threads safe (reference: os_fork.Corker): while it is corked they stand still, and none
// of them holds a lock that the child would find taken for ever. In the child only what was corked may be used again, and of
// that only what does not need its threads, which are not there.
//
//   Corker corker({&broker}, {&pool});
//   corker.cork();
//   const pid_t child = ::fork();
//   corker.uncork();
class Corker {
public:
    // All must outlive it. A broker that the calling thread drives itself needs no cork, but does no harm.
    explicit Corker(std::vector<io::Broker*> brokers, const std::vector<Pool*>& pools = {},
                    const std::vector<Dispatcher*>& dispatchers = {});
    ~Corker();  // uncork()
    Corker(const Corker&) = delete;
    Corker& operator=(const Corker&) = delete;

    // Waits until all threads stand; functions and methods that have begun end first. Not on a thread that is to be corked.
    void cork();
    // In the parent, and in the child, which has the locks as the thread that forked had them.
    void uncork();

private:
    struct Gate;

    const std::vector<io::Broker*> m_brokers;
    std::vector<WorkerPool*> m_workers;
    std::vector<std::unique_lock<std::mutex>> m_locks;
    std::shared_ptr<Gate> m_gate;
};

}  // namespace rz::rpc
