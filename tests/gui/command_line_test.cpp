#include "app/main/command_line.h"
#include "tests/support/paths.h"
#include "tests/support/traces.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace rz::app;
using Wish = CommandLine::Wish;

class CommandLineTest : public QObject {
    Q_OBJECT

private slots:
    void withoutArgumentsOpensAWindow() { QCOMPARE(readCommandLine({u"rhizome"_s}).wish, Wish::Window); }

    void helpAndVersionArePrinted()
    {
        const auto help = readCommandLine({u"rhizome"_s, u"--help"_s});
        QCOMPARE(help.wish, Wish::Print);
        QVERIFY(help.text.contains(u"--chain"_s));
        const auto version = readCommandLine({u"rhizome"_s, u"--version"_s});
        QCOMPARE(version.wish, Wish::Print);
        QVERIFY(version.text.startsWith(u"rhizome "_s));
    }

    void takesAChainAndASettingsFolder()
    {
        const auto line =
            readCommandLine({u"rhizome"_s, u"--chain"_s, u"ssh:alice@web1|local"_s, u"--settings"_s, u"/tmp/x"_s});
        QCOMPARE(line.wish, Wish::Window);
        QCOMPARE(line.chain.size(), 2u);
        QCOMPARE(line.settingsFolder, u"/tmp/x"_s);
    }

    void complainsAboutWhatItCannotRead_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        QTest::newRow("a chain") << QStringList{u"--chain"_s, u"ssh:"_s} << u"column"_s;
        QTest::newRow("an option") << QStringList{u"--frobnicate"_s} << u"frobnicate"_s;
        QTest::newRow("an argument") << QStringList{u"ssh:web1"_s} << u"ssh:web1"_s;
    }
    void complainsAboutWhatItCannotRead()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, named);
        const auto line = readCommandLine(QStringList{u"rhizome"_s} + arguments);
        QCOMPARE(line.wish, Wish::Complain);
        QVERIFY2(line.text.contains(named), qPrintable(line.text));
    }

    void aProfiledDesktopLeavesTracesOfItsThreads()
    {
        const QTemporaryDir settings;
        QProcess desktop;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"RHIZOME_PROFILING"_s, u"1"_s);
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        desktop.setProcessEnvironment(environment);
        desktop.start(QString::fromStdString(rz::test::binary("rhizome")),
                      {u"--settings"_s, settings.path(), u"--quit-after-paint"_s});
        QVERIFY(desktop.waitForStarted());
        const auto pid = static_cast<pid_t>(desktop.processId());
        QVERIFY(desktop.waitForFinished());
        QCOMPARE(desktop.exitCode(), 0);
        const auto traces = rz::test::tracesOf(pid);
        for (const char* const thread : {"gui", "broker"})
            QVERIFY2(rz::test::traceOf(traces, thread).whole, thread);
    }
};

QTEST_GUILESS_MAIN(CommandLineTest)
#include "command_line_test.moc"
