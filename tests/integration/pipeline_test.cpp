// The example pipeline: calls that go through several hops, in one round trip.

#include "core/base/str.h"
#include "tests/integration/example_fixture.h"
#include "tests/integration/held_hops.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <optional>
#include <string>

using namespace rz;
using namespace rz::test;

class PipelineTest : public QObject {
    Q_OBJECT

private slots:
    void aPipelineGoesThroughThreeHops_data() { addWays(); }
    void aPipelineGoesThroughThreeHops()
    {
        QFETCH(const bool, bySsh);
        if (const std::string reason = whyNot(bySsh); !reason.empty())
            QSKIP(reason.c_str());
        std::string chain = "local|local|local";
        std::optional<SshTarget> ssh;
        if (bySsh)
            chain = str(ssh.emplace().chain(), "|local|local");
        const Ran ran = run({example("pipeline"), chain});
        QVERIFY2(ran.ok(), ran.output.c_str());
        QVERIFY2(ran.output.starts_with("(80 + 4) / 2 = 42 in "), ran.output.c_str());
        QVERIFY2(ran.output.find("1 / 0: builtins.ValueError: there is nothing to divide by") != std::string::npos,
                 ran.output.c_str());
    }

    void aPipelineIsOneRoundTrip()
    {
        const TempDir directory;
        const std::string output = directory.file("output");
        WatchedHop third;
        Background pipeline({example("pipeline"), str("local|local|", third.chain())}, output);
        // All of its calls are there before the first answer leaves.
        QVERIFY(waitUntil([&] { return third.calls() == 4; }));
        QVERIFY(pipeline.running());
        QCOMPARE(readFile(output), std::string());
        third.letAnswersPass();
        QVERIFY(waitUntil([&] { return !pipeline.running(); }));
        QVERIFY2(readFile(output).starts_with("(80 + 4) / 2 = 42 in "), readFile(output).c_str());
    }
};

QTEST_GUILESS_MAIN(PipelineTest)
#include "pipeline_test.moc"
