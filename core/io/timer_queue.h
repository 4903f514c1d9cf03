#pragma once

#include "core/base/error.h"
#include "core/base/time.h"
#include "core/base/unique_fd.h"
#include "core/io/broker.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

namespace rz::io {

class TimerQueue;

struct Timer::Entry {
    static constexpr std::size_t NotQueued = std::numeric_limits<std::size_t>::max();

    TimerQueue* queue = nullptr;  // set while queued
    std::size_t position = NotQueued;
    TimePoint deadline;
    std::uint64_t sequence = 0;  // equal deadlines fire in the order they were set
    Task task;
};

// The pending timers: a binary heap whose entries know their place, so that cancelling one is O(log n) and leaves
// nothing behind, and a timerfd that tells the loop. When the earliest timer is cancelled the timerfd stays armed:
// deadlines that are mostly cancelled (a call's) then cost no system call, only one idle wake-up now and then.
class TimerQueue {
public:
    static Result<std::unique_ptr<TimerQueue>> create();
    explicit TimerQueue(UniqueFd timerFd);
    ~TimerQueue();
    TimerQueue(const TimerQueue&) = delete;
    TimerQueue& operator=(const TimerQueue&) = delete;

    // Becomes readable, once, when a timer may be due.
    int fd() const { return m_fd.get(); }

    std::shared_ptr<Timer::Entry> add(TimePoint when, Task task);
    void remove(Timer::Entry& entry);

    // After fd() became readable: runs what is due at `now`, but not what those tasks add.
    void fire(TimePoint now);
    // Brings the timerfd in line with the earliest deadline. To be called before the loop waits.
    void arm();

private:
    bool before(std::size_t a, std::size_t b) const;
    void place(std::size_t position, std::shared_ptr<Timer::Entry> entry);
    void siftUp(std::size_t position);
    void siftDown(std::size_t position);
    std::shared_ptr<Timer::Entry> take(std::size_t position);

    UniqueFd m_fd;
    TimePoint m_armedFor = TimePoint::max();
    std::uint64_t m_nextSequence = 0;
    std::vector<std::shared_ptr<Timer::Entry>> m_heap;
};

}  // namespace rz::io
