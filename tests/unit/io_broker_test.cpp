#include <QTest>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <latch>
#include <random>
#include <sys/resource.h>
#include <sys/time.h>
#include <thread>
#include <vector>

#include "core/io/broker.h"
#include "core/io/process.h"
#include "core/io/task_queue.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

// A pipe with a byte in it, so that its read end is ready.
struct ReadyPipe {
    ReadyPipe()
    {
        auto pipe = makePipe().value();
        reader = std::move(pipe.first);
        writer = std::move(pipe.second);
        writeText(writer.get(), "x");
    }
    UniqueFd reader;
    UniqueFd writer;
};

std::atomic<int> alarms = 0;

}  // namespace

class IoBrokerTest : public QObject {
    Q_OBJECT

private slots:
    // Tasks
    void deferRunsAtOnceOnTheBrokerThread();
    void deferLaterRunsAfterTheCurrentEvent();
    void tasksFromEightThreadsRunInOrderOnTheBrokerThread();
    void aTaskThatDefersItselfDoesNotHoldUpTheLoop();
    void deferSyncWaitsUntilItsTaskHasRun();
    void anEndedBrokerDestroysTasksUnrun();
    void aBusyLoopIsNotWoken();

    // Timers
    void timersFireInTheOrderOfTheirDeadlines();
    void manyTimersSurviveRandomCancelling();
    void aCancelledTimerNeverFires();
    void cancellingTheEarliestTimerKeepsTheOthers();
    void aTimerMayDestroyItself();
    void aTimerForThePastWaitsForTheNextTurn();
    void endlessTimersAreAllowed();

    // Descriptors
    void aReadyDescriptorIsReportedUntilItIsRead();
    void watchesDestroyedDuringDispatchStaySilent();
    void aWatchMayReplaceItselfInItsCallback();
    void interestDroppedDuringDispatchIsRespected();
    void aHangupWithoutInterestIsReportedOnce();
    void aRegularFileCannotBeWatched();
    void twoThousandDescriptorsAreServed();
    void aSignalInterruptsNothing();

    // Driving
    void runUntilEndsAtItsDeadline();
    void runUntilTakesWhatIsReadyAfterItsDeadline();
    void aForeignLoopSeesDescriptors();
    void aForeignLoopSeesTimers();
    void aForeignLoopSeesTasks();
    void aForeignLoopSeesWhatWasDeferredBeforeItWatched();

    // Ending
    void shutdownHooksRunInOrder();
    void aDroppedShutdownHookIsNotCalled();
    void aLateShutdownHookStillRuns();
    void endHooksRunLast();
    void shutdownWaitsForKeepAlives();
    void shutdownEndsAfterTheGraceTime();
    void joinWaitsForTheEnd();
    void registrationsMayOutliveTheBroker();
    void noDescriptorIsLeft();
};

void IoBrokerTest::deferRunsAtOnceOnTheBrokerThread()
{
    const auto broker = drivenBroker();
    bool ran = false;
    QVERIFY(broker->defer([&] { ran = true; }));
    QVERIFY(ran);
    QVERIFY(broker->onBrokerThread());
}

void IoBrokerTest::deferLaterRunsAfterTheCurrentEvent()
{
    const auto broker = drivenBroker();
    std::string events;
    broker->deferLater([&] {
        broker->deferLater([&] { events += 'b'; });
        events += 'a';
    });
    QCOMPARE(events, "");
    DRIVE_UNTIL(*broker, events.size() == 2);
    QCOMPARE(events, "ab");
}

void IoBrokerTest::tasksFromEightThreadsRunInOrderOnTheBrokerThread()
{
    constexpr int Threads = 8;
    constexpr int Tasks = 2000;
    const auto broker = threadedBroker();
    std::array<int, Threads> last{};
    bool inOrder = true;
    std::latch done(Threads * Tasks);
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < Threads; ++thread) {
        threads.emplace_back([&, thread] {
            for (int i = 1; i <= Tasks; ++i) {
                broker->defer([&, thread, i] {
                    const auto slot = static_cast<std::size_t>(thread);
                    inOrder = inOrder && broker->onBrokerThread() && last[slot] == i - 1;
                    last[slot] = i;
                    done.count_down();
                });
            }
        });
    }
    done.wait();
    QVERIFY(broker->deferSync([&] { QVERIFY(inOrder); }));
}

void IoBrokerTest::aTaskThatDefersItselfDoesNotHoldUpTheLoop()
{
    const auto broker = drivenBroker();
    const ReadyPipe pipe;
    bool seen = false;
    std::function<void()> again = [&] {
        if (!seen)
            broker->deferLater(again);
    };
    broker->deferLater(again);
    const FdWatch watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness) { seen = true; });
    DRIVE_UNTIL(*broker, seen);
}

void IoBrokerTest::deferSyncWaitsUntilItsTaskHasRun()
{
    const auto broker = threadedBroker();
    std::thread::id where;
    QVERIFY(broker->deferSync([&] { where = std::this_thread::get_id(); }));
    QVERIFY(where != std::thread::id());
    QVERIFY(where != std::this_thread::get_id());
    QVERIFY(broker->deferSync([&] {
        bool nested = false;
        QVERIFY(broker->deferSync([&] { nested = true; }));
        QVERIFY(nested);
    }));
}

void IoBrokerTest::anEndedBrokerDestroysTasksUnrun()
{
    const auto broker = threadedBroker();
    broker->shutdown();
    broker->join();
    const auto owned = std::make_shared<int>(1);
    bool ran = false;
    QVERIFY(!broker->defer([&ran, owned] { ran = true; }));
    const auto result = broker->deferSync([&ran, owned] { ran = true; });
    QVERIFY(!result);
    QVERIFY(result.error().kind() == ErrorKind::Cancelled);
    QVERIFY(!ran);
    QCOMPARE(owned.use_count(), 1);
}

void IoBrokerTest::aBusyLoopIsNotWoken()
{
    const auto queue = std::move(TaskQueue::create()).value();
    queue->push([] {});
    QVERIFY(!isReadable(queue->fd()));
    QVERIFY(!queue->prepareSleep());
    QVERIFY(queue->runBatch());
    QVERIFY(queue->prepareSleep());
    queue->push([] {});
    QVERIFY(isReadable(queue->fd()));
}

void IoBrokerTest::timersFireInTheOrderOfTheirDeadlines()
{
    const auto broker = drivenBroker();
    const TimePoint start = Clock::now();
    std::string events;
    const Timer c = broker->at(start + 3ms, [&] { events += 'c'; });
    const Timer a = broker->at(start + 1ms, [&] { events += 'a'; });
    const Timer d = broker->at(start + 3ms, [&] { events += 'd'; });
    const Timer b = broker->at(start + 2ms, [&] { events += 'b'; });
    DRIVE_UNTIL(*broker, events.size() == 4);
    QCOMPARE(events, "abcd");
    QVERIFY(!a.active());
}

void IoBrokerTest::manyTimersSurviveRandomCancelling()
{
    constexpr int Count = 3000;
    const auto broker = drivenBroker();
    const TimePoint past = Clock::now() - 1h;
    std::mt19937 random(7);
    std::vector<int> fired;
    std::vector<Timer> timers;
    std::vector<std::pair<int, int>> expected;  // deadline, number
    for (int i = 0; i < Count; ++i) {
        const int deadline = static_cast<int>(random() % 500);
        timers.push_back(broker->at(past + std::chrono::seconds(deadline), [&fired, i] { fired.push_back(i); }));
        expected.emplace_back(deadline, i);
    }
    std::erase_if(expected, [&](const auto& item) {
        if (random() % 3 != 0)
            return false;
        timers[static_cast<std::size_t>(item.second)].cancel();
        return true;
    });
    std::sort(expected.begin(), expected.end());
    DRIVE_UNTIL(*broker, fired.size() >= expected.size());
    std::vector<int> order;
    for (const auto& [deadline, number] : expected)
        order.push_back(number);
    QCOMPARE(fired, order);
}

void IoBrokerTest::aCancelledTimerNeverFires()
{
    const auto broker = drivenBroker();
    const auto owned = std::make_shared<int>(1);
    bool fired = false;
    Timer cancelled = broker->after(1ms, [&fired, owned] { fired = true; });
    Timer replaced = broker->after(1ms, [&fired, owned] { fired = true; });
    QVERIFY(cancelled.active());
    cancelled.cancel();
    replaced = {};
    QVERIFY(!cancelled.active());
    QCOMPARE(owned.use_count(), 1);
    bool later = false;
    const Timer last = broker->after(5ms, [&] { later = true; });
    DRIVE_UNTIL(*broker, later);
    QVERIFY(!fired);
}

// The timerfd stays armed for the cancelled one and fires in vain; it must then be armed for the next.
void IoBrokerTest::cancellingTheEarliestTimerKeepsTheOthers()
{
    const auto broker = drivenBroker();
    bool fired = false;
    Timer early = broker->after(1ms, [] {});
    const Timer late = broker->after(4ms, [&] { fired = true; });
    early.cancel();
    DRIVE_UNTIL(*broker, fired);
}

void IoBrokerTest::aTimerMayDestroyItself()
{
    const auto broker = drivenBroker();
    const auto owned = std::make_shared<int>(0);
    std::optional<Timer> timer;
    timer = broker->after(0ms, [&timer, owned] {
        timer.reset();
        ++*owned;
    });
    DRIVE_UNTIL(*broker, *owned == 1);
}

void IoBrokerTest::aTimerForThePastWaitsForTheNextTurn()
{
    const auto broker = drivenBroker();
    const ReadyPipe pipe;
    int rounds = 0;
    bool seen = false;
    Timer timer;
    std::function<void()> again = [&] {
        ++rounds;
        if (!seen)
            timer = broker->at(TimePoint{}, again);
    };
    again();
    const FdWatch watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness) { seen = true; });
    DRIVE_UNTIL(*broker, seen);
    QVERIFY(rounds < 100);
}

void IoBrokerTest::endlessTimersAreAllowed()
{
    const auto broker = drivenBroker();
    const Timer never = broker->after(Duration::max(), [] {});
    const Timer neither = broker->at(TimePoint::max(), [] {});
    bool fired = false;
    const Timer soonEnough = broker->after(1ms, [&] { fired = true; });
    DRIVE_UNTIL(*broker, fired);
    QVERIFY(never.active());
}

void IoBrokerTest::aReadyDescriptorIsReportedUntilItIsRead()
{
    const auto broker = drivenBroker();
    const ReadyPipe pipe;
    int reports = 0;
    const FdWatch watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness ready) {
        QVERIFY(has(ready, Readiness::Readable));
        if (++reports < 3)
            return;
        char byte = 0;
        QCOMPARE(::read(pipe.reader.get(), &byte, 1), 1);
    });
    for (int i = 0; i < 6; ++i)
        broker->runOnce(0ms);
    QCOMPARE(reports, 3);
}

void IoBrokerTest::watchesDestroyedDuringDispatchStaySilent()
{
    const auto broker = drivenBroker();
    std::vector<ReadyPipe> pipes(10);
    std::vector<FdWatch> watches;
    int calls = 0;
    for (const ReadyPipe& pipe : pipes) {
        watches.push_back(broker->watch(pipe.reader.get(), Readiness::Readable,
                                        [&calls, &watches, owned = std::make_shared<int>(1)](Readiness) {
                                            ++calls;
                                            watches.clear();  // its own among them
                                            QCOMPARE(*owned, 1);
                                        }));
    }
    broker->runOnce(0ms);
    QCOMPARE(calls, 1);
    broker->runOnce(0ms);
    QCOMPARE(calls, 1);
}

void IoBrokerTest::aWatchMayReplaceItselfInItsCallback()
{
    const auto broker = drivenBroker();
    const ReadyPipe pipe;
    std::string events;
    FdWatch watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness) {
        events += 'a';
        watch = {};
        watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness) { events += 'b'; });
    });
    broker->runOnce(0ms);
    QCOMPARE(events, "a");
    broker->runOnce(0ms);
    QCOMPARE(events, "ab");
}

void IoBrokerTest::interestDroppedDuringDispatchIsRespected()
{
    const auto broker = drivenBroker();
    const std::array<ReadyPipe, 2> pipes;
    std::array<FdWatch, 2> watches;
    int calls = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        watches[i] = broker->watch(pipes[i].reader.get(), Readiness::Readable, [&, i](Readiness) {
            ++calls;
            watches[1 - i].setInterest(Readiness::None);
        });
    }
    broker->runOnce(0ms);
    QCOMPARE(calls, 1);
}

void IoBrokerTest::aHangupWithoutInterestIsReportedOnce()
{
    const auto broker = drivenBroker();
    ReadyPipe pipe;
    std::vector<Readiness> reports;
    FdWatch watch = broker->watch(pipe.reader.get(), Readiness::None, [&](Readiness r) { reports.push_back(r); });
    broker->runOnce(0ms);
    QVERIFY(reports.empty());
    pipe.writer.reset();
    for (int i = 0; i < 3; ++i)
        broker->runOnce(0ms);
    QCOMPARE(reports.size(), 1U);
    QVERIFY(reports.front() == Readiness::Hangup);
    watch.setInterest(Readiness::Readable);
    broker->runOnce(0ms);
    QCOMPARE(reports.size(), 2U);
    QVERIFY(reports.back() == (Readiness::Hangup | Readiness::Readable));
}

void IoBrokerTest::aRegularFileCannotBeWatched()
{
    const auto broker = drivenBroker();
    const UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    errno = 0;
    const FdWatch watch = broker->watch(file.get(), Readiness::Readable, [](Readiness) {});
    QCOMPARE(errno, EPERM);
    QVERIFY(!watch);
}

void IoBrokerTest::twoThousandDescriptorsAreServed()
{
    constexpr std::size_t Count = 2000;
    rlimit limit{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = limit.rlim_max;
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &limit), 0);
    QVERIFY2(limit.rlim_cur >= 2 * Count + 100, "the limit of open files is too low for this test");

    const auto broker = drivenBroker();
    std::vector<ReadyPipe> pipes(Count);
    std::vector<FdWatch> watches;
    std::vector<int> calls(Count);
    std::size_t served = 0;
    for (std::size_t i = 0; i < Count; ++i) {
        watches.push_back(broker->watch(pipes[i].reader.get(), Readiness::Readable, [&, i](Readiness) {
            char byte = 0;
            QCOMPARE(::read(pipes[i].reader.get(), &byte, 1), 1);
            ++calls[i];
            ++served;
        }));
    }
    DRIVE_UNTIL(*broker, served == Count);
    QVERIFY(std::ranges::all_of(calls, [](int count) { return count == 1; }));
}

void IoBrokerTest::aSignalInterruptsNothing()
{
    struct sigaction action{};
    struct sigaction before{};
    action.sa_handler = [](int) { ++alarms; };
    QCOMPARE(::sigaction(SIGALRM, &action, &before), 0);
    const itimerval often{.it_interval = {0, 1000}, .it_value = {0, 1000}};
    QCOMPARE(::setitimer(ITIMER_REAL, &often, nullptr), 0);
    const auto broker = drivenBroker();
    const bool interrupted = broker->runUntil([] { return alarms >= 5; }, soon());
    const itimerval never{};
    ::setitimer(ITIMER_REAL, &never, nullptr);
    ::sigaction(SIGALRM, &before, nullptr);
    QVERIFY(interrupted);
}

void IoBrokerTest::runUntilEndsAtItsDeadline()
{
    const auto broker = drivenBroker();
    const TimePoint deadline = Clock::now() + 3ms;
    QVERIFY(!broker->runUntil([] { return false; }, deadline));
    QVERIFY(Clock::now() >= deadline);
    QVERIFY(broker->runUntil([] { return true; }));
}

void IoBrokerTest::runUntilTakesWhatIsReadyAfterItsDeadline()
{
    const auto broker = drivenBroker();
    const ReadyPipe pipe;
    bool seen = false;
    const FdWatch watch = broker->watch(pipe.reader.get(), Readiness::Readable, [&](Readiness) { seen = true; });
    QVERIFY(broker->runUntil([&] { return seen; }, Clock::now() - 1s));
}

void IoBrokerTest::aForeignLoopSeesDescriptors()
{
    const auto broker = drivenBroker();
    auto [reader, writer] = makePipe().value();
    bool seen = false;
    const FdWatch watch = broker->watch(reader.get(), Readiness::Readable, [&](Readiness) {
        char byte = 0;
        seen = ::read(reader.get(), &byte, 1) == 1;
    });
    QVERIFY(!isReadable(broker->pollableFd()));
    writeText(writer.get(), "x");
    QVERIFY(isReadable(broker->pollableFd()));
    broker->runOnce(0ms);
    QVERIFY(seen);
    QVERIFY(!isReadable(broker->pollableFd()));
}

void IoBrokerTest::aForeignLoopSeesTimers()
{
    const auto broker = drivenBroker();
    const int fd = broker->pollableFd();
    int fired = 0;
    Timer second;
    const Timer first = broker->after(1ms, [&] {
        ++fired;
        second = broker->after(1ms, [&] { ++fired; });
    });
    for (int i = 1; i <= 2; ++i) {
        QVERIFY(isReadable(fd, 20'000));
        broker->runOnce(0ms);
        QCOMPARE(fired, i);
    }
    QVERIFY(!isReadable(fd));
}

void IoBrokerTest::aForeignLoopSeesTasks()
{
    const auto broker = drivenBroker();
    const int fd = broker->pollableFd();
    int ran = 0;
    const auto runsOne = [&] {
        const int before = ran;
        if (!isReadable(fd, 20'000))
            return false;
        broker->runOnce(0ms);
        return ran == before + 1;
    };
    std::jthread([&] { broker->defer([&] { ++ran; }); }).join();
    QVERIFY(runsOne());
    QVERIFY(!isReadable(fd));
    broker->deferLater([&] { ++ran; });
    QVERIFY(runsOne());
    broker->deferLater([&] {
        ++ran;
        broker->deferLater([&] { ++ran; });
    });
    QVERIFY(runsOne());
    QVERIFY(runsOne());
    QVERIFY(!isReadable(fd));
}

void IoBrokerTest::aForeignLoopSeesWhatWasDeferredBeforeItWatched()
{
    const auto broker = drivenBroker();
    bool ran = false;
    broker->deferLater([&] { ran = true; });
    QVERIFY(isReadable(broker->pollableFd()));
    broker->runOnce(0ms);
    QVERIFY(ran);
}

void IoBrokerTest::shutdownHooksRunInOrder()
{
    const auto broker = drivenBroker();
    std::string events;
    const auto a = broker->onShutdown([&] { events += 'a'; });
    const auto b = broker->onShutdown([&] { events += 'b'; });
    const auto c = broker->onShutdown([&] {
        events += 'c';
        broker->deferLater([&] { events += 'd'; });
    });
    broker->shutdown();
    broker->shutdown();
    QCOMPARE(events, "");
    DRIVE_UNTIL(*broker, broker->ended());
    QCOMPARE(events, "abcd");
    QVERIFY(!broker->runOnce(0ms));
}

void IoBrokerTest::aDroppedShutdownHookIsNotCalled()
{
    const auto broker = drivenBroker();
    std::string events;
    auto dropped = broker->onShutdown([&] { events += 'a'; });
    std::shared_ptr<void> droppedByAnother;
    const auto b = broker->onShutdown([&] {
        events += 'b';
        droppedByAnother.reset();
    });
    droppedByAnother = broker->onShutdown([&] { events += 'c'; });
    dropped.reset();
    broker->shutdown();
    DRIVE_UNTIL(*broker, broker->ended());
    QCOMPARE(events, "b");
}

void IoBrokerTest::aLateShutdownHookStillRuns()
{
    const auto broker = drivenBroker();
    std::string events;
    std::shared_ptr<void> late;
    const auto hook = broker->onShutdown([&] {
        late = broker->onShutdown([&] { events += 'b'; });
        events += 'a';
    });
    broker->shutdown();
    DRIVE_UNTIL(*broker, broker->ended());
    QCOMPARE(events, "ab");
}

void IoBrokerTest::endHooksRunLast()
{
    const auto broker = drivenBroker();
    std::string events;
    const auto end = broker->onEnd([&] {
        QVERIFY(broker->onBrokerThread());
        events += 'c';
        broker->deferLater([&] { events += 'd'; });
    });
    auto dropped = broker->onEnd([&] { events += '!'; });
    const auto begin = broker->onShutdown([&] { events += 'a'; });
    dropped.reset();
    std::optional<KeepAlive> keepAlive = broker->keepAlive();
    broker->shutdown();
    broker->runOnce(0ms);
    QCOMPARE(events, "a");
    events += 'b';
    keepAlive.reset();
    DRIVE_UNTIL(*broker, broker->ended());
    QCOMPARE(events, "abcd");
}

void IoBrokerTest::shutdownWaitsForKeepAlives()
{
    const auto broker = drivenBroker();
    std::optional<KeepAlive> first = broker->keepAlive();
    std::optional<KeepAlive> second = broker->keepAlive();
    broker->shutdown();
    QVERIFY(broker->runOnce(0ms));
    first.reset();
    QVERIFY(broker->runOnce(0ms));
    const int fd = broker->pollableFd();
    QVERIFY(!isReadable(fd));
    second.reset();
    QVERIFY(isReadable(fd));
    broker->runOnce(0ms);
    QVERIFY(broker->ended());
}

void IoBrokerTest::shutdownEndsAfterTheGraceTime()
{
    const auto broker = threadedBroker();
    KeepAlive held;
    QVERIFY(broker->deferSync([&] {
        broker->setShutdownGrace(2ms);
        held = broker->keepAlive();
    }));
    broker->shutdown();
    broker->join();
    QVERIFY(broker->ended());
}

void IoBrokerTest::joinWaitsForTheEnd()
{
    const auto broker = drivenBroker();
    std::atomic<bool> joined = false;
    std::jthread waiter([&] {
        broker->join();
        joined = true;
    });
    broker->runOnce(1ms);
    QVERIFY(!joined);
    broker->shutdown();
    DRIVE_UNTIL(*broker, broker->ended());
    waiter.join();
    QVERIFY(joined);
}

void IoBrokerTest::registrationsMayOutliveTheBroker()
{
    auto broker = threadedBroker();
    const ReadyPipe pipe;
    const auto owned = std::make_shared<int>(1);
    FdWatch watch;
    Timer timer;
    KeepAlive keepAlive;
    std::shared_ptr<void> hook;
    QVERIFY(broker->deferSync([&] {
        broker->setShutdownGrace(0ms);
        watch = broker->watch(pipe.writer.get(), Readiness::None, [owned](Readiness) {});
        timer = broker->after(1h, [owned, inner = broker->after(1h, [] {})] {});
        keepAlive = broker->keepAlive();
        hook = broker->onShutdown([] {});
    }));
    broker.reset();
    QVERIFY(!timer.active());
    timer.cancel();
    watch.setInterest(Readiness::Readable);
    watch = {};
    keepAlive = {};
    QCOMPARE(owned.use_count(), 1);
}

void IoBrokerTest::noDescriptorIsLeft()
{
    const int before = countDescriptors();
    for (int i = 0; i < 3; ++i) {
        const auto driven = drivenBroker();
        const auto threaded = threadedBroker();
        QVERIFY(countDescriptors() > before);
    }
    QCOMPARE(countDescriptors(), before);
}

QTEST_GUILESS_MAIN(IoBrokerTest)
#include "io_broker_test.moc"
