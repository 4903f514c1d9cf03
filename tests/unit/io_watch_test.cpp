#include <QTest>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <fcntl.h>
#include <sys/time.h>
#include <vector>

#include "core/io/broker.h"
#include "core/io/descriptor_limit.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

namespace {

std::atomic<int> alarms = 0;

}  // namespace

class IoWatchTest : public QObject {
    Q_OBJECT

private slots:
    void aReadyDescriptorIsReportedUntilItIsRead();
    void watchesDestroyedDuringDispatchStaySilent();
    void aWatchMayReplaceItselfInItsCallback();
    void interestDroppedDuringDispatchIsRespected();
    void aHangupWithoutInterestIsReportedOnce();
    void aRegularFileCannotBeWatched();
    void twoThousandDescriptorsAreServed();
    void aSignalInterruptsNothing();
};

void IoWatchTest::aReadyDescriptorIsReportedUntilItIsRead()
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

void IoWatchTest::watchesDestroyedDuringDispatchStaySilent()
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

void IoWatchTest::aWatchMayReplaceItselfInItsCallback()
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

void IoWatchTest::interestDroppedDuringDispatchIsRespected()
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

void IoWatchTest::aHangupWithoutInterestIsReportedOnce()
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

void IoWatchTest::aRegularFileCannotBeWatched()
{
    const auto broker = drivenBroker();
    const UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    errno = 0;
    const FdWatch watch = broker->watch(file.get(), Readiness::Readable, [](Readiness) {});
    QCOMPARE(errno, EPERM);
    QVERIFY(!watch);
}

void IoWatchTest::twoThousandDescriptorsAreServed()
{
    constexpr std::size_t Count = 2000;
    QVERIFY2(raiseDescriptorLimit() >= 2 * Count + 100, "the limit of open files is too low for this test");

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

void IoWatchTest::aSignalInterruptsNothing()
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

QTEST_GUILESS_MAIN(IoWatchTest)
#include "io_watch_test.moc"
