#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "tests/unit/random_holder.h"
#include "tests/unit/random_worker.h"
#include "tests/unit/rpc_functions.h"
#include "tests/unit/wished.h"

#include <QTest>

#include <map>
#include <numeric>
#include <random>
#include <thread>

using namespace rz;
using namespace rz::test;

namespace {

// Lets each of `workers` do `steps` things on a thread of its own, and `meanwhile` something here. What hangs cannot be
// left behind: that ends the program, and says who waits in what.
template <class Worker>
void letWork(const std::vector<std::unique_ptr<Worker>>& workers, int steps, const std::function<void()>& meanwhile)
{
    std::atomic<std::size_t> ended = 0;
    std::vector<std::jthread> threads;
    for (const auto& worker : workers) {
        threads.emplace_back([&ended, &worker = *worker, steps] {
            worker.run(steps);
            ++ended;
        });
    }
    meanwhile();
    const auto done = [&workers] {
        return std::accumulate(workers.begin(), workers.end(), 0,
                               [](int sum, const auto& worker) { return sum + worker->stepsDone(); });
    };
    for (int before = done(); !QTest::qWaitFor([&] { return ended == workers.size(); }, 90'000);) {
        if (before != std::exchange(before, done()))
            continue;
        for (const auto& worker : workers)
            qWarning("after %d steps: %s", worker->stepsDone(), worker->doing());
        qFatal("nothing goes on");
    }
}

}  // namespace

// What may be done on any thread, done on many at once. Brokers have threads of their own, so how things interleave is
// not the seed's to say: RHIZOME_SEED only has the same things done again. RHIZOME_STEPS is how many each thread does,
// RHIZOME_THREADS how many threads there are, and RHIZOME_ROUNDS plays the following seeds as well.
class RpcThreadsTest : public QObject {
    Q_OBJECT

private slots:
    void everyCallEndsOnceAndEveryValueArrives()
    {
        forEachSeed([](std::uint64_t seed) { work(seed); });
    }

    void whatIsHeldLongerThanItsRouterFails_data()
    {
        QTest::addColumn<int>("ends");
        QTest::addRow("the broker ends") << static_cast<int>(Ends::Broker);
        QTest::addRow("the router dies") << static_cast<int>(Ends::Router);
        QTest::addRow("both die") << static_cast<int>(Ends::Both);
    }
    void whatIsHeldLongerThanItsRouterFails()
    {
        QFETCH(const int, ends);
        forEachSeed([ends](std::uint64_t seed) {
            constexpr std::uint64_t Contexts = 8;
            for (std::uint64_t i = 0; i < Contexts && !QTest::currentTestFailed(); ++i)
                end(static_cast<Ends>(ends), seed * Contexts + i);
        });
    }

private:
    enum class Ends : std::uint8_t { Broker, Router, Both };

    static void forEachSeed(const std::function<void(std::uint64_t)>& play)
    {
        const std::uint64_t seed = wished("RHIZOME_SEED", std::random_device()());
        const std::uint64_t rounds = wished("RHIZOME_ROUNDS", 1);
        for (std::uint64_t round = 0; round < rounds && !QTest::currentTestFailed(); ++round) {
            qInfo("RHIZOME_SEED=%llu", static_cast<unsigned long long>(seed + round));
            play(seed + round);
        }
    }

    static void work(std::uint64_t seed)
    {
        const std::uint64_t threads = wished("RHIZOME_THREADS", 6);
        const int steps = static_cast<int>(wished("RHIZOME_STEPS", 800));
        takeSteps();
        Common common;
        auto there = std::make_unique<ThreadedTree>(common.runs);
        ThreadedTree& tree = *there;
        std::vector<std::unique_ptr<RandomWorker>> workers;
        for (std::uint64_t i = 0; i < threads; ++i)
            workers.push_back(
                std::make_unique<RandomWorker>(tree, common, seed * threads + i, static_cast<std::int64_t>(i)));
        letWork(workers, steps, [] {});
        common.given.clear();
        if (!eventually([&] { return common.collect(tree); }))
            common.fail("a letter, or what was put into a latch, was lost");
        std::optional<std::string> left;
        if (!eventually([&] { return !(left = tree.left()); }))
            common.fail(left.value_or("?"));
        for (const auto& worker : workers) {
            if (!eventually([&] { return worker->toldAreDone(); }))
                common.fail("what a service was told has not been done");
        }
        for (const auto& worker : workers)
            worker->checkEnds();
        checkChains(common);
        there.reset();
        if (std::string failure = common.runs.failure(); !failure.empty())
            common.fail(std::move(failure));
        qInfo("%d calls, %d answered; %zu methods run; %d values; %llu letters; %llu things in a latch; "
              "%d times new guests, %d times a new pool",
              common.calls.load(), common.answered.load(), common.runs.count(), common.values.load(),
              static_cast<unsigned long long>(common.inMail.count()),
              static_cast<unsigned long long>(common.inLatch.count()), common.replaced.load(), common.newPools.load());
        if (const std::string failure = common.failure(); !failure.empty())
            QFAIL(failure.c_str());
        QVERIFY(common.answered > 0 && common.runs.count() > 0 && common.values > 0 && common.inMail.count() > 0 &&
                common.inLatch.count() > 0);
    }

    // Each has a thousand numbers of its own, and runs them one after the other.
    static void checkChains(Common& common)
    {
        std::map<std::int64_t, std::int64_t> last;
        for (const std::int64_t step : takeSteps()) {
            std::int64_t& before = last.try_emplace(step / 1000, step / 1000 * 1000).first->second;
            if (step != ++before)
                common.fail(str("step ", step, " of a chain ran, but not ", before));
        }
    }

    static void end(Ends ends, std::uint64_t seed)
    {
        constexpr std::size_t Holders = 4;
        constexpr int Steps = 80;
        std::mt19937_64 random(seed);
        LogKeeper log;
        rpc::Registry registry;
        rpc::addStandardFunctions(registry);
        addTestFunctions(registry);
        ServiceRuns runs;
        const ThreadedContext::World world{.registry = registry, .log = log, .runs = runs};
        ThreadedContext master(MasterId, {}, world);
        ThreadedContext child(master.allocate(), {MasterId}, world);
        connectContexts(master, child);
        QVERIFY(eventually([&] { return master.router().findRoute(child.id()).has_value(); }));
        ThreadedContext& here = random() % 2 == 0 ? master : child;
        ThreadedContext& there = &here == &master ? child : master;
        std::vector<std::unique_ptr<RandomHolder>> holders;
        const auto router = ends == Ends::Broker ? RandomHolder::Router::Stays : RandomHolder::Router::Ends;
        for (std::size_t i = 0; i < Holders; ++i)
            holders.push_back(
                std::make_unique<RandomHolder>(here, there, router, random(), static_cast<std::int64_t>(i)));
        letWork(holders, Steps, [&] {
            for (std::uint64_t i = random() % 300; i > 0; --i)
                std::this_thread::yield();
            switch (ends) {
            case Ends::Broker: here.endBroker(); break;
            case Ends::Router: here.endRouter(); break;
            case Ends::Both: here.end(); break;
            }
        });
        for (const auto& holder : holders) {
            if (const std::string failure = holder->failure(); !failure.empty())
                QFAIL(failure.c_str());
        }
        std::optional<std::string> left;
        if (!eventually([&] { return !(left = there.left(2)); }))
            QFAIL(left->c_str());
        here.end();
        there.end();
        if (const std::string failure = runs.failure(); !failure.empty())
            QFAIL(failure.c_str());
    }
};

QTEST_GUILESS_MAIN(RpcThreadsTest)
#include "rpc_threads_test.moc"
