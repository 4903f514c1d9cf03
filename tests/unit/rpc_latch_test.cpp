#include "core/rpc/latch.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

using namespace rz;
using namespace rz::test;

// The queue between threads.
class RpcLatchTest : public QObject {
    Q_OBJECT

private slots:
    void whatWasPutFirstComesFirst()
    {
        rpc::Latch<int> latch;
        for (int i = 0; i < 3; ++i)
            QVERIFY(latch.put(i));
        QCOMPARE(latch.size(), std::size_t{3});
        for (int i = 0; i < 3; ++i)
            QCOMPARE(*latch.get(Patience), i);
        QVERIFY(latch.empty());
    }

    void nothingInTimeIsATimeout()
    {
        rpc::Latch<int> latch;
        QVERIFY(latch.get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
        QVERIFY(latch.get(1ms).error().kind() == ErrorKind::Timeout);
        // Whoever gave up is not served.
        QVERIFY(latch.put(1));
        QCOMPARE(*latch.get(rpc::NoWait), 1);
    }

    void whoWaitedFirstIsServedFirst()
    {
        constexpr int Count = 8;
        rpc::Latch<int> latch;
        std::array<std::atomic<int>, Count> got;
        std::vector<std::jthread> threads;
        for (int i = 0; i < Count; ++i) {
            got[static_cast<std::size_t>(i)] = -1;
            threads.emplace_back([&latch, &slot = got[static_cast<std::size_t>(i)]] { slot = *latch.get(Patience); });
            QVERIFY(QTest::qWaitFor([&] { return latch.waiting() == static_cast<std::size_t>(i) + 1; }));
        }
        for (int i = 0; i < Count; ++i)
            QVERIFY(latch.put(i));
        threads.clear();
        for (int i = 0; i < Count; ++i)
            QCOMPARE(got[static_cast<std::size_t>(i)].load(), i);
    }

    void aLaterCallerDoesNotTakeWhatWasGivenToAWaiter()
    {
        rpc::Latch<int> latch;
        std::atomic<int> got = -1;
        std::jthread waiter([&] { got = *latch.get(Patience); });
        QVERIFY(QTest::qWaitFor([&] { return latch.waiting() == 1; }));
        QVERIFY(latch.put(7));
        QVERIFY(latch.get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
        waiter.join();
        QCOMPARE(got.load(), 7);
    }

    void closingWakesAllAndFailsEverythingAfter()
    {
        rpc::Latch<int> latch;
        std::atomic<int> failed = 0;
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i)
            threads.emplace_back([&] { failed += latch.get(Patience).error().kind() == ErrorKind::Latch ? 1 : 0; });
        QVERIFY(QTest::qWaitFor([&] { return latch.waiting() == 4; }));
        latch.close();
        threads.clear();
        QCOMPARE(failed.load(), 4);
        QVERIFY(latch.put(1).error().kind() == ErrorKind::Latch);
        QVERIFY(latch.get(rpc::NoWait).error().kind() == ErrorKind::Latch);
        QVERIFY_THROWS_EXCEPTION(LatchError, static_cast<void>(latch.size()));
        QVERIFY_THROWS_EXCEPTION(LatchError, static_cast<void>(latch.empty()));
    }

    void aClosedLatchKeepsNothing()
    {
        const auto item = std::make_shared<int>(1);
        rpc::Latch<std::shared_ptr<int>> latch;
        QVERIFY(latch.put(item));
        latch.close();
        QCOMPARE(item.use_count(), 1L);
        QVERIFY(latch.get(rpc::NoWait).error().kind() == ErrorKind::Latch);
    }

    void itIsNotifiedOfWhatNobodyWaitedFor()
    {
        rpc::Latch<int> latch;
        std::atomic<int> notices = 0;
        latch.setNotify([&] { ++notices; });
        QVERIFY(latch.put(1));
        QCOMPARE(notices.load(), 1);
        QCOMPARE(*latch.get(rpc::NoWait), 1);
        std::jthread waiter([&] { QCOMPARE(*latch.get(Patience), 2); });
        QVERIFY(QTest::qWaitFor([&] { return latch.waiting() == 1; }));
        QVERIFY(latch.put(2));
        waiter.join();
        QCOMPARE(notices.load(), 1);
    }

    void waitingOnTheLoopsThreadDrivesTheLoop()
    {
        Tree tree;
        rpc::Latch<int> latch(tree.broker.get());
        int turns = 0;
        const io::Timer timer = tree.broker->after(1ms, [&] {
            ++turns;
            static_cast<void>(latch.put(5));
        });
        QCOMPARE(*latch.get(Patience), 5);
        QCOMPARE(turns, 1);
    }

    void aThreadWakesTheLoopThatWaits()
    {
        Tree tree;
        rpc::Latch<int> latch(tree.broker.get());
        const std::jthread thread([&] {
            QVERIFY(QTest::qWaitFor([&] { return latch.waiting() == 1; }));
            QVERIFY(latch.put(6));
        });
        QCOMPARE(*latch.get(Patience), 6);
        QVERIFY(latch.get(1ms).error().kind() == ErrorKind::Timeout);
    }

    void manyItemsPassBetweenThreadsWithoutLoss()
    {
        constexpr int Each = 50'000;
        constexpr int Threads = 4;
        rpc::Latch<int> latch;
        std::atomic<long> sum = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < Threads; ++t) {
                threads.emplace_back([&] {
                    for (int i = 1; i <= Each; ++i)
                        static_cast<void>(latch.put(i));
                });
                threads.emplace_back([&] {
                    for (int i = 0; i < Each; ++i)
                        sum += latch.get(Patience).value_or(-1'000'000'000);
                });
            }
        }
        QCOMPARE(sum.load(), long{Threads} * Each * (Each + 1) / 2);
    }
};

QTEST_GUILESS_MAIN(RpcLatchTest)
#include "rpc_latch_test.moc"
