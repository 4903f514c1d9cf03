// Mitogen's own test modules with agents between its master and its children, where a checkout of it is at hand.
#include "core/base/str.h"
#include "tests/interop/pythons.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"

#include <QDir>
#include <QTest>

using namespace rz;

class UpstreamTest : public QObject {
    Q_OBJECT

private slots:
    void whatPassesWithoutAgentsPassesThroughThem_data();
    void whatPassesWithoutAgentsPassesThroughThem();
};

void UpstreamTest::whatPassesWithoutAgentsPassesThroughThem_data()
{
    const QString source = qEnvironmentVariable("RHIZOME_MITOGEN_SOURCE");
    if (!QDir(source + QStringLiteral("/tests")).exists() || source.isEmpty())
        QSKIP("RHIZOME_MITOGEN_SOURCE names no checkout of Mitogen");
    QTest::addColumn<QString>("source");
    QTest::addColumn<int>("agents");
    for (const int agents : {1, 2})
        QTest::newRow(str(agents, agents == 1 ? " agent" : " agents").c_str()) << source << agents;
}

void UpstreamTest::whatPassesWithoutAgentsPassesThroughThem()
{
    QFETCH(const QString, source);
    QFETCH(const int, agents);
    std::vector<std::string> command{"/usr/bin/python3",   test::sourcePath("tests/interop/upstream.py"),
                                     source.toStdString(), test::binary("rhizome-agent"),
                                     "--between",          str(agents)};
    for (const test::Python& python : test::pythons()) {
        if (python.major == 2 && python.name.starts_with("CPython"))
            command.insert(command.end(), {"--python2", python.path});
    }
    const test::Ran ran = test::run(command, {}, std::chrono::minutes(14));
    qInfo("%s", ran.output.c_str());
    QVERIFY(ran.ok());
}

QTEST_GUILESS_MAIN(UpstreamTest)
#include "upstream_test.moc"
