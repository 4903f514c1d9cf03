#include <QTest>

#include <algorithm>
#include <random>
#include <vector>

#include "core/io/broker.h"
#include "io_support.h"

using namespace rz;
using namespace rz::io;
using namespace std::chrono_literals;

class IoTimerTest : public QObject {
    Q_OBJECT

private slots:
    void timersFireInTheOrderOfTheirDeadlines();
    void manyTimersSurviveRandomCancelling();
    void aCancelledTimerNeverFires();
    void cancellingTheEarliestTimerKeepsTheOthers();
    void aTimerMayDestroyItself();
    void aTimerForThePastWaitsForTheNextTurn();
    void endlessTimersAreAllowed();
};

void IoTimerTest::timersFireInTheOrderOfTheirDeadlines()
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

void IoTimerTest::manyTimersSurviveRandomCancelling()
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

void IoTimerTest::aCancelledTimerNeverFires()
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
void IoTimerTest::cancellingTheEarliestTimerKeepsTheOthers()
{
    const auto broker = drivenBroker();
    bool fired = false;
    Timer early = broker->after(1ms, [] {});
    const Timer late = broker->after(4ms, [&] { fired = true; });
    early.cancel();
    DRIVE_UNTIL(*broker, fired);
}

void IoTimerTest::aTimerMayDestroyItself()
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

void IoTimerTest::aTimerForThePastWaitsForTheNextTurn()
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

void IoTimerTest::endlessTimersAreAllowed()
{
    const auto broker = drivenBroker();
    const Timer never = broker->after(Duration::max(), [] {});
    const Timer neither = broker->at(TimePoint::max(), [] {});
    bool fired = false;
    const Timer soonEnough = broker->after(1ms, [&] { fired = true; });
    DRIVE_UNTIL(*broker, fired);
    QVERIFY(never.active());
}

QTEST_GUILESS_MAIN(IoTimerTest)
#include "io_timer_test.moc"
