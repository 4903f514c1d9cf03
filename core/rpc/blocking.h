#pragma once

#include "core/base/time.h"
#include "core/io/broker.h"

#include <atomic>
#include <cstdint>
#include <optional>

namespace rz::rpc {

// As a timeout: take what is there (reference: block=False).
inline constexpr Duration NoWait = Duration::zero();

// One event that one thread waits for, with a single wake-up. set() may be the last thing that touches it only if somebody
// else keeps it alive until it returns.
class Occasion {
public:
    void set();
    bool isSet() const { return m_state.load(std::memory_order_acquire) == Set; }

    // Waits until it is set or the deadline passes; returns isSet(). On the thread that drives `broker` that means driving it
    // (asserted to be outside a callback); elsewhere the thread sleeps.
    bool wait(io::Broker& broker, std::optional<TimePoint> deadline);
    // Waits like that on a thread that drives nothing.
    bool sleep(std::optional<TimePoint> deadline);

private:
    static constexpr std::uint32_t Unset = 0;
    static constexpr std::uint32_t Awaited = 1;
    static constexpr std::uint32_t Set = 2;

    std::atomic<std::uint32_t> m_state{Unset};
};

}  // namespace rz::rpc
