#pragma once

#include "core/io/broker.h"
#include "core/io/poller.h"
#include "core/io/reaper.h"
#include "core/io/task_queue.h"
#include "core/io/thread.h"
#include "core/io/timer_queue.h"

#include <atomic>
#include <memory>
#include <optional>
#include <vector>

namespace rz::io {

struct KeepAlive::Count {
    std::size_t alive = 0;
    Broker::Impl* broker = nullptr;  // null once it is gone
};

// The loop itself: what a turn does, in which order, and how it ends.
class Broker::Impl {
public:
    Impl(std::shared_ptr<Poller> poller, std::unique_ptr<TimerQueue> timers, std::unique_ptr<TaskQueue> tasks, Log log);
    ~Impl();
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<> start();
    Result<> startThread();
    void joinThread() { m_thread.join(); }
    bool hasThread() const { return m_thread.joinable(); }

    // One round of the loop; false when it has ended.
    bool turn(std::optional<Duration> timeout);
    void runCallbacks() noexcept;
    void watchFromOutside();

    Timer at(TimePoint when, Task task);
    std::shared_ptr<void> onShutdown(Task task);
    std::shared_ptr<void> onEnd(Task task);
    void beginShutdown();
    void keepAlivesGone();
    TimePoint now();

    Poller& poller() { return *m_poller; }
    TaskQueue& tasks() { return *m_tasks; }
    const std::shared_ptr<Reaper>& reaper() { return m_reaper; }
    const std::shared_ptr<KeepAlive::Count>& keepAlives() { return m_keepAlives; }
    bool ended() const { return m_ended.load(std::memory_order_acquire); }
    void waitEnded() const { m_ended.wait(false, std::memory_order_acquire); }
    void setGrace(Duration grace) { m_grace = grace; }

private:
    enum class Phase { Running, Stopping };
    using Hooks = std::vector<std::weak_ptr<Task>>;

    static std::shared_ptr<void> addHook(Hooks& hooks, Task task);
    static void runHooks(const Hooks& hooks);
    bool mayEnd() const { return m_phase == Phase::Stopping && (m_keepAlives->alive == 0 || m_graceOver); }
    void end() noexcept;

    // Declared first, so destroyed last: everything below may hold registrations.
    std::shared_ptr<Poller> m_poller;
    std::unique_ptr<TimerQueue> m_timers;
    std::unique_ptr<TaskQueue> m_tasks;
    Log m_log;
    std::shared_ptr<KeepAlive::Count> m_keepAlives;
    std::shared_ptr<Reaper> m_reaper = std::make_shared<Reaper>();
    FdWatch m_timerWatch;
    FdWatch m_taskWatch;
    Hooks m_shutdownHooks;
    Hooks m_endHooks;
    Timer m_graceTimer;
    Duration m_grace = std::chrono::seconds(5);
    Phase m_phase = Phase::Running;
    bool m_graceOver = false;
    bool m_dispatching = false;
    bool m_watchedFromOutside = false;
    std::optional<TimePoint> m_now;  // read at most once a turn
    std::atomic<bool> m_ended = false;
    Thread m_thread;
};

}  // namespace rz::io
