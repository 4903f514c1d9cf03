#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/io/broker.h"
#include "core/rpc/worker_pool.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>

namespace rz::rpc {

// As a timeout: take what is there (reference: block=False).
inline constexpr Duration NoWait = Duration::zero();

// Why a wait ended with nothing: the deadline, the end of the pool whose thread waited, or that of the loop that it drove.
Error waitedInVain(std::optional<TimePoint> deadline);

// An event (as Python's threading.Event) that one thread waits for, once. set() from any thread; somebody has to keep this
// alive until that returns.
class OneShotEvent {
public:
    void set();
    bool isSet() const { return m_state.load(std::memory_order_acquire) == Set; }

    // Waits until it is set, the deadline passes or `stop` is requested; returns isSet(). On the thread that drives `broker` that
    // means driving it (asserted to be outside a callback), whatever `stop` says; elsewhere the thread sleeps.
    bool wait(io::Broker& broker, std::optional<TimePoint> deadline,
              const std::stop_token& stop = WorkerPool::ending());
    // The same on a thread that drives nothing.
    bool sleep(std::optional<TimePoint> deadline, const std::stop_token& stop = WorkerPool::ending());

private:
    static constexpr std::uint32_t Unset = 0;
    static constexpr std::uint32_t Awaited = 1;
    static constexpr std::uint32_t Set = 2;

    std::atomic<std::uint32_t> m_state{Unset};
};

}  // namespace rz::rpc
