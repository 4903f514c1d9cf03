#include "core/rpc/blocking.h"

#include "core/routing/message.h"

#include <ctime>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rz::rpc {

namespace {

// std::atomic::wait has no deadline, and a condition variable costs a lock at either end.
long futex(std::atomic<std::uint32_t>& word, int operation, std::uint32_t value, const timespec* deadline)
{
    static_assert(sizeof(word) == sizeof(std::uint32_t));
    return ::syscall(SYS_futex, &word, operation, value, deadline, nullptr, FUTEX_BITSET_MATCH_ANY);
}

}  // namespace

Error waitedInVain(std::optional<TimePoint> deadline)
{
    if (deadline && Clock::now() >= *deadline)
        return Error(ErrorKind::Timeout, "nothing came in time");
    if (WorkerPool::ending().stop_requested())
        return Error(ErrorKind::Cancelled, "the pool ends whose thread waited");
    return Error(ErrorKind::Channel, std::string(routing::BrokerHasExited));
}

void OneShotEvent::set()
{
    if (m_state.exchange(Set, std::memory_order_acq_rel) == Awaited)
        futex(m_state, FUTEX_WAKE_PRIVATE, 1, nullptr);
}

bool OneShotEvent::wait(io::Broker& broker, std::optional<TimePoint> deadline, const std::stop_token& stop)
{
    if (broker.onBrokerThread())
        return isSet() || broker.runUntil([this] { return isSet(); }, deadline);
    return sleep(deadline, stop);
}

bool OneShotEvent::sleep(std::optional<TimePoint> deadline, const std::stop_token& stop)
{
    // No longer awaited, it wakes who sleeps.
    const std::stop_callback onStop(stop, [this] {
        if (m_state.fetch_and(~Awaited, std::memory_order_acq_rel) == Awaited)
            futex(m_state, FUTEX_WAKE_PRIVATE, 1, nullptr);
    });
    timespec until{};
    if (deadline) {
        const auto sinceBoot = deadline->time_since_epoch();
        const auto seconds = std::chrono::floor<std::chrono::seconds>(sinceBoot);
        until = {.tv_sec = static_cast<std::time_t>(seconds.count()),
                 .tv_nsec = static_cast<long>(std::chrono::nanoseconds(sinceBoot - seconds).count())};
    }
    for (;;) {
        std::uint32_t expected = Unset;
        if (!m_state.compare_exchange_strong(expected, Awaited, std::memory_order_acq_rel) && expected == Set)
            return true;
        if (stop.stop_requested() || (deadline && Clock::now() >= *deadline))
            return isSet();
        futex(m_state, FUTEX_WAIT_BITSET_PRIVATE, Awaited, deadline ? &until : nullptr);
    }
}

}  // namespace rz::rpc
