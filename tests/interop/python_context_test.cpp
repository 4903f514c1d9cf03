// Stock Mitogen children in our tree: booted by our own first stage, served by our module responder and forwarders.
#include "tests/support/paths.h"
#include "tests/support/processes.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/rpc/context.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;
using test::writeFile;

namespace {

const std::string Python = "/usr/bin/python3";  // the one that Debian's mitogen is installed for
const connect::Hop LocalHop{.method = "local", .options = {}};

connect::Hop pythonHop(std::vector<std::string> command = {Python})
{
    List words;
    for (std::string& word : command)
        words.items.emplace_back(std::move(word));
    connect::Hop hop{.method = "local", .options = {}};
    hop.options.set("python_path", std::move(words));
    return hop;
}

bool isAlive(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

// A package that imports all of its modules, each of which imports the one before.
void makePackage(const std::string& directory, int modules)
{
    std::string init;
    for (int i = 0; i < modules; ++i) {
        init += str("from bigpkg import m", i, "\n");
        writeFile(str(directory, "/m", i, ".py"),
                  i == 0 ? std::string("def count():\n    return 1\n")
                         : str("from . import m", i - 1, "\n\ndef count():\n    return 1 + m", i - 1, ".count()\n"));
    }
    writeFile(directory + "/__init__.py", str(init, "\ndef count():\n    return m", modules - 1, ".count()\n"));
}

// What a hostile context could ask its parent, from the inside of one; gives what was answered, in order.
constexpr std::string_view HostileSource = R"(import mitogen.core

@mitogen.core.takes_econtext
def ask_modules(names, econtext):
    answers = mitogen.core.Receiver(econtext.router, handle=107, overwrite=True)
    for name in names:
        econtext.parent.send(mitogen.core.Message(data=name, handle=100))
    return [answers.get(timeout=20).unpickle()[2] is not None for _ in names]

@mitogen.core.takes_econtext
def ask_resources(pairs, econtext):
    answers = mitogen.core.Receiver(econtext.router, handle=113, overwrite=True)
    found = []
    for pair in pairs:
        econtext.parent.send(mitogen.core.Message.pickled(tuple(pair), handle=112))
        found.append(answers.get(timeout=20).data)
    return found
)";

}  // namespace

class PythonContextTest : public QObject {
    Q_OBJECT

private:
    ContextId start(const connect::Hop& hop, std::optional<ContextId> via = {})
    {
        const test::Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error() + outcome.result().error().details().seen);
        return outcome.result()->id;
    }
    Value call(ContextId id, std::string_view function, std::vector<Value> args = {})
    {
        return m_master->context(id).call(function, std::move(args), {}, std::chrono::seconds(60));
    }
    std::int64_t number(ContextId id, std::string_view function) { return *call(id, function).as<std::int64_t>(); }
    std::string callError(ContextId id, std::string_view function, std::string* trace = nullptr)
    {
        const auto result = m_master->context(id).tryCall(rpc::Call::byName(function), std::chrono::seconds(60));
        if (result)
            return {};
        if (trace != nullptr)
            *trace = result.error().details().trace;
        return result.error().text();
    }

    std::optional<test::TempDir> m_directory;
    std::optional<test::TestMaster> m_master;

private slots:
    void initTestCase()
    {
        if (::access(Python.c_str(), X_OK) != 0 || ::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3 and python3-mitogen");
    }
    void init()
    {
        m_directory.emplace();
        m_master.emplace(nullptr, LogLevel::Debug,
                         std::vector<std::string>{m_directory->path(), test::sourcePath("tests/interop")});
    }
    void cleanup()
    {
        m_master.reset();
        m_directory.reset();
    }

    void aPythonChildIsAContextOfTheTree();
    void whatItPrintsAndLogsArrives();
    void disconnectingReapsIt();
    void aFailedBootIsToldAndLeavesNothing_data();
    void aFailedBootIsToldAndLeavesNothing();
    void aBootThatIsGivenUpLeavesNothing_data();
    void aBootThatIsGivenUpLeavesNothing();
    void aPackageOfManyModulesCostsOneRoundTrip_data();
    void aPackageOfManyModulesCostsOneRoundTrip();
    void aForwardedModuleIsNotAskedFor_data();
    void aForwardedModuleIsNotAskedFor();
    void nothingIsSentTwiceAndWhatIsMissingIsSaid();
    void hostileQuestionsAreAnsweredOnceEach_data();
    void hostileQuestionsAreAnsweredOnceEach();
    void anAgentTellsOfAMasterWithoutMitogen();
    void overridesAndBlocksReachPythonContexts_data();
    void overridesAndBlocksReachPythonContexts();
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
    QVERIFY(m_master->until([&] { return !isAlive(pid); }));
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

void PythonContextTest::aPackageOfManyModulesCostsOneRoundTrip_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("a child of ours") << 0;
    QTest::newRow("behind one agent") << 1;
    QTest::newRow("behind two agents") << 2;
}

void PythonContextTest::aPackageOfManyModulesCostsOneRoundTrip()
{
    QFETCH(const int, nativeHops);
    constexpr int Modules = 150;
    makePackage(m_directory->makeDirectory("bigpkg"), Modules);
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    const auto before = m_master->router().getStats();
    QCOMPARE(number(id, "bigpkg.count"), std::int64_t{Modules});
    const auto after = m_master->router().getStats();
    QCOMPARE(after.getModuleCount - before.getModuleCount, std::uint64_t{1});
    QCOMPARE(after.goodLoadModuleCount - before.goodLoadModuleCount, std::uint64_t{Modules + 1});

    // A second one asks again, but an agent in between has them all.
    const ContextId second = start(pythonHop(), via);
    QCOMPARE(number(second, "bigpkg.count"), std::int64_t{Modules});
    const auto last = m_master->router().getStats();
    QCOMPARE(last.getModuleCount - after.getModuleCount, std::uint64_t{via ? 0U : 1U});
}

void PythonContextTest::aForwardedModuleIsNotAskedFor_data()
{
    aPackageOfManyModulesCostsOneRoundTrip_data();
}

void PythonContextTest::aForwardedModuleIsNotAskedFor()
{
    QFETCH(const int, nativeHops);
    m_directory->makeDirectory("early");
    writeFile(m_directory->file("early/__init__.py"), "");
    writeFile(m_directory->file("early/first.py"), "from . import second\n\ndef f():\n    return second.f()\n");
    writeFile(m_directory->file("early/second.py"), "def f():\n    return 2\n");
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    const auto before = m_master->router().getStats();
    m_master->modules().responder().forwardModules(id, std::vector<std::string>{"early.first"});
    QVERIFY(m_master->until(
        [&] { return m_master->router().getStats().goodLoadModuleCount - before.goodLoadModuleCount == 3; }));
    QVERIFY(number(id, "os.getpid") > 0);  // what was sent meanwhile has arrived
    const auto sent = m_master->router().getStats();
    QCOMPARE(number(id, "early.first.f"), std::int64_t{2});
    const auto after = m_master->router().getStats();
    QCOMPARE(after.getModuleCount, sent.getModuleCount);
    QCOMPARE(after.goodLoadModuleCount, sent.goodLoadModuleCount);
}

void PythonContextTest::nothingIsSentTwiceAndWhatIsMissingIsSaid()
{
    writeFile(m_directory->file("first.py"), "import second\n\ndef f():\n    return second.f()\n");
    writeFile(m_directory->file("second.py"), "def f():\n    return 2\n");
    const ContextId id = start(pythonHop());
    QCOMPARE(number(id, "first.f"), std::int64_t{2});
    QCOMPARE(number(id, "second.f"), std::int64_t{2});
    const auto good = m_master->router().getStats();
    QCOMPARE(good.goodLoadModuleCount, std::uint64_t{2});
    QVERIFY(callError(id, "no_such_module.f").find("no_such_module") != std::string::npos);
    QVERIFY(callError(id, "no_such_module.f").find("no_such_module") != std::string::npos);
    const auto bad = m_master->router().getStats();
    QCOMPARE(bad.badLoadModuleCount, std::uint64_t{1});
    QCOMPARE(bad.goodLoadModuleCount, std::uint64_t{2});
}

void PythonContextTest::hostileQuestionsAreAnsweredOnceEach_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("by us") << 0;
    QTest::newRow("by two agents and us") << 2;
}

void PythonContextTest::hostileQuestionsAreAnsweredOnceEach()
{
    QFETCH(const int, nativeHops);
    writeFile(m_directory->file("hostile.py"), std::string(HostileSource));
    m_directory->makeDirectory("package");
    writeFile(m_directory->file("package/__init__.py"), "");
    writeFile(m_directory->file("package/data.txt"), "content");
    writeFile(m_directory->file("secret.txt"), "secret");
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    List names;
    for (const std::string_view name : {"../../etc/passwd", "/etc/passwd", "..", ".", "", "a..b", "package.__init__/x",
                                        "os", "mitogen.parent.x", "pa ckage"})
        names.items.emplace_back(Bytes(name));
    names.items.emplace_back(Bytes("\xff\xfe\0 name"));
    names.items.emplace_back(Bytes(std::string(300'000, 'a')));
    for (int i = 0; i < 3000; ++i)
        names.items.emplace_back(Bytes(str("flood", i)));
    const std::size_t count = names.items.size();
    const Value answers = call(id, "hostile.ask_modules", {names});
    QCOMPARE(answers.as<List>()->items, std::vector<Value>(count, Value(false)));

    List pairs;
    for (const char* const resource : {"data.txt", "../secret.txt", "/etc/passwd", "none", ""})
        pairs.items.emplace_back(Tuple{{Value("package"), Value(resource)}});
    const Value found = call(id, "hostile.ask_resources", {pairs});
    const auto& contents = found.as<List>()->items;
    QVERIFY(contents.at(0).as<Bytes>()->view().find("content") != std::string_view::npos);
    for (std::size_t i = 1; i < contents.size(); ++i)
        QVERIFY(contents.at(i).as<Bytes>()->view().ends_with("N."));
    // And it still is a context like any other.
    QCOMPARE(call(id, "os.getcwd").typeName(), std::string_view("str"));
}

void PythonContextTest::anAgentTellsOfAMasterWithoutMitogen()
{
    m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>(),
                     rpc::ImportPolicy{.overrides = {}, .blocks = {"mitogen"}});
    const test::Outcome outcome = m_master->connect(pythonHop(), start(LocalHop));
    QVERIFY2(outcome.error().ends_with("the master has no Mitogen"), outcome.error().c_str());
    QVERIFY(outcome.result().error().details().fix.find("apt install python3-mitogen") != std::string::npos);
}

void PythonContextTest::overridesAndBlocksReachPythonContexts_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("a child of ours") << 0;
    QTest::newRow("behind two agents") << 2;
}

void PythonContextTest::overridesAndBlocksReachPythonContexts()
{
    QFETCH(const int, nativeHops);
    for (const char* const name : {"colorsys", "blocked", "other"})
        m_directory->write(str(name, ".py"), "def whose():\n    return 'ours'\n");
    m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>{m_directory->path()},
                     rpc::ImportPolicy{.overrides = {"colorsys", "blocked"}, .blocks = {"blocked"}});
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    // Python has one of its own.
    QCOMPARE(call(id, "colorsys.whose"), Value("ours"));
    QVERIFY(callError(id, "blocked.whose").find("blocked") != std::string::npos);
    QVERIFY(callError(id, "other.whose").find("other") != std::string::npos);
    // And it can still start contexts, for which it needs more of Mitogen.
    QCOMPARE(call(start(pythonHop(), id), "colorsys.whose"), Value("ours"));
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
    QVERIFY(isAlive(pid));
    QVERIFY(::unlink(path.c_str()) == 0);
    QTRY_VERIFY(::waitpid(pid, nullptr, WNOHANG) == pid || !isAlive(pid));
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
    QVERIFY(m_master->until([&] { return !isAlive(pid) && !m_master->router().findRoute(child); }));
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
    QVERIFY(m_master->until([&] { return !isAlive(pid) && m_master->router().routes().empty(); }));
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
        [&] { return std::ranges::none_of(pids, [](std::int64_t pid) { return isAlive(static_cast<pid_t>(pid)); }); },
        std::chrono::seconds(60)));
    QVERIFY(m_master->until([&] {
        return m_master->router().routes().empty() && m_master->router().getStreams().empty() &&
               m_master->router().handlerCount() == handlers;
    }));
}

QTEST_GUILESS_MAIN(PythonContextTest)
#include "python_context_test.moc"
