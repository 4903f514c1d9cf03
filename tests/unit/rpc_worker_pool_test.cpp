#include "core/rpc/worker_pool.h"

#include <QTest>

#include <atomic>
#include <latch>
#include <set>
#include <thread>

using namespace rz;
using namespace std::chrono_literals;

class RpcWorkerPoolTest : public QObject {
    Q_OBJECT

private slots:
    void asManyRunAtOnceAsThereMayBeWorkers()
    {
        constexpr std::size_t Workers = 5;
        rpc::WorkerPool pool(Workers, 10s);
        std::latch together(Workers);  // opens only when all are there at the same time
        std::latch done(Workers);
        for (std::size_t i = 0; i < Workers; ++i)
            QVERIFY(pool.submit([&] {
                together.arrive_and_wait();
                done.count_down();
            }));
        done.wait();
        QCOMPARE(pool.workers(), Workers);
    }

    void moreThanThatWaitTheirTurn()
    {
        std::atomic<int> running = 0;
        std::atomic<int> most = 0;
        std::latch done(100);
        {
            rpc::WorkerPool pool(2, 10s);
            for (int i = 0; i < 100; ++i)
                QVERIFY(pool.submit([&] {
                    const int now = ++running;
                    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
                    }
                    std::this_thread::yield();
                    --running;
                    done.count_down();
                }));
            QVERIFY(pool.workers() <= 2);
        }
        QVERIFY(done.try_wait());  // the pool ends with nothing left to do
        QVERIFY(most <= 2);
    }

    void whatWasQueuedDuringAPauseRunsSideBySide()
    {
        constexpr int Workers = 4;
        std::atomic<int> there = 0;
        std::atomic<int> together = 0;
        std::latch done(Workers + 1);
        {
            rpc::WorkerPool pool(Workers, 10s);
            pool.pause();
            for (int i = 0; i < Workers + 1; ++i)
                QVERIFY(pool.submit([&] {
                    ++there;
                    const TimePoint deadline = Clock::now() + 20s;
                    while (there < Workers && Clock::now() < deadline)
                        std::this_thread::yield();
                    together += there >= Workers ? 1 : 0;
                    done.count_down();
                }));
            QCOMPARE(pool.workers(), std::size_t{0});
            pool.resume();
            done.wait();
            QCOMPARE(pool.workers(), std::size_t{Workers});
        }
        QCOMPARE(together.load(), Workers + 1);
    }

    void aFreeWorkerIsUsedAgain()
    {
        rpc::WorkerPool pool(8, 60s);
        std::set<std::thread::id> seen;
        for (int i = 0; i < 50; ++i) {
            std::latch done(1);
            QVERIFY(pool.submit([&] {
                seen.insert(std::this_thread::get_id());
                done.count_down();
            }));
            done.wait();
            QVERIFY(QTest::qWaitFor([&] { return pool.idle() == pool.workers(); }, 20'000));
        }
        QCOMPARE(seen.size(), std::size_t{1});
    }

    void workersEndWhenThereIsNothingToDo()
    {
        rpc::WorkerPool pool(4, 1ms);
        for (int round = 0; round < 3; ++round) {
            std::latch together(4);
            for (int i = 0; i < 4; ++i)
                QVERIFY(pool.submit([&] { together.arrive_and_wait(); }));
            together.wait();
            QVERIFY(QTest::qWaitFor([&] { return pool.workers() == 0; }, 20'000));
        }
    }

    void whatATaskHoldsIsGoneBeforeTheNextOne()
    {
        rpc::WorkerPool pool(1, 10s);
        auto held = std::make_shared<int>(1);
        const std::weak_ptr<int> watched = held;
        std::latch done(1);
        bool gone = false;
        QVERIFY(pool.submit([held = std::move(held)] {}));
        QVERIFY(pool.submit([&] {
            gone = watched.expired();
            done.count_down();
        }));
        done.wait();
        QVERIFY(gone);
    }
};

QTEST_GUILESS_MAIN(RpcWorkerPoolTest)
#include "rpc_worker_pool_test.moc"
