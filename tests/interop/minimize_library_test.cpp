// Every module of Python's standard library, minimized, is what Python itself takes for the same program.
#include "core/base/str.h"
#include "core/modules/minimize.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"

#include <QDirIterator>
#include <QProcess>
#include <QTest>

using namespace rz;

class MinimizeLibraryTest : public QObject {
    Q_OBJECT

private slots:
    void everyStatementStaysWhatAndWhereItIs();
};

void MinimizeLibraryTest::everyStatementStaysWhatAndWhereItIs()
{
    const QString python = QStringLiteral("/usr/bin/python3");
    QProcess where;
    where.start(python, {QStringLiteral("-c"), QStringLiteral("import os; print(os.path.dirname(os.__file__))")});
    if (!where.waitForFinished() || where.exitCode() != 0)
        QSKIP("there is no python3");
    const QString library = QString::fromLocal8Bit(where.readAllStandardOutput()).trimmed();

    const test::TempDir directory;
    int number = 0;
    QDirIterator files(library, {QStringLiteral("*.py")}, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const std::string path = files.next().toStdString();
        directory.write(str(number, ".py"), modules::minimizeSource(test::readFile(path)));
        directory.write(str(number, ".path"), path);
        ++number;
    }
    QProcess compare;
    compare.setProcessChannelMode(QProcess::MergedChannels);
    compare.start(python, {QString::fromStdString(test::sourcePath("tests/interop/minimized.py")),
                           QString::fromStdString(directory.path())});
    QVERIFY(compare.waitForFinished(240'000));
    const QByteArray output = compare.readAll();
    QVERIFY2(compare.exitStatus() == QProcess::NormalExit && compare.exitCode() == 0, output.constData());
}

QTEST_GUILESS_MAIN(MinimizeLibraryTest)
#include "minimize_library_test.moc"
