#include "core/rpc/corker.h"

#include <unistd.h>
#include <utility>

namespace rz::rpc {

// Where the threads of brokers stand. They wait on a number alone: that takes no lock.
struct Corker::Gate {
    std::atomic<int> standing = 0;
    std::atomic<bool> open = false;

    void arrive()
    {
        ++standing;
        standing.notify_all();
    }
    void awaitStanding(int count)
    {
        for (int now = standing; now < count; now = standing)
            standing.wait(now);
    }
};

Corker::~Corker()
{
    uncork();
}

void Corker::cork()
{
    if (m_gate != nullptr)
        return;
    m_process = ::getpid();
    // Workers first: what they finish may need the loop.
    for (WorkerPool* const workers : m_workers)
        workers->pause();
    m_gate = std::make_shared<Gate>();
    int expected = 0;
    for (io::Broker* const broker : m_brokers) {
        if (broker->onBrokerThread())
            continue;
        ++expected;
        // Of a broker that has ended, or does before it comes to this, no thread is left: that counts as well.
        std::shared_ptr<void> arrival(nullptr, [gate = m_gate](void*) { gate->arrive(); });
        broker->deferLater([gate = m_gate, arrival = std::move(arrival)]() mutable {
            arrival.reset();
            gate->open.wait(false);
        });
    }
    m_gate->awaitStanding(expected);
    // Nobody submits any more. A worker that wakes from its sleep now waits for its lock.
    for (WorkerPool* const workers : m_workers)
        m_locks.push_back(workers->lock());
}

void Corker::uncork()
{
    if (m_gate == nullptr)
        return;
    m_gate->open = true;
    m_gate->open.notify_all();
    m_gate.reset();
    m_locks.clear();
    if (::getpid() != m_process)
        return;
    for (WorkerPool* const workers : m_workers)
        workers->resume();
}

}  // namespace rz::rpc
