#include "core/io/broker.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <limits>
#include <pthread.h>
#include <utility>
#include <vector>

#include "core/base/assertion.h"
#include "core/io/poller.h"
#include "core/io/reaper.h"
#include "core/io/task_queue.h"
#include "core/io/timer_queue.h"

namespace rz::io {

namespace {

constexpr Duration DefaultGrace = std::chrono::seconds(5);
// How often tasks that defer further tasks are served after the loop has ended otherwise.
constexpr int LastRounds = 64;

int toMilliseconds(std::optional<Duration> timeout)
{
    if (!timeout)
        return -1;
    // Rounded up: waking early would mean waking twice.
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(std::max(*timeout, Duration::zero()));
    return static_cast<int>(std::min<std::int64_t>(milliseconds.count(), std::numeric_limits<int>::max()));
}

}  // namespace

struct KeepAlive::Count {
    std::size_t alive = 0;
    Broker::Impl* broker = nullptr;  // null once it is gone
};

class Broker::Impl {
public:
    Impl(std::shared_ptr<Poller> poller, std::unique_ptr<TimerQueue> timers, std::unique_ptr<TaskQueue> tasks, Log log)
        : m_poller(std::move(poller)), m_timers(std::move(timers)), m_tasks(std::move(tasks)), m_log(std::move(log)),
          m_keepAlives(std::make_shared<KeepAlive::Count>())
    {
        m_keepAlives->broker = this;
    }
    ~Impl() { m_keepAlives->broker = nullptr; }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    Result<> start();
    void startThread();
    void joinThread() { m_thread.join(); }
    bool hasThread() const { return m_thread.joinable(); }

    // One round of the loop; false when it has ended.
    bool turn(std::optional<Duration> timeout);
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

    bool mayEnd() const { return m_phase == Phase::Stopping && (m_keepAlives->alive == 0 || m_graceOver); }
    void end();

    // Declared first, so destroyed last: everything below may hold registrations.
    std::shared_ptr<Poller> m_poller;
    std::unique_ptr<TimerQueue> m_timers;
    std::unique_ptr<TaskQueue> m_tasks;
    Log m_log;
    std::shared_ptr<KeepAlive::Count> m_keepAlives;
    std::shared_ptr<Reaper> m_reaper = std::make_shared<Reaper>();
    FdWatch m_timerWatch;
    FdWatch m_taskWatch;
    using Hooks = std::vector<std::weak_ptr<Task>>;
    static std::shared_ptr<void> addHook(Hooks& hooks, Task task);
    static void runHooks(Hooks hooks);

    Hooks m_hooks;
    Hooks m_endHooks;
    Timer m_graceTimer;
    Duration m_grace = DefaultGrace;
    Phase m_phase = Phase::Running;
    bool m_graceOver = false;
    bool m_dispatching = false;
    bool m_watchedFromOutside = false;
    std::optional<TimePoint> m_now;  // read at most once a turn
    std::atomic<bool> m_ended = false;
    std::thread m_thread;
};

Result<> Broker::Impl::start()
{
    m_timerWatch = m_poller->add(
        m_timers->fd(), Readiness::Readable, [this](Readiness) { m_timers->fire(now()); }, Poller::Trigger::Edge);
    // Being woken is all it is for: the tasks run at the end of every turn.
    m_taskWatch = m_poller->add(m_tasks->fd(), Readiness::Readable, {}, Poller::Trigger::Edge);
    if (!m_timerWatch || !m_taskWatch)
        return failErrno("epoll_ctl", errno);
    m_poller->bindThread(std::this_thread::get_id());
    return {};
}

void Broker::Impl::startThread()
{
    // The program's signals are for its own threads, so this one is born with all of them blocked.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    m_thread = std::thread([this] {
        m_poller->bindThread(std::this_thread::get_id());
        while (turn({})) {
        }
    });
    m_poller->bindThread(m_thread.get_id());
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    ::pthread_setname_np(m_thread.native_handle(), "rz-broker");
}

bool Broker::Impl::turn(std::optional<Duration> timeout)
{
    RZ_ASSERT(!m_dispatching);
    if (ended())
        return false;
    m_poller->wait(m_tasks->prepareSleep() ? toMilliseconds(timeout) : 0);
    m_tasks->awake();
    m_now.reset();
    m_dispatching = true;
    m_poller->dispatch();
    m_tasks->runBatch();
    if (mayEnd()) {
        end();
        return false;
    }
    m_dispatching = false;
    m_timers->arm();
    if (m_watchedFromOutside && !m_tasks->prepareSleep())
        m_tasks->wake();
    return true;
}

void Broker::Impl::watchFromOutside()
{
    if (std::exchange(m_watchedFromOutside, true) || m_dispatching)
        return;
    if (!m_tasks->prepareSleep())
        m_tasks->wake();
}

Timer Broker::Impl::at(TimePoint when, Task task)
{
    Timer timer(m_timers->add(when, std::move(task)));
    if (!m_dispatching)
        m_timers->arm();
    return timer;
}

std::shared_ptr<void> Broker::Impl::onShutdown(Task task)
{
    if (m_phase == Phase::Running)
        return addHook(m_hooks, std::move(task));
    auto hook = std::make_shared<Task>(std::move(task));
    m_tasks->push([weak = std::weak_ptr<Task>(hook)] {
        if (const auto late = weak.lock())
            (*late)();
    });
    return hook;
}

std::shared_ptr<void> Broker::Impl::onEnd(Task task)
{
    return addHook(m_endHooks, std::move(task));
}

std::shared_ptr<void> Broker::Impl::addHook(Hooks& hooks, Task task)
{
    auto hook = std::make_shared<Task>(std::move(task));
    if (hooks.size() == hooks.capacity())
        std::erase_if(hooks, [](const auto& other) { return other.expired(); });
    hooks.push_back(hook);
    return hook;
}

void Broker::Impl::runHooks(Hooks hooks)
{
    for (const auto& weak : hooks) {
        if (const auto hook = weak.lock())
            (*hook)();
    }
}

void Broker::Impl::beginShutdown()
{
    if (m_phase != Phase::Running)
        return;
    m_phase = Phase::Stopping;
    m_graceTimer = at(Clock::now() + m_grace, [this] {
        m_graceOver = true;
        if (m_keepAlives->alive != 0)
            RZ_LOG_WARNING(m_log, "shutting down although ", m_keepAlives->alive, " parts are still busy");
    });
    runHooks(std::exchange(m_hooks, {}));
}

void Broker::Impl::keepAlivesGone()
{
    // Inside a turn its end will notice.
    if (m_phase == Phase::Stopping && !m_dispatching)
        m_tasks->push([] {});
}

TimePoint Broker::Impl::now()
{
    if (!m_dispatching)
        return Clock::now();
    if (!m_now)
        m_now = Clock::now();
    return *m_now;
}

void Broker::Impl::end()
{
    runHooks(std::exchange(m_endHooks, {}));
    for (int round = 0; round < LastRounds && m_tasks->runBatch(); ++round) {
    }
    m_tasks->close();
    m_reaper->close();
    m_dispatching = false;
    m_poller->bindThread({});
    // From here on all belongs to whoever joins.
    m_ended.store(true, std::memory_order_release);
    m_ended.notify_all();
}

Result<std::unique_ptr<Broker>> Broker::create(Drive drive, Log log)
{
    RZ_TRY(auto poller, Poller::create());
    RZ_TRY(auto timers, TimerQueue::create());
    RZ_TRY(auto tasks, TaskQueue::create());
    auto impl = std::make_unique<Impl>(std::move(poller), std::move(timers), std::move(tasks), std::move(log));
    RZ_CHECK(impl->start());
    if (drive == Drive::OwnThread)
        impl->startThread();
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
    for (bool late = false; !done(); ) {
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
