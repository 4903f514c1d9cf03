// rhizomectl attaches to a Mitogen program, to itself, and is attached to by a Mitogen script.
#include "tests/integration/ctl_run.h"
#include "tests/interop/python_program.h"
#include "tests/support/leak_check.h"

#include "core/base/str.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <csignal>
#include <optional>

using namespace rz;
using namespace rz::test;

namespace {

QStringList words(std::initializer_list<std::string> list)
{
    QStringList out;
    for (const std::string& word : list)
        out << QString::fromStdString(word);
    return out;
}

QJsonArray arrayOf(const QString& text)
{
    return QJsonDocument::fromJson(text.toUtf8()).array();
}

}  // namespace

class CtlAttachTest : public QObject {
    Q_OBJECT

private:
    std::optional<LeakCheck> m_leaks;
    std::optional<TempDir> m_directory;

private slots:
    void initTestCase()
    {
        if (!CtlRun::available())
            QFAIL("rhizomectl or the agent is not built");
        if (!hasMitogen())
            QSKIP("needs python3 and python3-mitogen");
    }
    void init()
    {
        m_leaks.emplace();
        m_directory.emplace();
        qputenv("TMPDIR", QByteArray::fromStdString(m_directory->path()));
    }
    void cleanup()
    {
        qunsetenv("TMPDIR");
        m_directory.reset();
        QCOMPARE(m_leaks->leaks(), std::string());
    }

    void socketsAreListed()
    {
        const CtlRun ctl;
        const auto none = ctl.run(words({"attach"}));
        QCOMPARE(none.out, QString());
        QVERIFY2(none.err.contains(u"there is no mitogen_unix_*.sock of this user"), qPrintable(none.err));
        QCOMPARE(none.status, 0);
        PythonProgram program(*m_directory);
        QCOMPARE(ctl.run(words({"attach"})).out.trimmed(),
                 QString::fromStdString(str(program.path, "  process ", program.pid, "  ", Python, " -B ",
                                            sourcePath("tests/interop/attach_server.py"), " ", program.path, " ",
                                            m_directory->file("ready"))));
        program.program.signal(SIGKILL);
        QVERIFY(waitUntil([&] { return !program.program.running(); }));
        const QJsonObject stale = arrayOf(ctl.run(words({"--json", "attach"})).out).at(0).toObject();
        QCOMPARE(stale.value(u"path").toString(), QString::fromStdString(program.path));
        QVERIFY(!stale.value(u"live").toBool(true));
        const auto refused = ctl.run(words({"attach", program.path}));
        QCOMPARE(refused.status, 3);
        QVERIFY2(refused.err.contains(u"Nobody listens at this socket any more"), qPrintable(refused.err));
    }

    void aProgramsTreeIsShownAndUsed()
    {
        const PythonProgram program(*m_directory);
        const CtlRun ctl;
        const std::string first = str(program.first);
        const std::string second = str(program.second);
        const auto tree = ctl.run(words({"attach", program.path}));
        QCOMPARE(tree.err, QString());
        const QStringList lines = tree.out.split(u'\n');
        QCOMPARE(lines.at(0), QString::fromStdString(str(program.path, "  context 0  process ", program.pid)));
        QVERIFY2(lines.at(1).startsWith(u"└── ") && lines.at(1).contains(QString::fromStdString("context " + first)),
                 qPrintable(tree.out));
        QVERIFY2(lines.at(2).startsWith(u"    └── ") && lines.at(2).endsWith(u"Python"), qPrintable(tree.out));
        const QJsonObject top =
            arrayOf(ctl.run(words({"--json", "attach", program.path, "tree"})).out).at(0).toObject();
        const QJsonObject below = top.value(u"children").toArray().at(0).toObject();
        QCOMPARE(below.value(u"id").toInteger(), qint64{program.second});

        const auto called = ctl.run(words({"attach", program.path, "call", first, "os.getpid"}));
        QCOMPARE(called.out.trimmed(), QString::number(top.value(u"facts")[u"pid"].toInteger()));
        const auto greeted = ctl.run(words({"attach", program.path, "service", "0", "shop.Shop", "greet", "name=you"}));
        QCOMPARE(greeted.out, QStringLiteral("hello you\n"));
        // From one of its contexts on, and nothing of that is left.
        const auto further = ctl.run(
            words({"attach", program.path, "call", second + "|local{python_path=" + Python + "}", "os.getppid"}));
        QCOMPARE(further.err, QString());
        QCOMPARE(further.out.trimmed(), QString::number(below.value(u"facts")[u"pid"].toInteger()));
        const auto after = ctl.run(words({"--json", "attach", program.path, "tree", second}));
        QCOMPARE(arrayOf(after.out).size(), 0);
        QCOMPARE(after.status, 0);
    }

    void whatCannotBeIsSaid_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("said");
        const std::string path = "SOCKET";
        QTest::newRow("the program itself") << words({path, "call", "0", "os.getpid"}) << 3 << "invalid handle";
        QTest::newRow("no such context") << words({path, "call", "77", "os.getpid"}) << 3
                                         << "there is no context 77 at";
        QTest::newRow("no id") << words({path, "call", "local", "os.getpid"}) << 2
                               << "\"local\" does not begin with the id of a context";
        QTest::newRow("another command") << words({path, "ssh", "1"}) << 2 << "attach takes call, service, run";
        QTest::newRow("no context") << words({path, "call"}) << 2 << "no context given";
        QTest::newRow("no name") << words({path, "service", "0", "shop.Shop", "greet", "you"}) << 2
                                 << "services take arguments by name";
        QTest::newRow("no such service") << words({path, "service", "0", "shop.None", "greet"}) << 1
                                         << "No module named 'shop'";
        QTest::newRow("no such socket") << words({"/no/such.sock"}) << 3 << "There is no such socket";
        QTest::newRow("--socket") << words({path, "tree", "--socket", "x"}) << 2 << "--socket is for listen";
    }
    void whatCannotBeIsSaid()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, said);
        const PythonProgram program(*m_directory);
        arguments.replaceInStrings(QStringLiteral("SOCKET"), QString::fromStdString(program.path));
        const auto ended = CtlRun().run(words({"attach"}) + arguments);
        QVERIFY2(ended.err.contains(said), qPrintable(ended.err));
        QCOMPARE(ended.status, status);
    }

    void whatListensCanBeAttachedTo()
    {
        const CtlRun ctl;
        const std::string path = m_directory->file("mitogen_unix_ctl.sock");
        const auto listening =
            ctl.begin(words({"--socket", path, "listen", "local", "local|local{python_path=" + Python + "}"}));
        QCOMPARE(CtlRun::readUntil(*listening, QStringLiteral("\n")).trimmed(), QString::fromStdString(path));

        // By itself
        const QJsonObject agent = arrayOf(ctl.run(words({"--json", "attach", path})).out).at(0).toObject();
        QVERIFY(agent.value(u"native").toBool());
        const std::string id = str(agent.value(u"id").toInteger());
        const QJsonObject python = agent.value(u"children").toArray().at(0).toObject();
        QVERIFY(!python.value(u"native").toBool(true));
        QCOMPARE(ctl.run(words({"attach", path, "call", id, "os.getpid"})).out.trimmed(),
                 QString::number(agent.value(u"facts")[u"pid"].toInteger()));
        QVERIFY(ctl.run(words({"attach", path, "functions", id})).out.contains(u"os.getpid"));
        const auto ran = ctl.run(words({"attach", path, "run", id, "--", "sh", "-c", "cat; exit 3"}), "typed");
        QCOMPARE(ran.out, QStringLiteral("typed"));
        QCOMPARE(ran.status, 3);
        QVERIFY(ctl.run(words({"attach", path, "call", id + "|local", "os.getppid"})).out.trimmed() ==
                QString::number(agent.value(u"facts")[u"pid"].toInteger()));

        // By Python
        const Ran script = test::run({Python, "-B", sourcePath("tests/interop/attach_client.py"), path, "pids"});
        QVERIFY2(script.ok(), script.output.c_str());
        const QJsonObject pids = QJsonDocument::fromJson(QByteArray::fromStdString(script.output)).object();
        QCOMPARE(pids.size(), 2);
        QCOMPARE(pids.value(QString::fromStdString(id)).toInteger(), agent.value(u"facts")[u"pid"].toInteger());

        ::kill(static_cast<pid_t>(listening->processId()), SIGINT);
        const auto ended = CtlRun::end(*listening);
        QCOMPARE(ended.status, 0);
        QVERIFY2(ended.err.contains(u"attach_client.py"), qPrintable(ended.err));
        QVERIFY2(ended.err.contains(u"attached as context"), qPrintable(ended.err));
        QVERIFY(::access(path.c_str(), F_OK) != 0);
    }
};

QTEST_GUILESS_MAIN(CtlAttachTest)
#include "ctl_attach_test.moc"
