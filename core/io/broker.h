#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/time.h"
#include "core/io/registration.h"

#include <functional>
#include <memory>
#include <optional>
#include <thread>

namespace rz::io {

class Reaper;

// The I/O loop: one epoll set, timers, and tasks deferred from other threads. All engine state belongs to the thread that
// drives it ("the broker thread"). It runs on a thread of its own, or is driven by whoever calls runOnce(): a blocking
// caller, or another loop that watches pollableFd(). No callback may throw, whoever drives the loop: that is std::terminate().
class Broker {
public:
    enum class Drive { OwnThread, Caller };

    // `log` is told what nobody else would be; it may be called on any thread. Errors: System, of the first descriptor or thread
    // that there was not.
    static Result<std::unique_ptr<Broker>> create(Drive drive, Log log = {});
    // Shuts down and waits for the end, within the grace time; Drive::Caller: by driving. Not in a callback: asserted.
    ~Broker();
    Broker(const Broker&) = delete;
    Broker& operator=(const Broker&) = delete;

    // --- any thread ---

    // Runs `task` on the broker thread: at once, inside this call, if this is it, else soon. False when the broker has ended:
    // the task is then destroyed without running, as are those that the end overtakes.
    bool defer(Task task);
    // Always queued, also on the broker thread: runs after the current event is finished.
    bool deferLater(Task task);
    // Runs it there and waits, without limit: with Drive::Caller somebody has to drive. Fails with Cancelled after the end.
    Result<> deferSync(Task task);
    // Asks the loop to end, and returns: `onShutdown` callbacks run, then keep-alives are awaited up to the grace time.
    void shutdown();
    // Waits until the loop has ended; asks for nothing, and drives nothing. Not on the broker thread: asserted.
    void join();
    bool onBrokerThread() const;
    bool ended() const;

    // --- broker thread, asserted; while nobody drives it yet, the thread that made it ---

    // `fd` stays the caller's. An empty watch, with errno set, when it cannot be watched (EPERM for a regular file).
    FdWatch watch(int fd, Readiness interest, FdWatch::Callback callback);
    Timer after(Duration delay, Task task);  // one that is not kept is cancelled at once
    Timer at(TimePoint when, Task task);
    KeepAlive keepAlive();
    // Called once when shutdown begins, in order of registration; soon, if it has begun. The handle unregisters.
    std::shared_ptr<void> onShutdown(Task task);
    // Called once when the loop is about to end, in order of registration; tasks deferred there still run. The handle
    // unregisters.
    std::shared_ptr<void> onEnd(Task task);
    void setShutdownGrace(Duration grace);  // default 5 s
    // Steady time as of this turn of the loop; cheaper than Clock::now().
    TimePoint now() const;

    // --- Drive::Caller ---

    // Readable whenever runOnce would do something (descriptors, timers and tasks included), so that another loop can wait
    // on it. Borrowed: it lives as long as the broker.
    int pollableFd() const;
    // Waits up to `timeout` (no value: for ever, zero: not at all) and dispatches what is ready.
    // Returns false when the broker has ended. The calling thread becomes the broker thread.
    bool runOnce(std::optional<Duration> timeout);
    // Drives until `done()` is true or the deadline passes; returns done(). Takes what is ready at least once, unless
    // done() is true at once. Never from inside a callback: asserted.
    bool runUntil(const std::function<bool()>& done, std::optional<TimePoint> deadline = {});

private:
    friend class KeepAlive;
    friend class Process;
    class Impl;
    explicit Broker(std::unique_ptr<Impl> impl);
    std::shared_ptr<Reaper> reaper();
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::io
