#include "core/io/timer_queue.h"

#include <algorithm>
#include <cerrno>
#include <sys/timerfd.h>
#include <tuple>
#include <utility>

#include "core/base/assertion.h"

namespace rz::io {

Result<std::unique_ptr<TimerQueue>> TimerQueue::create()
{
    UniqueFd fd(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    if (!fd)
        return failErrno("timerfd_create", errno);
    return std::make_unique<TimerQueue>(std::move(fd));
}

TimerQueue::TimerQueue(UniqueFd timerFd) : m_fd(std::move(timerFd)) {}

TimerQueue::~TimerQueue()
{
    // Timers may outlive the broker; theirs will never fire.
    for (const auto& entry : m_heap) {
        entry->queue = nullptr;
        entry->position = Timer::Entry::NotQueued;
    }
    // A task may own a timer of its own; by now none of them refers to this queue.
    for (const auto& entry : std::exchange(m_heap, {}))
        entry->task = nullptr;
}

std::shared_ptr<Timer::Entry> TimerQueue::add(TimePoint when, Task task)
{
    auto entry = std::make_shared<Timer::Entry>();
    entry->queue = this;
    entry->deadline = when;
    entry->sequence = m_nextSequence++;
    entry->task = std::move(task);
    m_heap.push_back(nullptr);
    place(m_heap.size() - 1, entry);
    siftUp(entry->position);
    return entry;
}

void TimerQueue::remove(Timer::Entry& entry)
{
    const auto removed = take(entry.position);
    // Destroyed last: the task may own further timers.
    const Task task = std::exchange(removed->task, nullptr);
}

void TimerQueue::fire(TimePoint now)
{
    m_armedFor = TimePoint::max();
    const std::uint64_t end = m_nextSequence;
    while (!m_heap.empty() && m_heap.front()->deadline <= now && m_heap.front()->sequence < end) {
        const auto entry = take(0);
        Task task = std::exchange(entry->task, nullptr);
        task();
    }
}

void TimerQueue::arm()
{
    if (m_heap.empty() || m_heap.front()->deadline >= m_armedFor)
        return;
    m_armedFor = m_heap.front()->deadline;
    // Zero would disarm; anything in the past fires at once.
    const auto since = std::max(m_armedFor.time_since_epoch(), Clock::duration(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(since);
    itimerspec spec{};
    spec.it_value.tv_sec = seconds.count();
    spec.it_value.tv_nsec = std::chrono::nanoseconds(since - seconds).count();
    RZ_ASSERT(::timerfd_settime(m_fd.get(), TFD_TIMER_ABSTIME, &spec, nullptr) == 0);
}

bool TimerQueue::before(std::size_t a, std::size_t b) const
{
    const Timer::Entry& left = *m_heap[a];
    const Timer::Entry& right = *m_heap[b];
    return std::tie(left.deadline, left.sequence) < std::tie(right.deadline, right.sequence);
}

void TimerQueue::place(std::size_t position, std::shared_ptr<Timer::Entry> entry)
{
    entry->position = position;
    m_heap[position] = std::move(entry);
}

void TimerQueue::siftUp(std::size_t position)
{
    while (position > 0) {
        const std::size_t parent = (position - 1) / 2;
        if (!before(position, parent))
            return;
        auto moved = std::move(m_heap[parent]);
        place(parent, std::move(m_heap[position]));
        place(position, std::move(moved));
        position = parent;
    }
}

void TimerQueue::siftDown(std::size_t position)
{
    for (;;) {
        const std::size_t left = 2 * position + 1;
        if (left >= m_heap.size())
            return;
        const std::size_t right = left + 1;
        const std::size_t child = right < m_heap.size() && before(right, left) ? right : left;
        if (!before(child, position))
            return;
        auto moved = std::move(m_heap[child]);
        place(child, std::move(m_heap[position]));
        place(position, std::move(moved));
        position = child;
    }
}

std::shared_ptr<Timer::Entry> TimerQueue::take(std::size_t position)
{
    RZ_ASSERT(position < m_heap.size());
    auto taken = std::move(m_heap[position]);
    auto last = std::move(m_heap.back());
    m_heap.pop_back();
    if (last) {
        place(position, std::move(last));
        siftUp(position);
        siftDown(position);
    }
    taken->queue = nullptr;
    taken->position = Timer::Entry::NotQueued;
    return taken;
}

Timer::Timer() = default;
Timer::Timer(std::shared_ptr<Entry> entry) : m_entry(std::move(entry)) {}
Timer::Timer(Timer&& other) noexcept = default;

Timer& Timer::operator=(Timer&& other) noexcept
{
    Timer old(std::move(*this));
    m_entry = std::move(other.m_entry);
    return *this;
}

Timer::~Timer()
{
    cancel();
}

void Timer::cancel()
{
    const auto entry = std::exchange(m_entry, nullptr);
    if (entry && entry->queue != nullptr)
        entry->queue->remove(*entry);
}

bool Timer::active() const
{
    return m_entry && m_entry->queue != nullptr;
}

}  // namespace rz::io
