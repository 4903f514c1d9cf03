#include "core/io/descriptor_limit.h"
#include "tests/unit/random_tree.h"
#include "tests/unit/wished.h"

#include <QTest>

#include <filesystem>
#include <iterator>
#include <random>

using namespace rz;
using namespace rz::test;

namespace {

std::ptrdiff_t openDescriptors()
{
    return std::distance(std::filesystem::directory_iterator("/proc/self/fd"), {});
}

// Two descriptors for each context, and some to spare.
bool affordable(std::size_t contexts)
{
    return contexts <= io::raiseDescriptorLimit() / 3;
}

}  // namespace

// Thousands of contexts that come, go, call, write and lie, at random. RHIZOME_SEED plays a run again, RHIZOME_STEPS makes it
// longer, and RHIZOME_ROUNDS plays the following seeds as well.
class RoutingRandomTest : public QObject {
    Q_OBJECT

private slots:
    void everyCallEndsOnceAndEveryLetterArrives_data()
    {
        QTest::addColumn<bool>("unidirectional");
        QTest::addColumn<int>("contexts");
        QTest::addColumn<int>("steps");
        QTest::addRow("everybody may write to everybody") << false << 2000 << 20'000;
        QTest::addRow("unidirectional") << true << 300 << 4'000;
    }
    void everyCallEndsOnceAndEveryLetterArrives()
    {
        QFETCH(const bool, unidirectional);
        QFETCH(const int, contexts);
        QFETCH(const int, steps);
        const std::size_t wanted = wished("RHIZOME_CONTEXTS", static_cast<std::uint64_t>(contexts));
        if (!affordable(wanted))
            QSKIP("A process may not open the descriptors of so many contexts here.");
        const std::uint64_t seed = wished("RHIZOME_SEED", std::random_device()());
        const std::uint64_t rounds = wished("RHIZOME_ROUNDS", 1);
        for (std::uint64_t round = 0; round < rounds && !QTest::currentTestFailed(); ++round) {
            play({.seed = seed + round, .contexts = wanted, .unidirectional = unidirectional},
                 static_cast<int>(wished("RHIZOME_STEPS", static_cast<std::uint64_t>(steps))));
        }
    }

    // Or a seed would not play a run again.
    void theSameSeedIsTheSameRun()
    {
        const auto fingerprint = [](std::uint64_t seed) {
            RandomTree tree({.seed = seed, .contexts = 40});
            [&] { QVERIFY2(tree.run(1500) && tree.settle() && tree.end(), tree.failure().c_str()); }();
            return tree.fingerprint();
        };
        const std::uint64_t seed = wished("RHIZOME_SEED", std::random_device()());
        QCOMPARE(fingerprint(seed), fingerprint(seed));
        QVERIFY(fingerprint(seed) != fingerprint(seed + 1));
    }

private:
    static void play(const RandomTree::Plan& plan, int steps)
    {
        const QByteArray again = QStringLiteral("RHIZOME_SEED=%1 RHIZOME_CONTEXTS=%2 RHIZOME_STEPS=%3")
                                     .arg(plan.seed)
                                     .arg(plan.contexts)
                                     .arg(steps)
                                     .toUtf8();
        qInfo("%s", again.constData());
        const std::ptrdiff_t before = openDescriptors();
        RandomTree::Done done;
        {
            RandomTree tree(plan);
            bool good = true;
            for (int part = 0; part < 10 && good; ++part)
                good = tree.run(steps / 10) && tree.settle();
            if (!good || !tree.end()) {
                for (const std::string& step : tree.lastSteps())
                    qInfo("%s", step.c_str());
                QFAIL((again + ": " + tree.failure().c_str()).constData());
            }
            done = tree.done();
        }
        qInfo("%d connected, %zu at once, %d cuts; %d calls: %d answered, %d lost, %d cancelled, %d late, %d refused, "
              "%d failed; %d of %d letters, %d values, %d losses told; %d storms with %zu full queues; %d lies, %d "
              "expelled",
              done.connected, done.most, done.cut, done.calls, done.answered, done.failed, done.cancelled, done.late,
              done.refused, done.raised, done.delivered, done.letters, done.values, done.noticed, done.storms,
              done.congested, done.forged, done.expelled);
        QCOMPARE(done.answered + done.failed + done.cancelled + done.late + done.refused + done.raised, done.calls);
        QVERIFY(done.answered > 0 && done.failed > 0 && done.cancelled > 0 && done.refused > 0 && done.raised > 0);
        QVERIFY(done.values > 0 && done.noticed > 0 && done.forged > 0 && done.expelled > 0 && done.storms > 0);
        // A queue in the middle was full: whoever fed it had to wait. Where few may write to each other that is left to chance.
        QVERIFY(plan.unidirectional || done.congested > 0);
        // A quarter of the steps connect somebody until there are enough.
        QVERIFY(done.most >= plan.contexts || static_cast<std::size_t>(steps) < plan.contexts * 10);
        QCOMPARE(openDescriptors(), before);
    }
};

QTEST_GUILESS_MAIN(RoutingRandomTest)
#include "routing_random_test.moc"
