#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace rz::io {

using Task = std::move_only_function<void()>;

enum class Readiness : std::uint8_t { None = 0, Readable = 1, Writable = 2, Both = 3, Hangup = 4 };
constexpr Readiness operator|(Readiness a, Readiness b)
{
    return static_cast<Readiness>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Readiness set, Readiness flag)
{
    return (static_cast<unsigned>(set) & static_cast<unsigned>(flag)) != 0;
}

class Broker;

// One descriptor's place in the loop. Unregisters when it dies; an event already fetched for it is then dropped, so a
// callback may destroy any watch, its own included. Broker thread only. The descriptor must outlive the watch.
class FdWatch {
public:
    using Callback = std::move_only_function<void(Readiness)>;

    FdWatch() = default;
    FdWatch(FdWatch&&) noexcept;
    FdWatch& operator=(FdWatch&&) noexcept;
    ~FdWatch();

    // Level-triggered interest; None keeps the watch but reports only hang-ups.
    void setInterest(Readiness interest);
    explicit operator bool() const { return m_entry != nullptr; }

private:
    friend class Broker;
    struct Entry;
    explicit FdWatch(Entry* entry) : m_entry(entry) {}
    Entry* m_entry = nullptr;
};

// A one-shot timer; cancels when it dies. Broker thread only.
class Timer {
public:
    Timer() = default;
    Timer(Timer&&) noexcept;
    Timer& operator=(Timer&&) noexcept;
    ~Timer();
    void cancel();
    bool active() const;

private:
    friend class Broker;
    struct Entry;
    explicit Timer(std::shared_ptr<Entry> entry) : m_entry(std::move(entry)) {}
    std::shared_ptr<Entry> m_entry;
};

// While one lives, shutdown() waits for it up to the grace time (the reference's keep_alive).
class KeepAlive {
public:
    KeepAlive() = default;
    KeepAlive(KeepAlive&&) noexcept;
    KeepAlive& operator=(KeepAlive&&) noexcept;
    ~KeepAlive();

private:
    friend class Broker;
    explicit KeepAlive(Broker* broker) : m_broker(broker) {}
    Broker* m_broker = nullptr;
};

// The I/O loop: one epoll set, timers, and tasks deferred from other threads. All engine state belongs to the thread that
// drives it ("the broker thread"). It runs on a thread of its own, or is driven by whoever calls runOnce(): a blocking
// caller, or another loop that watches pollableFd().
class Broker {
public:
    enum class Drive { OwnThread, Caller };

    static Result<std::unique_ptr<Broker>> create(Drive drive, Log log = {});
    // Shuts down and joins.
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    // --- any thread ---

    // Runs `task` on the broker thread: at once if this is it, else soon. Fails when the broker has ended;
    // the task is then destroyed without running.
    bool defer(Task task);
    // Always queued, also on the broker thread: runs after the current event is finished.
    bool deferLater(Task task);
    // Runs it there and waits. Fails with Cancelled when the broker has ended. With Drive::Caller, call on the driving thread.
    Result<> deferSync(Task task);
    // Asks the loop to end: `onShutdown` callbacks run, then keep-alives are awaited up to the grace time.
    void shutdown();
    // Waits until the loop has ended. Not on the broker thread.
    void join();
    bool onBrokerThread() const;
    bool ended() const;

    // --- broker thread ---

    FdWatch watch(int fd, Readiness interest, FdWatch::Callback callback);
    Timer after(Duration delay, Task task);
    Timer at(TimePoint when, Task task);
    KeepAlive keepAlive();
    // Called once when shutdown begins, in order of registration. The handle unregisters.
    class ShutdownHook;
    std::shared_ptr<void> onShutdown(Task task);
    void setShutdownGrace(Duration grace);  // default 5 s
    // Steady time as of this turn of the loop; cheaper than Clock::now().
    TimePoint now() const;

    // --- Drive::Caller ---

    // Readable whenever runOnce would do something (descriptors, timers and tasks included), so that
    // another loop can wait on it.
    int pollableFd() const;
    // Waits up to `timeout` (no value: for ever, zero: not at all) and dispatches what is ready.
    // Returns false when the broker has ended. The calling thread becomes the broker thread.
    bool runOnce(std::optional<Duration> timeout);
    // Drives until `done()` is true or the deadline passes; returns done(). Also from inside a
    // callback never: asserted.
    bool runUntil(const std::function<bool()>& done, std::optional<TimePoint> deadline = {});

private:
    friend class FdWatch;
    friend class Timer;
    friend class KeepAlive;
    class Impl;
    explicit Broker(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::io
