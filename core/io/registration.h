#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace rz::io {

using Task = std::move_only_function<void()>;

// What a descriptor is watched or ready for, as a set. Hangup is not asked for.
enum class Readiness : std::uint8_t { None = 0, Readable = 1, Writable = 2, Both = 3, Hangup = 4 };
constexpr Readiness operator|(Readiness a, Readiness b)
{
    return static_cast<Readiness>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
constexpr bool has(Readiness set, Readiness flag)
{
    return (static_cast<unsigned>(set) & static_cast<unsigned>(flag)) != 0;
}

class Poller;
class TimerQueue;

// FdWatch, Timer, KeepAlive and the handle of onShutdown() may outlive the Broker; nothing comes of them any more.

// One descriptor's place in the loop. Unregisters when it dies; an event already fetched for it is then dropped, so a
// callback may destroy any watch, its own included. Broker thread only. The descriptor must outlive the watch: asserted.
class FdWatch {
public:
    using Callback = std::move_only_function<void(Readiness)>;  // for what it is ready; Hangup comes unasked

    FdWatch();
    FdWatch(FdWatch&&) noexcept;
    FdWatch& operator=(FdWatch&&) noexcept;
    ~FdWatch();

    // Level-triggered interest; None keeps the watch but reports only a hang-up, and that once.
    void setInterest(Readiness interest);
    explicit operator bool() const { return m_entry != nullptr; }

private:
    friend class Poller;
    struct Entry;
    explicit FdWatch(std::unique_ptr<Entry> entry);
    std::unique_ptr<Entry> m_entry;
};

// A one-shot timer; cancels when it dies. Its task runs on the broker thread, and may destroy it. Broker thread only.
class Timer {
public:
    Timer();
    Timer(Timer&&) noexcept;
    Timer& operator=(Timer&&) noexcept;
    ~Timer();
    void cancel();  // its task is destroyed
    bool active() const;

private:
    friend class Broker;
    friend class TimerQueue;
    struct Entry;
    explicit Timer(std::shared_ptr<Entry> entry);
    std::shared_ptr<Entry> m_entry;
};

// While one lives, shutdown() waits for it up to the grace time (the reference's keep_alive). Broker thread only.
class KeepAlive {
public:
    KeepAlive();
    KeepAlive(KeepAlive&&) noexcept;
    KeepAlive& operator=(KeepAlive&&) noexcept;
    ~KeepAlive();

private:
    friend class Broker;
    struct Count;
    explicit KeepAlive(std::shared_ptr<Count> count);
    std::shared_ptr<Count> m_count;
};

}  // namespace rz::io
