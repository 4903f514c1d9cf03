// Stock Mitogen children in our tree: how they are booted by our own first stage, live and end.
#include "core/base/str.h"
#include "core/rpc/context.h"
#include "tests/interop/python_tree.h"
#include "tests/support/paths.h"
#include "tests/support/processes.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace rz;
using namespace rz::test;

class PythonContextTest : public QObject, private PythonTree {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!hasMitogen())
            QSKIP("needs python3 and python3-mitogen");
    }
    void init() { begin(); }
    void cleanup() { end(); }

    void aPythonChildIsAContextOfTheTree();
    void whatItPrintsAndLogsArrives();
    void disconnectingReapsIt();
    void aFailedBootIsToldAndLeavesNothing_data();
    void aFailedBootIsToldAndLeavesNothing();
    void aBootThatIsGivenUpLeavesNothing_data();
    void aBootThatIsGivenUpLeavesNothing();
    void anAgentTellsOfAMasterWithoutMitogen();
    void aPythonContextDetaches_data();
    void aPythonContextDetaches();
    void aPythonContextStartsPythonContexts();
    void nativeAndPythonContextsMix();
    void whereThereIsNoAgentPythonWillDo();
    void twoHundredAtOnce();
};

void PythonContextTest::aPythonChildIsAContextOfTheTree()
{
    const test::Outcome outcome = m_master->connect(pythonHop());
    QCOMPARE(outcome.error(), std::string());
    const connect::Connected& child = *outcome.result();
    QVERIFY(!child.native);
    const std::int64_t pid = number(child.id, "os.getpid");
    QCOMPARE(child.name, str("local.", pid));
    QCOMPARE(*m_master->connector().processOf(child.id), static_cast<pid_t>(pid));
    QVERIFY(m_master->router().findRoute(child.id).has_value());
    QCOMPARE(outcome.stepNames(), (std::vector<std::string>{"spawn", "first stage", "core upload", "python start"}));

    const Value names = call(child.id, "os.listdir", {Value("/")});
    QVERIFY(std::ranges::find(names.as<List>()->items, Value("usr")) != names.as<List>()->items.end());
    std::string trace;
    QCOMPARE(callError(child.id, "os.no_such_function"),
             "builtins.AttributeError: module 'os' has no attribute 'no_such_function'");
    const auto failed = m_master->context(child.id).tryCall(rpc::Call::byName("os.listdir", {Value("/nowhere")}));
    QVERIFY(failed.error().text().starts_with("builtins.FileNotFoundError"));
    QVERIFY(failed.error().details().trace.find("File \"") != std::string::npos);
}

void PythonContextTest::whatItPrintsAndLogsArrives()
{
    const ContextId id = start(pythonHop());
    call(id, "logging.error", {Value("a message of the child")});
    call(id, "os.system", {Value("echo printed by the child")});
    QVERIFY(m_master->until([&] {
        return m_master->logs().contains("a message of the child") && m_master->logs().contains("printed by the child");
    }));
}

void PythonContextTest::disconnectingReapsIt()
{
    const ContextId id = start(pythonHop());
    const auto pid = static_cast<pid_t>(number(id, "os.getpid"));
    m_master->connector().disconnect(id);
    QVERIFY(m_master->until([&] { return !processExists(pid); }));
}

void PythonContextTest::aFailedBootIsToldAndLeavesNothing_data()
{
    QTest::addColumn<QStringList>("command");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("cause");
    QTest::newRow("no such program") << QStringList{"python-none"}
                                     << "StreamError: cannot execute python-none: No such file or directory"
                                     << "is not installed";
    QTest::newRow("ends at once") << QStringList{"/bin/false"}
                                  << "EofError: local: /bin/false exited with status 1 during the step \"spawn\"" << "";
    QTest::newRow("no Python") << QStringList{"/usr/bin/env", "no-python"}
                               << "EofError: local: /usr/bin/env exited with status 127 during the step \"spawn\""
                               << "no such Python";
    QTest::newRow("dies in the core")
        << QStringList{"/usr/bin/env",
                       "-u",
                       "PATH",
                       "/usr/bin/python3",
                       "-S",
                       "-c",
                       "import os; print('MITO000', flush=True); os._exit(3)"}
        << "EofError: local: /usr/bin/env exited with status 3 during the step \"core upload\""
        << "";
    QTest::newRow("silent") << QStringList{"/bin/sh", "-c", "sleep 1000 #"}
                            << "TimeoutError: local: no answer in time during the step \"spawn\"" << "";
}

void PythonContextTest::aFailedBootIsToldAndLeavesNothing()
{
    QFETCH(const QStringList, command);
    std::vector<std::string> words;
    for (const QString& word : command)
        words.push_back(word.toStdString());
    connect::Hop hop = pythonHop(words);
    hop.options.set("connect_timeout", 2);
    const test::Outcome outcome = m_master->connect(hop);
    QTEST(QString::fromStdString(outcome.error()), "error");
    QFETCH(const QString, cause);
    QVERIFY2(QString::fromStdString(outcome.result().error().details().cause).contains(cause),
             outcome.result().error().details().cause.c_str());
    QVERIFY(m_master->router().getStreams().empty());
    QVERIFY(m_master->until([] { return test::childrenOf(::getpid()).empty(); }));
}

void PythonContextTest::aBootThatIsGivenUpLeavesNothing_data()
{
    QTest::addColumn<bool>("belowAnAgent");
    QTest::addColumn<QString>("step");
    for (const bool belowAnAgent : {false, true}) {
        for (const char* const step : {"spawn", "first stage", "core upload", "python start"})
            QTest::addRow("%s%s", step, belowAnAgent ? ", below an agent" : "") << belowAnAgent << QString(step);
    }
}

void PythonContextTest::aBootThatIsGivenUpLeavesNothing()
{
    QFETCH(const bool, belowAnAgent);
    QFETCH(const QString, step);
    std::optional<ContextId> via;
    if (belowAnAgent)
        via = start(LocalHop);
    const std::vector<pid_t> before = test::descendantsOf(::getpid());
    test::Outcome outcome;
    connect::Connector::Handle handle = m_master->connector().connect(pythonHop(), via, outcome);
    const auto at = [&] {
        return std::ranges::any_of(outcome.story().steps,
                                   [&](const auto& one) { return one.name == step.toStdString(); });
    };
    QVERIFY(m_master->until([&] { return at() || outcome.done(); }));
    QVERIFY2(at() && !outcome.done(), outcome.done() ? outcome.error().c_str() : "");
    handle.reset();
    QVERIFY(m_master->until([&] { return outcome.done(); }));
    QVERIFY2(outcome.error().starts_with("CancelledError"), outcome.error().c_str());
    QVERIFY(m_master->until([&] { return test::descendantsOf(::getpid()) == before; }));
}

void PythonContextTest::anAgentTellsOfAMasterWithoutMitogen()
{
    m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>(),
                     rpc::ImportPolicy{.overrides = {}, .blocks = {"mitogen"}});
    const test::Outcome outcome = m_master->connect(pythonHop(), start(LocalHop));
    QVERIFY2(outcome.error().ends_with("the master has no Mitogen"), outcome.error().c_str());
    QVERIFY(outcome.result().error().details().fix.find("apt install python3-mitogen") != std::string::npos);
}

void PythonContextTest::aPythonContextDetaches_data()
{
    QTest::addColumn<bool>("belowAnAgent");
    QTest::newRow("a child of ours") << false;
    QTest::newRow("a child of an agent") << true;
}

void PythonContextTest::aPythonContextDetaches()
{
    QFETCH(const bool, belowAnAgent);
    const std::string path = m_directory->write("rounds", "0");
    const auto rounds = [&path] { return std::atoi(test::readFile(path).c_str()); };
    std::optional<ContextId> via;
    if (belowAnAgent)
        via = start(LocalHop);
    const ContextId id = start(pythonHop(), via);
    const auto pid = static_cast<pid_t>(number(id, "os.getpid"));
    QVERIFY(m_master->context(id)
                .tryCall(rpc::Call::byName("child_functions.live_on", {Value(path)}), std::chrono::seconds(60))
                .error()
                .kind() == ErrorKind::Channel);
    QVERIFY(m_master->until([&] { return !m_master->router().findRoute(id); }));
    // Those who let it go may end.
    m_master.reset();
    const int before = rounds();
    QTRY_VERIFY(rounds() > before + 3);
    QVERIFY(processExists(pid));
    QVERIFY(::unlink(path.c_str()) == 0);
    QTRY_VERIFY(::waitpid(pid, nullptr, WNOHANG) == pid || !processExists(pid));
}

void PythonContextTest::aPythonContextStartsPythonContexts()
{
    const ContextId parent = start(pythonHop());
    const test::Outcome outcome = m_master->connect(pythonHop(), parent);
    QCOMPARE(outcome.error(), std::string());
    const ContextId child = outcome.result()->id;
    QVERIFY(!outcome.result()->native);
    QCOMPARE(number(child, "os.getppid"), number(parent, "os.getpid"));
    const auto pid = static_cast<pid_t>(number(child, "os.getpid"));

    const test::Outcome failed = m_master->connect(pythonHop({"/bin/false"}), parent);
    QVERIFY(failed.error().starts_with("StreamError: error occurred on host"));

    m_master->connector().disconnect(child);
    QVERIFY(m_master->until([&] { return !processExists(pid) && !m_master->router().findRoute(child); }));
    QVERIFY(number(parent, "os.getpid") > 0);
}

// Desktop, agent, Python, an agent that Python takes for a Python, Python.
void PythonContextTest::nativeAndPythonContextsMix()
{
    makePackage(m_directory->makeDirectory("bigpkg"), 20);
    std::vector<ContextId> chain{start(LocalHop)};
    for (const std::string& interpreter : {Python, test::binary("rhizome-agent"), Python})
        chain.push_back(start(pythonHop({interpreter}), chain.back()));
    for (std::size_t i = 1; i < chain.size(); ++i)
        QCOMPARE(number(chain[i], "os.getppid"), number(chain[i - 1], "os.getpid"));
    QCOMPARE(number(chain.back(), "bigpkg.count"), std::int64_t{20});
    QVERIFY(callError(chain.back(), "no_such_module.f").find("no_such_module") != std::string::npos);

    const auto pid = static_cast<pid_t>(number(chain.back(), "os.getpid"));
    m_master->connector().disconnect(chain.front());
    QVERIFY(m_master->until([&] { return !processExists(pid) && m_master->router().routes().empty(); }));
}

void PythonContextTest::whereThereIsNoAgentPythonWillDo()
{
    const auto program = [this](const char* name, const std::string& text) {
        return m_directory->write(name, "#!/bin/sh\n" + text, 0700);
    };
    program("uname", "echo Linux mips64\n");
    connect::Hop hop{.method = "docker", .options = {}};
    hop.options.set("container", "foreign");
    hop.options.set("docker_path",
                    program("docker", str("shift 3; PATH=", m_directory->path(), ":$PATH exec \"$@\"\n")));
    const test::Outcome outcome = m_master->connect(hop);
    QCOMPARE(outcome.error(), std::string());
    QVERIFY(!outcome.result()->native);
    const auto& steps = outcome.story().steps;
    QVERIFY(std::ranges::any_of(steps, [](const connect::StoryStep& step) {
        return step.note.find("no agent for mips64; Python instead") != std::string::npos;
    }));
    QCOMPARE(*call(outcome.result()->id, "os.path.basename", {Value("/a/b")}).as<std::string>(), "b");
}

void PythonContextTest::twoHundredAtOnce()
{
    constexpr std::size_t Count = 200;
    makePackage(m_directory->makeDirectory("bigpkg"), 10);
    const std::size_t handlers = m_master->router().handlerCount();
    std::vector<std::unique_ptr<test::Outcome>> outcomes;
    std::vector<connect::Connector::Handle> handles;
    connect::Hop hop = pythonHop();
    hop.options.set("connect_timeout", 300);
    for (std::size_t i = 0; i < Count; ++i) {
        outcomes.push_back(std::make_unique<test::Outcome>());
        handles.push_back(m_master->connector().connect(hop, {}, *outcomes.back()));
    }
    QVERIFY(m_master->until([&] { return std::ranges::all_of(outcomes, [](const auto& one) { return one->done(); }); },
                            std::chrono::seconds(300)));
    std::set<std::int64_t> pids;
    std::vector<rpc::PendingCall> calls;
    std::size_t imported = 0;
    for (const auto& outcome : outcomes) {
        QCOMPARE(outcome->error(), std::string());
        const rpc::Context context = m_master->context(outcome->result()->id);
        calls.push_back(context.callAsync(rpc::Call::byName("os.getpid"),
                                          [&](Result<Value> pid) { pids.insert(pid ? *pid->as<std::int64_t>() : 0); }));
        calls.push_back(context.callAsync(rpc::Call::byName("bigpkg.count"), [&](Result<Value> count) {
            imported += count && *count == Value(10) ? 1U : 0U;
        }));
    }
    QVERIFY(m_master->until([&] { return imported == Count && pids.size() == Count; }, std::chrono::seconds(120)));
    QVERIFY(!pids.contains(0));
    QCOMPARE(m_master->router().getStats().getModuleCount, std::uint64_t{Count});

    // Nothing is left of them.
    for (const auto& outcome : outcomes)
        m_master->connector().disconnect(outcome->result()->id);
    QVERIFY(m_master->until(
        [&] {
            return std::ranges::none_of(pids, [](std::int64_t pid) { return processExists(static_cast<pid_t>(pid)); });
        },
        std::chrono::seconds(60)));
    QVERIFY(m_master->until([&] {
        return m_master->router().routes().empty() && m_master->router().getStreams().empty() &&
               m_master->router().handlerCount() == handlers;
    }));
}

QTEST_GUILESS_MAIN(PythonContextTest)
#include "python_context_test.moc"
