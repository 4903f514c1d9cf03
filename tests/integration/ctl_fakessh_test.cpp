// rhizomectl in place of ssh, and around programs that want it.

#include "core/base/str.h"
#include "tests/integration/ctl_run.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

class CtlFakesshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
    }

    void aCommandIsRunAsBySsh()
    {
        const auto ended = CtlRun().run({"ssh", "-p", "22", "local|local", "cat; echo err >&2; exit 5"}, "in\n");
        QCOMPARE(ended.out, QStringLiteral("in\n"));
        QCOMPARE(ended.err, QStringLiteral("err\n"));
        QCOMPARE(ended.status, 5);
        QCOMPARE(CtlRun().run({"ssh", "local", "kill", "-9", "$$"}).status, 255);
    }

    void whatSshCannotDoIsWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("no chain") << QStringList{"ssh"} << "usage: ssh";
        QTest::newRow("forwarding") << QStringList{"ssh", "-D", "1080", "local"} << "forwarding is not possible";
        QTest::newRow("version") << QStringList{"ssh", "-V"} << "neither -G nor -V";
        QTest::newRow("no such method") << QStringList{"ssh", "nowhere"} << "chain nowhere";
        QTest::newRow("no program") << QStringList{"fakessh", "local"} << "rhizomectl fakessh CHAIN -- PROGRAM";
    }
    void whatSshCannotDoIsWrongUsage()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, said);
        const auto ended = CtlRun().run(arguments);
        QCOMPARE(ended.status, 2);
        QVERIFY2(ended.err.contains(said), qPrintable(ended.err));
    }

    void aTerminalIsOneAtBothEnds()
    {
        const CtlRun ctl;
        const auto process =
            ctl.beginOnTerminal({"ssh", "-t", "local", "echo begun; read line; echo \"<$line>\"; tty"});
        CtlRun::readUntil(*process, QStringLiteral("begun"));
        process->write("typed\r");
        const auto ended = CtlRun::end(*process);
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.out.contains(QStringLiteral("typed\r\n<typed>\r\n/dev/pts/")), qPrintable(ended.out));
    }

    void keysThatInterruptAreTheCommands()
    {
        const CtlRun ctl;
        const auto process = ctl.beginOnTerminal(
            {"ssh", "-t", "local", R"(trap "echo caught; exit 9" INT; echo rea""dy; while :; do sleep 0.1; done)"});
        CtlRun::readUntil(*process, QStringLiteral("ready"));
        process->write("\x03");
        const auto ended = CtlRun::end(*process);
        QVERIFY2(ended.out.contains(QStringLiteral("caught")), qPrintable(ended.out));
        QCOMPARE(ended.status, 9);
    }

    // Words need not be text.
    void bytesArePassedOnAsTheyAre()
    {
        const TempDir directory;
        const std::string name = "n\xff\xc3\xa4";
        writeFile(directory.file(name), "content");
        const std::string ctl = str(binary("rhizomectl"), " --ssh-config none --ask never ");
        const auto shell = [&directory](const std::string& script) {
            return test::run({"sh", "-c", str("cd ", directory.path(), "; ", script)});
        };
        const Ran copied =
            shell(str(ctl, "fakessh local -- rsync '", name, "' 'remote:", directory.file("to\xfe"), "'"));
        QVERIFY2(copied.ok(), copied.output.c_str());
        QCOMPARE(readFile(directory.file("to\xfe")), std::string("content"));
        QCOMPARE(shell(str(ctl, "ssh local printf %s '", name, "'")).output, name);
        QCOMPARE(shell(str(ctl, "run local -- printf %s '", name, "'")).output, name);
        QCOMPARE(shell(str(ctl, "call local os.getenv HOM\xc3\x84")).output, std::string("null\n"));
    }

    void rsyncCopiesThroughIt()
    {
        const TempDir directory;
        const QString from = QString::fromStdString(directory.write("from", "content"));
        const QString to = QString::fromStdString(directory.file("to"));
        const auto ended = CtlRun().run({"fakessh", "local|local", "--", "rsync", "-a", from, "remote:" + to});
        QVERIFY2(ended.status == 0, qPrintable(ended.err));
        QCOMPARE(readFile(to.toStdString()), std::string("content"));
        QCOMPARE(CtlRun().run({"fakessh", "local", "--", "rsync", "remote:/no/such/file", to}).status, 23);
        QCOMPARE(CtlRun().run({"fakessh", "local", "--", "sh", "-c", "kill -9 $$"}).status, 128 + 9);
        QCOMPARE(CtlRun().run({"fakessh", "local", "--", "/no/such/program"}).status, 255);
    }

    // Such a context has no sessions; an agent as a child of it has.
    void aPythonContextSaysWhatToDo()
    {
        if (!run({"/usr/bin/python3", "-c", "import mitogen"}).ok())
            QSKIP("needs python3 and python3-mitogen");
        const TempDir directory;
        const QString from = QString::fromStdString(directory.write("from", "content"));
        const QString to = QString::fromStdString(directory.file("to"));
        const QString python = QStringLiteral("local{python_path=/usr/bin/python3}");
        const QString said =
            QStringLiteral("this is a Python context, which has no sessions for ssh; connect it without "
                           "python_path, or put one more hop behind it: local{python_path=PATH}, "
                           "PATH being a rhizome-agent there");
        auto ended = CtlRun().run({"ssh", python, "true"});
        QCOMPARE(ended.status, 255);
        QCOMPARE(ended.err, QStringLiteral("rhizomectl: %1\n").arg(said));
        ended = CtlRun().run({"fakessh", python, "--", "rsync", from, "remote:" + to});
        QVERIFY(ended.status != 0);
        QVERIFY2(ended.err.startsWith(QStringLiteral("ssh: %1\r\n").arg(said)), qPrintable(ended.err));

        const QString chain =
            QStringLiteral("%1|local{python_path=%2}").arg(python).arg(binary("rhizome-agent").c_str());
        ended = CtlRun().run({"ssh", chain, "cat; exit 4"}, "in");
        QCOMPARE(ended.out, QStringLiteral("in"));
        QCOMPARE(ended.status, 4);
        ended = CtlRun().run({"fakessh", chain, "--", "rsync", from, "remote:" + to});
        QVERIFY2(ended.status == 0, qPrintable(ended.err));
        QCOMPARE(readFile(to.toStdString()), std::string("content"));
    }

    void itsTimeMayBeOver()
    {
        const auto ended = CtlRun().run({"--timeout", "0.5", "fakessh", "local", "--", "ssh", "host", "sleep", "60"});
        QCOMPARE(ended.status, 255);
        QVERIFY2(ended.err.contains(QStringLiteral("its time was over")), qPrintable(ended.err));
    }

    // nohup, and the background of a shell.
    void whatItIsKeptFromItsProgramIsKeptFrom()
    {
        const Ran ran = run({"sh", "-c",
                             str("trap '' HUP INT QUIT TERM; exec ", binary("rhizomectl"),
                                 " --ssh-config none --ask never fakessh local -- sh -c '"
                                 "for s in HUP INT QUIT TERM; do kill -$s $PPID $$; done; ssh h echo it lives'")});
        QVERIFY2(ran.output == "it lives\n" && ran.ok(), ran.output.c_str());
    }

    void nothingIsLeftBehind()
    {
        const CtlRun ctl;
        {
            const auto process = ctl.begin({"fakessh", "local", "--", "ssh", "host", "echo there; sleep 7654.341"});
            CtlRun::readUntil(*process, QStringLiteral("there"));
            process->terminate();
            CtlRun::end(*process);
        }
        QVERIFY(waitUntil([&ctl] { return ctl.processes().empty() && !run({"pgrep", "-fx", "sleep 7654.341"}).ok(); }));
    }
};

QTEST_GUILESS_MAIN(CtlFakesshTest)
#include "ctl_fakessh_test.moc"
