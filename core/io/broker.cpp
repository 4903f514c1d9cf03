#include "core/io/broker.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "core/base/assertion.h"
#include "core/io/broker_impl.h"

namespace rz::io {

Result<std::unique_ptr<Broker>> Broker::create(Drive drive, Log log)
{
    RZ_TRY(auto poller, Poller::create());
    RZ_TRY(auto timers, TimerQueue::create());
    RZ_TRY(auto tasks, TaskQueue::create());
    auto impl = std::make_unique<Impl>(std::move(poller), std::move(timers), std::move(tasks), std::move(log));
    RZ_CHECK(impl->start());
    if (drive == Drive::OwnThread)
        RZ_CHECK(impl->startThread());
    return std::unique_ptr<Broker>(new Broker(std::move(impl)));
}

Broker::Broker(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}

Broker::~Broker()
{
    shutdown();
    if (m_impl->hasThread()) {
        RZ_ASSERT(!onBrokerThread());
        m_impl->joinThread();
        return;
    }
    while (runOnce({})) {
    }
}

bool Broker::defer(Task task)
{
    if (!onBrokerThread())
        return deferLater(std::move(task));
    task();
    return true;
}

bool Broker::deferLater(Task task)
{
    return m_impl->tasks().push(std::move(task));
}

Result<> Broker::deferSync(Task task)
{
    enum class Outcome { Pending, Ran, Dropped };
    // Tells the waiting thread how its task ended, be it by being destroyed.
    struct Report {
        explicit Report(std::shared_ptr<std::atomic<Outcome>> target) : outcome(std::move(target)) {}
        Report(Report&&) noexcept = default;
        Report& operator=(Report&&) = delete;
        ~Report()
        {
            if (outcome)
                tell(Outcome::Dropped);
        }
        void tell(Outcome what)
        {
            outcome->store(what, std::memory_order_release);
            outcome->notify_one();
            outcome.reset();
        }
        std::shared_ptr<std::atomic<Outcome>> outcome;
    };

    if (onBrokerThread()) {
        task();
        return {};
    }
    const auto outcome = std::make_shared<std::atomic<Outcome>>(Outcome::Pending);
    deferLater([task = std::move(task), report = Report(outcome)]() mutable {
        task();
        task = nullptr;  // whatever it holds is released before the caller goes on
        report.tell(Outcome::Ran);
    });
    outcome->wait(Outcome::Pending, std::memory_order_acquire);
    if (*outcome == Outcome::Dropped)
        return fail(ErrorKind::Cancelled, "the broker has ended");
    return {};
}

void Broker::shutdown()
{
    deferLater([impl = m_impl.get()] { impl->beginShutdown(); });
}

void Broker::join()
{
    RZ_ASSERT(!onBrokerThread());
    m_impl->waitEnded();
}

bool Broker::onBrokerThread() const
{
    return m_impl->poller().onThread();
}

bool Broker::ended() const
{
    return m_impl->ended();
}

FdWatch Broker::watch(int fd, Readiness interest, FdWatch::Callback callback)
{
    return m_impl->poller().add(fd, interest, std::move(callback));
}

Timer Broker::after(Duration delay, Task task)
{
    const TimePoint start = Clock::now();
    return at(delay < TimePoint::max() - start ? start + delay : TimePoint::max(), std::move(task));
}

Timer Broker::at(TimePoint when, Task task)
{
    RZ_ASSERT(m_impl->poller().mayTouch());
    return m_impl->at(when, std::move(task));
}

KeepAlive Broker::keepAlive()
{
    RZ_ASSERT(m_impl->poller().mayTouch());
    return KeepAlive(m_impl->keepAlives());
}

std::shared_ptr<void> Broker::onShutdown(Task task)
{
    RZ_ASSERT(m_impl->poller().mayTouch());
    return m_impl->onShutdown(std::move(task));
}

std::shared_ptr<void> Broker::onEnd(Task task)
{
    RZ_ASSERT(m_impl->poller().mayTouch());
    return m_impl->onEnd(std::move(task));
}

void Broker::setShutdownGrace(Duration grace)
{
    RZ_ASSERT(m_impl->poller().mayTouch());
    m_impl->setGrace(grace);
}

TimePoint Broker::now() const
{
    return m_impl->now();
}

int Broker::pollableFd() const
{
    m_impl->watchFromOutside();
    return m_impl->poller().fd();
}

bool Broker::runOnce(std::optional<Duration> timeout)
{
    RZ_ASSERT(!m_impl->hasThread());
    if (!ended())
        m_impl->poller().bindThread(std::this_thread::get_id());
    return m_impl->turn(timeout);
}

bool Broker::runUntil(const std::function<bool()>& done, std::optional<TimePoint> deadline)
{
    // The last turn, after the deadline, only takes what is ready: a deadline in the past still polls.
    for (bool late = false; !done();) {
        if (late)
            return false;
        std::optional<Duration> remaining;
        if (deadline) {
            remaining = std::max(*deadline - Clock::now(), Duration::zero());
            late = *remaining == Duration::zero();
        }
        if (!runOnce(remaining))
            return done();
    }
    return true;
}

std::shared_ptr<Reaper> Broker::reaper()
{
    return m_impl->reaper();
}

KeepAlive::KeepAlive() = default;

KeepAlive::KeepAlive(std::shared_ptr<Count> count) : m_count(std::move(count))
{
    ++m_count->alive;
}

KeepAlive::KeepAlive(KeepAlive&& other) noexcept = default;

KeepAlive& KeepAlive::operator=(KeepAlive&& other) noexcept
{
    KeepAlive old(std::move(*this));
    m_count = std::move(other.m_count);
    return *this;
}

KeepAlive::~KeepAlive()
{
    if (m_count && --m_count->alive == 0 && m_count->broker != nullptr)
        m_count->broker->keepAlivesGone();
}

}  // namespace rz::io
