#include <QTest>

#include <atomic>
#include <exception>
#include <latch>
#include <stdexcept>
#include <sys/wait.h>
#include <thread>
#include <vector>

#include "core/io/broker.h"
#include "core/io/task_queue.h"
#include "io_support.h"
#include "tests/support/asleep.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

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
    void aTaskThatThrowsEndsTheProgram_data();
    void aTaskThatThrowsEndsTheProgram();

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
    // What it took it does not lose.
    QVERIFY(!queue->closeIfEmpty());
    QVERIFY(queue->runBatch());
    QVERIFY(queue->closeIfEmpty());
    QVERIFY(!queue->push([] {}));
}

void IoBrokerTest::aTaskThatThrowsEndsTheProgram_data()
{
    QTest::addColumn<bool>("atEnd");
    QTest::newRow("in a turn") << false;
    QTest::newRow("at the loop's end") << true;
}

// Whoever drives the loop: it would go on with half of a turn undone.
void IoBrokerTest::aTaskThatThrowsEndsTheProgram()
{
    QFETCH(const bool, atEnd);
    const pid_t child = ::fork();
    if (child == 0) {
        std::set_terminate([] { ::_exit(42); });
        try {
            const auto broker = drivenBroker();
            const auto fail = [] { throw std::runtime_error("thrown by a callback"); };
            const auto hook = atEnd ? broker->onEnd(fail) : nullptr;
            if (atEnd)
                broker->shutdown();
            else
                broker->deferLater(fail);
            broker->runOnce(Duration::zero());
        } catch (const std::exception&) {
            ::_exit(1);
        }
        ::_exit(2);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 42);
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
    test::Waiter waiter([&] { broker->join(); });
    QVERIFY(waiter.asleep());
    broker->runOnce(1ms);
    QVERIFY(waiter.asleep());
    broker->shutdown();
    DRIVE_UNTIL(*broker, broker->ended());
    waiter.join();
    QVERIFY(waiter.done());
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
