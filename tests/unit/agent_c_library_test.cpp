// What stands in the agent for parts of the C library answers as the C library does.

#include "tests/support/paths.h"
#include "tests/unit/c_library_answers.h"

#include <QProcess>
#include <QTest>

class AgentCLibraryTest : public QObject {
    Q_OBJECT

private slots:
    void itAnswersAsTheCLibraryOfThisMachineDoes();
};

void AgentCLibraryTest::itAnswersAsTheCLibraryOfThisMachineDoes()
{
    QProcess probe;
    probe.start(QString::fromStdString(rz::test::buildPath("tests/agent_c_library_probe")), {});
    QVERIFY(probe.waitForFinished());
    QCOMPARE(probe.exitStatus(), QProcess::NormalExit);
    QCOMPARE(probe.exitCode(), 0);

    const QList<QByteArray> answers = probe.readAllStandardOutput().split('\n');
    const QList<QByteArray> expected = QByteArray::fromStdString(cLibraryAnswers()).split('\n');
    QVERIFY(expected.size() > 400);
    for (qsizetype i = 0; i < std::min(answers.size(), expected.size()); ++i)
        QCOMPARE(answers.at(i), expected.at(i));
    QCOMPARE(answers.size(), expected.size());
}

QTEST_GUILESS_MAIN(AgentCLibraryTest)

#include "agent_c_library_test.moc"
