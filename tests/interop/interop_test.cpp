// Runs the Python scripts beside this file, each with a stock Mitogen master that starts our agent.

#include "tests/interop/pythons.h"
#include "tests/support/paths.h"

#include "core/base/str.h"

#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QTest>

class InteropTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aStockMitogenMasterWorksWithTheAgent_data();
    void aStockMitogenMasterWorksWithTheAgent();
};

namespace {

const QString Python = QStringLiteral("/usr/bin/python3");  // the one that Debian's mitogen is installed for
const QString Scripts = QString::fromStdString(rz::test::sourcePath("tests/interop/"));
const QString Agent = QString::fromStdString(rz::test::binary("rhizome-agent"));
constexpr int Deadline = 150'000;

}  // namespace

void InteropTest::initTestCase()
{
    QVERIFY2(QFileInfo(Agent).isExecutable(), qPrintable(Agent));
    QProcess python;
    python.start(Python, {QStringLiteral("-c"), QStringLiteral("import mitogen.master")});
    QVERIFY(python.waitForFinished(Deadline));
    QVERIFY2(python.exitCode() == 0, "python3-mitogen is not installed");
}

void InteropTest::aStockMitogenMasterWorksWithTheAgent_data()
{
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("mitogen");
    for (const std::string& mitogen : rz::test::mitogens()) {
        for (const char* const name : {"values", "errors", "logs", "python_functions", "via", "python_children",
                                       "files", "hostile", "detach", "shutdown"})
            QTest::newRow(rz::str(name, ", ", mitogen).c_str())
                << Scripts + QLatin1String(name) + QStringLiteral(".py") << QString::fromStdString(mitogen);
    }
}

void InteropTest::aStockMitogenMasterWorksWithTheAgent()
{
    QFETCH(const QString, script);
    QFETCH(const QString, mitogen);
    QProcess python;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PYTHONPATH"), mitogen);
    python.setProcessEnvironment(environment);
    python.setProcessChannelMode(QProcess::MergedChannels);
    python.start(Python, {QStringLiteral("-B"), script, Agent,
                          QString::fromStdString(rz::test::sourcePath("tests/golden/hostile.json")),
                          QString::fromStdString(rz::test::binary("leaver"))});
    const bool ended = python.waitForFinished(Deadline);
    if (!ended)
        python.kill();
    const QByteArray output = python.readAll();
    QVERIFY2(ended, output.constData());
    QVERIFY2(python.exitStatus() == QProcess::NormalExit && python.exitCode() == 0, output.constData());
}

QTEST_GUILESS_MAIN(InteropTest)
#include "interop_test.moc"
