#pragma once

#include "core/base/error.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <array>
#include <atomic>
#include <memory>
#include <span>
#include <sys/epoll.h>
#include <thread>
#include <vector>

namespace rz::io {

class Poller;

// What epoll points to. Owned by its FdWatch, and by the poller once retired.
struct FdWatch::Entry {
    std::shared_ptr<Poller> poller;
    int fd = -1;
    Readiness interest = Readiness::None;
    FdWatch::Callback callback;
    bool retired = false;
};

// The epoll set. Every registration shares it, so that a watch may outlive the broker: it then unregisters from a set
// nobody waits on any more. It also knows which thread drives it.
class Poller : public std::enable_shared_from_this<Poller> {
public:
    // Level is for descriptors; Edge for wake-up descriptors, which then need no read to fall silent.
    enum class Trigger { Level, Edge };

    static Result<std::shared_ptr<Poller>> create();
    explicit Poller(UniqueFd epoll);
    ~Poller();

    int fd() const { return m_epoll.get(); }

    // An empty watch, with errno set, when the descriptor cannot be watched.
    FdWatch add(int fd, Readiness interest, FdWatch::Callback callback, Trigger trigger = Trigger::Level);
    void change(FdWatch::Entry& entry, Readiness interest);
    void remove(std::unique_ptr<FdWatch::Entry> entry);

    // Waits up to `milliseconds` (-1: for ever) for a batch of events; a signal ends the wait early.
    void wait(int milliseconds);
    // Runs the callbacks of that batch. Entries removed meanwhile are kept until its end.
    void dispatch();

    // The loop's thread: none before it runs and after it ended, when any thread may touch what is left.
    void bindThread(std::thread::id thread) { m_thread.store(thread, std::memory_order_relaxed); }
    bool onThread() const { return m_thread.load(std::memory_order_relaxed) == std::this_thread::get_id(); }
    bool mayTouch() const { return onThread() || m_thread.load(std::memory_order_relaxed) == std::thread::id(); }

private:
    static constexpr std::size_t BatchSize = 256;

    void poll(int milliseconds);

    UniqueFd m_epoll;
    std::atomic<std::thread::id> m_thread;
    std::array<epoll_event, BatchSize> m_events{};
    std::size_t m_ready = 0;
    int m_soonInARow = 0;  // waits that ended at once
    bool m_dispatching = false;
    std::vector<std::unique_ptr<FdWatch::Entry>> m_retired;
};

}  // namespace rz::io
