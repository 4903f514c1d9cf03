// A signal that tells the desktop to end, which a platform's own threads must not be the ones to receive.
#include "core/qt/quit_signals.h"
#include "tests/support/paths.h"

#include <QFileInfo>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;
using namespace rz;

class QuitSignalsTest : public QObject {
    Q_OBJECT

private slots:
    void theDesktopEndsInOrder_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGTERM") << SIGTERM;
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGHUP") << SIGHUP;
    }

    void theDesktopEndsInOrder()
    {
        QFETCH(const int, signal);
        const QTemporaryDir folder;
        QProcess program;
        program.start(QString::fromStdString(test::binary("rhizome")), {u"--settings"_s, folder.path()});
        QVERIFY(program.waitForStarted());
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo(folder.filePath(u"rhizome.lock"_s)).size() > 0, 30'000);
        ::kill(static_cast<pid_t>(program.processId()), signal);
        QVERIFY(program.waitForFinished());
        QCOMPARE(program.exitStatus(), QProcess::NormalExit);
        // What is written at the end is there.
        QVERIFY(QSettings(folder.filePath(u"rhizome.ini"_s), QSettings::IniFormat).contains(u"window/geometry"_s));
    }
};

QTEST_GUILESS_MAIN(QuitSignalsTest)
#include "quit_signals_test.moc"
