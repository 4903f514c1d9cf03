#include "core/io/descriptor_limit.h"
#include "tests/unit/random_tree.h"

#include <QTest>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <random>

using namespace rz;
using namespace rz::test;

namespace {

// A number from the environment, for playing a run again or for a longer one.
std::uint64_t wished(const char* variable, std::uint64_t usual)
{
    bool ok = false;
    const std::uint64_t value = qEnvironmentVariable(variable).toULongLong(&ok);
    return ok ? value : usual;
}

std::ptrdiff_t openDescriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

// Two descriptors for each context.
std::size_t affordable(std::size_t contexts)
{
    return std::min(contexts, io::raiseDescriptorLimit() / 3);
}

}  // namespace

// Thousands of contexts that come, go, call, write and lie, at random. RHIZOME_SEED plays a run again; RHIZOME_STEPS makes it longer.
class RoutingRandomTest : public QObject {
    Q_OBJECT

private slots:
    void everyCallEndsOnceAndEveryLetterArrives()
    {
        const RandomTree::Plan plan{.seed = wished("RHIZOME_SEED", std::random_device()()),
                                    .contexts = affordable(wished("RHIZOME_CONTEXTS", 2000))};
        const int steps = static_cast<int>(wished("RHIZOME_STEPS", 20'000));
        qInfo("RHIZOME_SEED=%llu RHIZOME_CONTEXTS=%zu RHIZOME_STEPS=%d", static_cast<unsigned long long>(plan.seed),
              plan.contexts, steps);
        const std::ptrdiff_t before = openDescriptors();
        RandomTree::Done done;
        {
            RandomTree tree(plan);
            for (int part = 0; part < 10; ++part) {
                QVERIFY2(tree.run(steps / 10), tree.failure().c_str());
                QVERIFY2(tree.settle(), tree.failure().c_str());
            }
            QVERIFY2(tree.end(), tree.failure().c_str());
            done = tree.done();
        }
        qInfo("%d connected, %zu at once, %d cuts; %d calls: %d answered, %d lost, %d cancelled, %d refused; %d of %d "
              "letters; %d "
              "lies",
              done.connected, done.most, done.cut, done.calls, done.answered, done.failed, done.cancelled, done.refused,
              done.delivered, done.letters, done.forged);
        QCOMPARE(done.answered + done.failed + done.cancelled + done.refused, done.calls);
        QVERIFY(done.answered > 0 && done.failed > 0 && done.cancelled > 0 && done.refused > 0 && done.forged > 0);
        // A quarter of the steps connect somebody until there are enough.
        QVERIFY(done.most >= plan.contexts || static_cast<std::size_t>(steps) < plan.contexts * 10);
        QCOMPARE(openDescriptors(), before);
    }
};

QTEST_GUILESS_MAIN(RoutingRandomTest)
#include "routing_random_test.moc"
