// rhizomectl as its manual page describes it, over local contexts; ctl_ssh_test goes over ssh.

#include "core/connect/method.h"
#include "tests/integration/ctl_run.h"
#include "tests/support/run.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>

using namespace rz;
using namespace rz::test;

namespace {

QStringList words(std::initializer_list<const char*> list)
{
    QStringList out;
    for (const char* word : list)
        out << QString::fromUtf8(word);
    return out;
}

}  // namespace

class CtlTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
    }

    void aCallPrintsItsResult_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("printed");
        QTest::newRow("text is printed as it is")
            << words({"call", "local", "fs.readlink", "/proc/self/root"}) << "/\n";
        QTest::newRow("text as json") << words({"--json", "call", "local", "fs.readlink", "\"/proc/self/root\""})
                                      << "\"/\"\n";
        QTest::newRow("a hop further") << words({"call", "local|local", "fs.readlink", "/proc/self/root"}) << "/\n";
        QTest::newRow("by name") << words({"call", "local", "fs.readlink", "path=\"/proc/self/root\""}) << "/\n";
    }

    void aCallPrintsItsResult()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, printed);
        const auto ended = CtlRun().run(arguments);
        QCOMPARE(ended.err, QString());
        QCOMPARE(ended.out, printed);
        QCOMPARE(ended.status, 0);
    }

    void aDictIsPrintedAsJson()
    {
        const auto ended = CtlRun().run(words({"call", "local", "proc.run", R"(["sh","-c","exit 3"])"}));
        QCOMPARE(ended.status, 0);
        QCOMPARE(QJsonDocument::fromJson(ended.out.toUtf8()).object().value(u"status").toInt(), 3);
    }

    // Whose class nobody else has.
    void anObjectOfPythonIsDescribed()
    {
        if (!run({"/usr/bin/python3", "-c", "import mitogen"}).ok())
            QSKIP("needs python3 and python3-mitogen");
        const auto ended = CtlRun().run(words({"call", "local{python_path=/usr/bin/python3}", "platform.uname"}));
        QCOMPARE(ended.err, QString());
        const QJsonObject described = QJsonDocument::fromJson(ended.out.toUtf8()).object();
        QCOMPARE(described.value(u"$class").toString(), QStringLiteral("platform.uname_result"));
        const QJsonArray fields = described.value(u"$args").toObject().value(u"$tuple").toArray();
        QCOMPARE(fields.at(0).toString(), QStringLiteral("Linux"));
        QCOMPARE(fields.at(2).toString(), QSysInfo::kernelVersion());
    }

    void theExitStatusSaysWhatWentWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QStringList>("said");
        QTest::newRow("the function failed")
            << words({"call", "local", "fs.readlink", "/no/such/file"}) << 1
            << words({"rhizomectl: ", "/no/such/file", "No such file", "hop:   local", "step:  call fs.readlink"});
        QTest::newRow("no such function") << words({"call", "local", "os.getpit"}) << 1
                                          << words({"has no attribute 'getpit'", "Did you mean: 'getpid'?"});
        QTest::newRow("wrong argument") << words({"call", "local", "fs.readlink", "7"}) << 1
                                        << words({"fs.readlink() argument 'path'"});
        QTest::newRow("no command") << QStringList() << 2 << words({"no command given; see rhizomectl --help"});
        QTest::newRow("unknown command") << words({"frob", "local"}) << 2 << words({"there is no command \"frob\""});
        QTest::newRow("unknown option") << words({"--frob", "tree", "local"}) << 2 << words({"frob"});
        QTest::newRow("bad chain") << words({"tree", "local|telnet:x"}) << 2
                                   << words({"chain local|telnet:x: column 7: there is no connection method \"telnet\"",
                                             "known are ssh, local"});
        QTest::newRow("bad --host-key") << words({"--host-key", "maybe", "tree", "local"}) << 2
                                        << words(
                                               {"--host-key is \"maybe\"; it must be ask, enforce, accept or ignore"});
        QTest::newRow("bad --timeout") << words({"--timeout", "soon", "tree", "local"}) << 2
                                       << words({"--timeout takes a number of seconds"});
        QTest::newRow("a hop cannot be made")
            << words({"call", "ssh:no-such-host.invalid", "os.getpid"}) << 3
            << words({"cannot find the address of no-such-host.invalid", "hop:   ssh no-such-host.invalid",
                      "step:  resolve", "cause:", "try:"});
        QTest::newRow("a context that cannot do it")
            << words({"call", "local|ssh:a", "os.getpid"}) << 3 << words({"hop:   local › ssh a"});
        QTest::newRow("time is over") << words({"--timeout", "0.2", "call", "local", "proc.run", R"(["sleep","1000"])"})
                                      << 5 << words({"no answer within 0.2 s", "hop:   local", "step:  call proc.run"});
    }

    void theExitStatusSaysWhatWentWrong()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const int, status);
        QFETCH(const QStringList, said);
        const auto ended = CtlRun().run(arguments);
        for (const QString& part : said)
            QVERIFY2(ended.err.contains(part), qPrintable(part + " is not in: " + ended.err));
        QCOMPARE(ended.out, QString());
        QCOMPARE(ended.status, status);
    }

    void anErrorAsJsonHasTheSameParts()
    {
        const auto ended = CtlRun().run(words({"--json", "call", "ssh:no-such-host.invalid", "os.getpid"}));
        const QJsonObject error = QJsonDocument::fromJson(ended.err.toUtf8()).object();
        QCOMPARE(error.value(u"error").toString(), QStringLiteral("StreamError"));
        QCOMPARE(error.value(u"hop").toString(), QStringLiteral("ssh no-such-host.invalid"));
        QCOMPARE(error.value(u"step").toString(), QStringLiteral("resolve"));
        QVERIFY(error.contains(u"text") && error.contains(u"cause") && error.contains(u"fix"));
        QCOMPARE(ended.status, 3);
    }

    // Of a chain that is none, and of one that is: both name what they were given.
    void errorsDoNotSteerTheTerminal_data()
    {
        QTest::addColumn<QString>("chain");
        QTest::newRow("read") << QStringLiteral("ssh:no\x1b[2Jsuch.invalid");
        QTest::newRow("connected") << QStringLiteral("ssh:\"no\x1b[2Jsuch.invalid\"");
    }

    void errorsDoNotSteerTheTerminal()
    {
        QFETCH(const QString, chain);
        const auto ended = CtlRun().run({QStringLiteral("call"), chain, QStringLiteral("os.getpid")});
        QVERIFY2(ended.err.contains(QStringLiteral("no[2Jsuch.invalid")), qPrintable(ended.err));
        QVERIFY(!ended.err.contains(QChar(0x1b)));
    }

    // The first line says what failed; where is said once.
    void aFailedCallIsNamedOnce()
    {
        const auto ended = CtlRun().run(words({"call", "local", "fs.readlink", "/no/such/file"}));
        QCOMPARE(ended.err.count(QStringLiteral("fs.readlink()")), 1);
    }

    void anInterruptedCallEndsWithSix()
    {
        const CtlRun ctl;
        const auto process = ctl.begin(words({"-v", "call", "local", "proc.run", R"(["sleep","1000"])"}));
        const auto pid = static_cast<pid_t>(process->processId());
        QVERIFY(waitUntil([&] { return ctl.processes().size() == 3; }));
        ::kill(pid, SIGINT);
        const auto ended = CtlRun::end(*process);
        QCOMPARE(ended.status, 6);
        QVERIFY2(ended.err.contains(u"interrupted"), qPrintable(ended.err));
        QVERIFY(waitUntil([&] { return ctl.processes().empty(); }));
    }

    void runKeepsTheStreamsApartAndTheStatus()
    {
        const auto ended = CtlRun().run(words({"run", "local", "--", "sh", "-c", "echo out; echo err >&2; exit 7"}));
        QCOMPARE(ended.out, QStringLiteral("out\n"));
        QCOMPARE(ended.err, QStringLiteral("err\n"));
        QCOMPARE(ended.status, 7);
    }

    void runTellsTheSignalAsAShellDoes()
    {
        QCOMPARE(CtlRun().run(words({"run", "local", "--", "sh", "-c", "kill -TERM $$"})).status, 128 + SIGTERM);
    }

    void runPassesOptionsBehindTheDashesOn()
    {
        const auto ended = CtlRun().run(words({"run", "local", "--", "echo", "--json", "-v"}));
        QCOMPARE(ended.out, QStringLiteral("--json -v\n"));
    }

    void runStreamsItsInput()
    {
        QByteArray input;
        while (input.size() < 3'000'000)
            input += QByteArray::number(input.size()) + '\n';
        const auto ended = CtlRun().run(words({"run", "local|local", "--", "cat"}), input);
        QCOMPARE(ended.status, 0);
        QVERIFY(ended.out.toUtf8() == input);
    }

    // Each answer comes while the input is still open.
    void runAnswersLineByLine()
    {
        const CtlRun ctl;
        const auto process = ctl.begin(words({"run", "local", "--", "cat"}));
        for (const QByteArray line : {"one\n", "two\n"}) {
            process->write(line);
            QCOMPARE(CtlRun::readUntil(*process, "\n"), QString(line));
        }
        process->closeWriteChannel();
        QCOMPARE(CtlRun::end(*process).status, 0);
    }

    void runEndsWhenNobodyReadsItsOutput()
    {
        const CtlRun ctl;
        const auto ended = ctl.runInto("head -1", words({"run", "local|local", "--", "yes"}));
        QCOMPARE(ended.out, QStringLiteral("y\n"));
        QCOMPARE(ended.status, 128 + SIGPIPE);
        QVERIFY(waitUntil([&] { return ctl.processes().empty(); }));
    }

    void whatCannotBeRunIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("said");
        QTest::newRow("no such program") << words({"run", "local", "--", "no-such-program"}) << "no-such-program";
        QTest::newRow("no such host") << words({"run", "ssh:no-such-host.invalid", "--", "true"}) << "step:  resolve";
        QTest::newRow("time is over") << words({"--timeout", "0.2", "run", "local", "--", "sleep", "1000"})
                                      << "its time was over";
    }

    void whatCannotBeRunIsSaid()
    {
        QFETCH(const QStringList, arguments);
        QFETCH(const QString, said);
        const auto ended = CtlRun().run(arguments);
        QVERIFY2(ended.err.contains(said), qPrintable(ended.err));
        QCOMPARE(ended.out, QString());
        QCOMPARE(ended.status, 255);
    }

    void interruptingRunEndsTheProgramThere()
    {
        const CtlRun ctl;
        const auto process = ctl.begin(words({"run", "local|local", "--", "sh", "-c", "echo begun; exec sleep 1000"}));
        QVERIFY(process->waitForReadyRead(30'000));
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const auto ended = CtlRun::end(*process);
        QVERIFY2(ended.err.contains(u"interrupted"), qPrintable(ended.err));
        QVERIFY(waitUntil([&] { return ctl.processes().empty(); }));
    }

    void aKilledRhizomectlTakesItsTreeAlong()
    {
        const CtlRun ctl;
        const auto process = ctl.begin(words({"run", "local|local", "--", "sh", "-c", "echo begun; exec sleep 1000"}));
        QVERIFY(process->waitForReadyRead(30'000));
        QCOMPARE(ctl.processes().size(), std::size_t{4});
        process->kill();
        QCOMPARE(CtlRun::end(*process).status, -1);
        QVERIFY(waitUntil([&] { return ctl.processes().empty(); }));
    }

    void functionsAreListedWithTheirHelp()
    {
        const auto ended = CtlRun().run(words({"functions", "local"}));
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.out.contains(u"fs.readlink(path: "), qPrintable(ended.out.left(500)));
        QVERIFY(ended.out.contains(u"proc.run(argv: "));
        const auto json = CtlRun().run(words({"--json", "functions", "local"}));
        const QJsonArray list = QJsonDocument::fromJson(json.out.toUtf8()).array();
        QVERIFY(list.size() > 20);
        for (const QJsonValue& one : list)
            QVERIFY2(!one[u"help"].toString().isEmpty(), qPrintable(one[u"name"].toString()));
    }

    void treeShowsWhatIsBelowWhat()
    {
        const auto ended = CtlRun().run(words({"tree", "local|local", "local"}));
        QCOMPARE(ended.status, 0);
        const QStringList lines = ended.out.trimmed().split(u'\n');
        QCOMPARE(lines.size(), 3);
        QCOMPARE(lines[0], QStringLiteral("rhizomectl"));
        QVERIFY2(lines[1].startsWith(u"└── local"), qPrintable(lines[1]));
        QVERIFY2(lines[2].startsWith(u"    └── local"), qPrintable(lines[2]));
    }

    void treeAsJson()
    {
        const auto ended = CtlRun().run(words({"--json", "tree", "local|local"}));
        QCOMPARE(ended.status, 0);
        const QJsonArray tree = QJsonDocument::fromJson(ended.out.toUtf8()).array();
        QCOMPARE(tree.size(), 1);
        const QJsonObject child = tree[0].toObject();
        QCOMPARE(child.value(u"hop").toString(), QStringLiteral("local"));
        QVERIFY(child.value(u"rtt_ms").toDouble() > 0);
        QVERIFY(child.value(u"facts").toObject().value(u"pid").toInt() > 0);
        QCOMPARE(child.value(u"children").toArray().size(), 1);
    }

    void aTreeOfWhichAPartFailsShowsTheRest()
    {
        const auto ended = CtlRun().run(words({"tree", "local", "ssh:no-such-host.invalid"}));
        QVERIFY(ended.out.contains(u"└── local"));
        QVERIFY(ended.err.contains(u"no-such-host.invalid"));
        QCOMPARE(ended.status, 3);
    }

    void helpAndVersion()
    {
        const auto help = CtlRun().run(words({"--help"}));
        QCOMPARE(help.status, 0);
        for (const char* part : {"call", "run", "functions", "tree", "--json", "--timeout", "--identity",
                                 "--known-hosts", "--host-key", "--ask", "Exit status"})
            QVERIFY2(help.out.contains(QLatin1String(part)), part);
        const auto version = CtlRun().run(words({"--version"}));
        QVERIFY(version.out.startsWith(u"rhizomectl ") && version.status == 0);
    }

    void verboseTellsTheSteps()
    {
        const auto ended = CtlRun().run(words({"-v", "call", "local", "os.getpid"}));
        QVERIFY2(ended.err.contains(u"local: spawn") && ended.err.contains(u"local: agent start"),
                 qPrintable(ended.err));
    }

    void methodsAreListedWithTheirOptions()
    {
        const CtlRun ctl;
        const auto all = ctl.run({"methods"});
        QCOMPARE(all.status, 0);
        for (const connect::MethodDescription* method : connect::methods()) {
            const QString name = QString::fromLatin1(method->name.data(), static_cast<qsizetype>(method->name.size()));
            QVERIFY2(all.out.contains(u'\n' + name) || all.out.startsWith(name), qPrintable(all.out));
            const auto one = ctl.run({"methods", name});
            QCOMPARE(one.status, 0);
            QVERIFY2(one.out.startsWith(name) && one.out.contains(u"connect_timeout"), qPrintable(one.out));
        }
        QVERIFY(ctl.run({"--json", "methods", "ssh"}).out.contains(u"\"name\":\"check_host_keys\""));
        const auto unknown = ctl.run({"methods", "telnet"});
        QCOMPARE(unknown.status, 2);
        QVERIFY2(unknown.err.contains(u"telnet"), qPrintable(unknown.err));
    }

    void usersAreDiscoveredHereAndAtTheEndOfAChain()
    {
        const CtlRun ctl;
        const auto here = ctl.run({"discover", "sudo"});
        QVERIFY2(here.status == 0 && here.out.startsWith(u"root "), qPrintable(here.out + here.err));
        const auto there = ctl.run({"--json", "discover", "sudo", "local"});
        QVERIFY2(there.status == 0 && there.out.startsWith(u"[{\"name\":\"root\""), qPrintable(there.out + there.err));
        const auto nothing = ctl.run({"discover", "local"});
        QCOMPARE(nothing.status, 2);
        QVERIFY2(nothing.err.contains(u"nothing to look for"), qPrintable(nothing.err));
        QCOMPARE(ctl.run({"discover"}).status, 2);
    }
};

QTEST_GUILESS_MAIN(CtlTest)
#include "ctl_test.moc"
