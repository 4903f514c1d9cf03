#include "core/io/broker_impl.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "core/base/assertion.h"
#include "core/io/profile.h"

namespace rz::io {

namespace {

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

Broker::Impl::Impl(std::shared_ptr<Poller> poller, std::unique_ptr<TimerQueue> timers, std::unique_ptr<TaskQueue> tasks,
                   Log log)
    : m_poller(std::move(poller)),
      m_timers(std::move(timers)),
      m_tasks(std::move(tasks)),
      m_log(std::move(log)),
      m_keepAlives(std::make_shared<KeepAlive::Count>())
{
    m_keepAlives->broker = this;
}

Broker::Impl::~Impl()
{
    m_keepAlives->broker = nullptr;
}

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

Result<> Broker::Impl::startThread()
{
    RZ_TRY(m_thread, Thread::start("broker", [this] {
               m_poller->bindThread(std::this_thread::get_id());
               while (turn({})) {
               }
           }));
    m_poller->bindThread(m_thread.id());
    return {};
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
    const ProfileSpan span("turn");
    runCallbacks();
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

// Half a turn would leave messages lying that nobody asks for again: what a callback throws ends the program here.
void Broker::Impl::runCallbacks() noexcept
{
    m_poller->dispatch();
    m_tasks->runBatch();
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
        return addHook(m_shutdownHooks, std::move(task));
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

void Broker::Impl::runHooks(const Hooks& hooks)
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
    runHooks(std::exchange(m_shutdownHooks, {}));
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

void Broker::Impl::end() noexcept
{
    runHooks(std::exchange(m_endHooks, {}));
    for (int round = 0; round < LastRounds && !m_tasks->closeIfEmpty(); ++round)
        m_tasks->runBatch();
    m_tasks->close();
    m_reaper->close();
    m_dispatching = false;
    m_poller->bindThread({});
    // From here on all belongs to whoever joins.
    m_ended.store(true, std::memory_order_release);
    m_ended.notify_all();
}

}  // namespace rz::io
