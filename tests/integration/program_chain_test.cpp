// What is left of a chain that could not be made to its end, in a program that goes on.

#include "tests/support/paths.h"
#include "tests/support/run.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

class ProgramChainTest : public QObject {
    Q_OBJECT

private slots:
    void theHopsBeforeOneThatFailsAreShutDown()
    {
        const Ran ran = run({binary("chain"), "local|local|docker:rhizome-nowhere"});
        QVERIFY2(ran.output.find("docker rhizome-nowhere") != std::string::npos, ran.output.c_str());
        QCOMPARE(ran.status, 0);
    }
};

QTEST_GUILESS_MAIN(ProgramChainTest)
#include "program_chain_test.moc"
