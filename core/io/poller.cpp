#include "core/io/poller.h"

#include <cerrno>
#include <sched.h>
#include <utility>

#include "core/base/assertion.h"

namespace rz::io {

namespace {

// After so many waits in a row that ended soon, the next are expected to, too: looking again and again for as long costs
// less than the wake-ups of idle cores, two for each hop. Others who want the core get it.
constexpr Duration Soon = std::chrono::microseconds(150);
constexpr int Conversation = 8;

// With one core whoever is waited for cannot run meanwhile.
bool hasSeveralCores()
{
    cpu_set_t cores;
    return ::sched_getaffinity(0, sizeof cores, &cores) == 0 && CPU_COUNT(&cores) > 1;
}

std::uint32_t toEpoll(Readiness interest, Poller::Trigger trigger)
{
    std::uint32_t events = 0;
    if (has(interest, Readiness::Readable))
        events |= EPOLLIN;
    if (has(interest, Readiness::Writable))
        events |= EPOLLOUT;
    // epoll always reports hang-ups. Nobody reads or writes to make that one go away, so it is reported once.
    if (interest == Readiness::None)
        events |= EPOLLONESHOT;
    if (trigger == Poller::Trigger::Edge)
        events |= EPOLLET;
    return events;
}

Readiness fromEpoll(std::uint32_t events, Readiness interest)
{
    Readiness ready = Readiness::None;
    if ((events & EPOLLIN) != 0 && has(interest, Readiness::Readable))
        ready = ready | Readiness::Readable;
    if ((events & EPOLLOUT) != 0 && has(interest, Readiness::Writable))
        ready = ready | Readiness::Writable;
    if ((events & (EPOLLHUP | EPOLLERR)) != 0)
        ready = ready | Readiness::Hangup;
    return ready;
}

}  // namespace

Result<std::shared_ptr<Poller>> Poller::create()
{
    UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
    if (!epoll)
        return failErrno("epoll_create1", errno);
    return std::make_shared<Poller>(std::move(epoll));
}

Poller::Poller(UniqueFd epoll) : m_epoll(std::move(epoll)) {}

Poller::~Poller() = default;

FdWatch Poller::add(int fd, Readiness interest, FdWatch::Callback callback, Trigger trigger)
{
    RZ_ASSERT(mayTouch());
    auto entry = std::make_unique<FdWatch::Entry>();
    entry->poller = shared_from_this();
    entry->fd = fd;
    entry->interest = interest;
    entry->callback = std::move(callback);

    epoll_event event{};
    event.events = toEpoll(interest, trigger);
    event.data.ptr = entry.get();
    if (::epoll_ctl(m_epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0) {
        const int error = errno;
        entry.reset();
        errno = error;
        return {};
    }
    return FdWatch(std::move(entry));
}

void Poller::change(FdWatch::Entry& entry, Readiness interest)
{
    if (entry.interest == interest)
        return;
    RZ_ASSERT(mayTouch());
    entry.interest = interest;
    epoll_event event{};
    event.events = toEpoll(interest, Trigger::Level);
    event.data.ptr = &entry;
    RZ_ASSERT(::epoll_ctl(m_epoll.get(), EPOLL_CTL_MOD, entry.fd, &event) == 0);
}

void Poller::remove(std::unique_ptr<FdWatch::Entry> entry)
{
    RZ_ASSERT(mayTouch());
    // Fails when the descriptor was closed first: by then its number may belong to somebody else.
    RZ_ASSERT(::epoll_ctl(m_epoll.get(), EPOLL_CTL_DEL, entry->fd, nullptr) == 0);
    entry->retired = true;
    if (m_dispatching)
        m_retired.push_back(std::move(entry));
}

void Poller::wait(int milliseconds)
{
    if (milliseconds == 0)
        return poll(0);
    const TimePoint begin = Clock::now();
    if (m_soonInARow >= Conversation) {
        do {
            poll(0);
            if (m_ready != 0)
                return;
            ::sched_yield();
        } while (Clock::now() - begin < Soon);
        m_soonInARow = 0;
    }
    poll(milliseconds);
    if (Clock::now() - begin >= Soon || (++m_soonInARow == Conversation && !hasSeveralCores()))
        m_soonInARow = 0;
}

void Poller::poll(int milliseconds)
{
    const int count = ::epoll_wait(m_epoll.get(), m_events.data(), static_cast<int>(BatchSize), milliseconds);
    RZ_ASSERT(count >= 0 || errno == EINTR);
    m_ready = count > 0 ? static_cast<std::size_t>(count) : 0;
}

void Poller::dispatch()
{
    m_dispatching = true;
    for (std::size_t i = 0; i < m_ready; ++i) {
        auto& entry = *static_cast<FdWatch::Entry*>(m_events[i].data.ptr);
        if (entry.retired || !entry.callback)
            continue;
        const Readiness ready = fromEpoll(m_events[i].events, entry.interest);
        if (ready != Readiness::None)
            entry.callback(ready);
    }
    m_ready = 0;
    m_dispatching = false;
    // What a dying callback owns may unregister further watches, so the list is emptied first.
    const auto retired = std::exchange(m_retired, {});
}

FdWatch::FdWatch() = default;
FdWatch::FdWatch(std::unique_ptr<Entry> entry) : m_entry(std::move(entry)) {}
FdWatch::FdWatch(FdWatch&& other) noexcept = default;

FdWatch& FdWatch::operator=(FdWatch&& other) noexcept
{
    FdWatch old(std::move(*this));
    m_entry = std::move(other.m_entry);
    return *this;
}

FdWatch::~FdWatch()
{
    if (!m_entry)
        return;
    // The entry holds the poller; it must live until remove() has returned.
    const std::shared_ptr<Poller> poller = m_entry->poller;
    poller->remove(std::move(m_entry));
}

void FdWatch::setInterest(Readiness interest)
{
    RZ_ASSERT(m_entry != nullptr);
    m_entry->poller->change(*m_entry, interest);
}

}  // namespace rz::io
