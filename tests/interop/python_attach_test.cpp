// mitogen.unix with stock Mitogen at the other end: its programs that we attach to, and its scripts that attach to us.
#include "core/attach/connect.h"
#include "core/attach/contexts_service.h"
#include "core/attach/listener.h"
#include "core/attach/socket_search.h"
#include "core/base/str.h"
#include "core/rpc/pool.h"
#include "tests/interop/python_program.h"
#include "tests/support/leak_check.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/unit/attach_support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <unistd.h>

using namespace rz;
using attach::Attachment;
using test::Python;
using Server = test::PythonProgram;
using test::readFile;
using test::writeFile;

namespace {

using namespace std::chrono_literals;

connect::Hop localHop(bool python)
{
    connect::Hop hop{.method = "local", .options = {}};
    if (python)
        hop.options.set("python_path", List{{Value(Python)}});
    return hop;
}

}  // namespace

class PythonAttachTest : public QObject {
    Q_OBJECT

private:
    using Outcome = Result<std::unique_ptr<Attachment>>;

    Outcome attempt(const std::string& path, Duration deadline = 10s)
    {
        std::optional<Outcome> outcome;
        const auto handle =
            attach::connect(m_master->broker(), path, {.deadline = deadline, .log = m_master->log("attached")},
                            [&outcome](Outcome result) { outcome = std::move(result); });
        if (!m_master->until([&] { return outcome.has_value(); }))
            return fail(ErrorKind::Error, "nothing came of it");
        return std::move(*outcome);
    }
    std::unique_ptr<Attachment> attached(const std::string& path)
    {
        Outcome outcome = attempt(path);
        if (!outcome)
            throw std::runtime_error(outcome.error().text());
        return std::move(*outcome);
    }
    std::string survey(Attachment& attachment)
    {
        std::optional<Result<>> complete;
        attachment.survey([&complete](Result<> result) { complete = std::move(result); });
        m_master->until([&] { return complete.has_value(); });
        return !complete ? "it does not end" : *complete ? "" : complete->error().text();
    }
    static Value call(Attachment& attachment, std::uint32_t id, std::string_view function, std::vector<Value> args = {})
    {
        return rpc::Context(attachment.router(), ContextId{id}).call(function, std::move(args), {}, 30s);
    }

    void listen(Duration greetingTime = 5s)
    {
        m_listener = attach::Listener::create(
                         m_master->router(), m_master->ids(), m_doorman,
                         {.path = m_directory->file("mitogen_unix_desktop.sock"), .greetingTime = greetingTime})
                         .value();
        m_pool = rpc::Pool::create(m_master->router()).value();
        QVERIFY(m_pool->add(
            std::make_unique<attach::ContextsService>([this] { return attach::contextsBelow(m_master->router()); })));
    }
    std::unique_ptr<test::Background> startScript(const std::string& task)
    {
        ::unlink(m_directory->file("script.log").c_str());
        return std::make_unique<test::Background>(
            std::vector<std::string>{"/usr/bin/env", "ATTACH_MODULES=" + m_directory->path(), Python, "-B",
                                     test::sourcePath("tests/interop/attach_client.py"), m_listener->path(), task},
            m_directory->file("script.log"));
    }
    // What a script prints that does `task`.
    QJsonValue script(const std::string& task)
    {
        const auto running = startScript(task);
        m_master->until([&] { return !running->running(); }, 60s);
        const QByteArray printed = QByteArray::fromStdString(readFile(m_directory->file("script.log"))).trimmed();
        const QJsonArray parsed = QJsonDocument::fromJson("[" + printed + "]").array();
        if (parsed.size() != 1)
            qWarning("the script printed: %s", printed.constData());
        return parsed.at(0);
    }
    ContextId start(bool python, std::optional<ContextId> via = {})
    {
        const test::Outcome outcome = m_master->connect(localHop(python), via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error() + outcome.result().error().details().seen);
        return outcome.result()->id;
    }
    std::int64_t pidOf(ContextId id)
    {
        return *m_master->context(id).call("os.getpid", {}, {}, 30s).as<std::int64_t>();
    }

    std::optional<test::LeakCheck> m_leaks;
    std::optional<test::TempDir> m_directory;
    std::optional<test::TestMaster> m_master;
    test::Doorman m_doorman;
    std::unique_ptr<attach::Listener> m_listener;
    std::unique_ptr<rpc::Pool> m_pool;

private slots:
    void initTestCase()
    {
        if (!test::hasMitogen())
            QSKIP("needs python3 and python3-mitogen");
    }
    void init()
    {
        m_leaks.emplace();
        m_directory.emplace();
        m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>{m_directory->makeDirectory("modules")});
        m_doorman = test::Doorman();
    }
    void cleanup()
    {
        m_pool.reset();
        m_listener.reset();
        m_master.reset();
        m_directory.reset();
        QCOMPARE(m_leaks->leaks(), std::string());
    }

    void weAttachToAProgramAndCallItsContexts();
    void weFindItsContextsAndWhatTheyAre();
    void weStartContextsBelowItsContexts();
    void aContextThatEndsIsTold();
    void aProgramThatDiesIsTold();
    void aProgramThatIsStoppedDoesNotStopUs();
    void severalProgramsAndATreeOfOurOwnWorkSideBySide();

    void aScriptLearnsOurContextsAndCallsThem();
    void aScriptStartsContextsBelowOurs();
    void aScriptsFunctionsGetTheirModulesFromUs();
    void aScriptCannotCallUs();
    void aRefusedScriptGetsMitogensOwnError();
    void aScriptWaitsForItsAnswer();
    void aScriptThatIsKilledLeavesNothing();
    void aScriptMayAttachToAnAttachedDesktop();
};

void PythonAttachTest::weAttachToAProgramAndCallItsContexts()
{
    const Server server(*m_directory);
    const auto found = attach::findSockets(m_directory->path());
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found[0].pid, std::optional(static_cast<pid_t>(server.pid)));
    QVERIFY(found[0].commandLine.find("attach_server.py") != std::string::npos);

    const auto attachment = attached(server.path);
    QCOMPARE(attachment->server().id(), MasterId);
    QCOMPARE(attachment->serverPid(), server.pid);
    QVERIFY(attachment->id() > ContextId{server.first});
    QCOMPARE(attachment->peerKind(), server.isTagged ? attach::PeerKind::Mitogen : attach::PeerKind::OldMitogen);
    QCOMPARE(attachment->fileChunks(), server.isTagged ? wire::Magic::Bin : wire::Magic::Mgc);
    QCOMPARE(attachment->router().parentStream()->name(), str("unix_listener.", server.pid));

    QVERIFY(*call(*attachment, server.first, "os.getpid").as<std::int64_t>() > 1);
    QCOMPARE(call(*attachment, server.second, "os.getppid"), call(*attachment, server.first, "os.getpid"));
    QCOMPARE(call(*attachment, server.second, "os.path.join", {Value("a"), Value("b")}), Value("a/b"));
    Dict name;
    name.set("name", "you");
    QCOMPARE(attachment->server().callService("shop.Shop", "greet", name, 30s), Value("hello you"));
    // Functions of the program itself are not to be had, nor is what does not exist.
    const auto refused = attachment->server().tryCall(rpc::Call::byName("os.getpid"), 30s);
    QCOMPARE(refused.error().text(), std::string("invalid handle"));
    const auto nobody =
        rpc::Context(attachment->router(), ContextId{999'999}).tryCall(rpc::Call::byName("os.getpid"), 30s);
    QCOMPARE(nobody.error().text(), std::string("no route to 999999, my ID is 0"));
    const auto failed = rpc::Context(attachment->router(), ContextId{server.first})
                            .tryCall(rpc::Call::byName("os.listdir", {Value("/nowhere")}), 30s);
    QVERIFY(failed.error().text().starts_with("builtins.FileNotFoundError"));
    // It wrote no error.
    QVERIFY2(readFile(server.log).find("ERROR") == std::string::npos, readFile(server.log).c_str());
}

void PythonAttachTest::weFindItsContextsAndWhatTheyAre()
{
    const Server server(*m_directory);
    const auto attachment = attached(server.path);
    QVERIFY(attachment->contexts().empty());
    QCOMPARE(survey(*attachment), std::string());
    const auto& contexts = attachment->contexts();
    QCOMPARE(contexts.size(), 2U);
    QCOMPARE(contexts[0].id, ContextId{server.first});
    QCOMPARE(contexts[0].parent, std::optional(MasterId));
    QCOMPARE(contexts[1].id, ContextId{server.second});
    QCOMPARE(contexts[1].parent, std::optional(ContextId{server.first}));
    for (const attach::KnownContext& context : contexts) {
        QVERIFY(!context.native && context.responds);
        QCOMPARE(*context.facts.find("pid"), call(*attachment, raw(context.id), "os.getpid"));
        QCOMPARE(*context.facts.find("uid"), Value(static_cast<std::int64_t>(::getuid())));
        QVERIFY(!context.facts.find("host")->as<std::string>()->empty());
        QCOMPARE(*context.facts.find("user"), call(*attachment, raw(context.id), "getpass.getuser"));
    }
    // Again, with what is new.
    connect::Connector connector(connect::Connector::Parts{
        .router = attachment->router(), .ids = attachment->ids(), .agents = m_master->agents(), .remoteName = "test"});
    for (const std::uint32_t id : {server.first, server.second})
        connector.introduce(ContextId{id}, {str("context ", id)}, connect::Connector::Runtime::Python);
    test::Outcome outcome;
    const auto handle = connector.connect(localHop(true), ContextId{server.second}, outcome);
    QVERIFY(m_master->until([&] { return outcome.done(); }));
    QCOMPARE(outcome.error(), std::string());
    QCOMPARE(survey(*attachment), std::string());
    QCOMPARE(attachment->contexts().size(), 3U);
    QCOMPARE(attachment->contexts().back().id, outcome.result()->id);
    QCOMPARE(attachment->contexts().back().parent, std::optional(ContextId{server.second}));
}

void PythonAttachTest::weStartContextsBelowItsContexts()
{
    const Server server(*m_directory);
    const auto attachment = attached(server.path);
    connect::Connector connector(connect::Connector::Parts{
        .router = attachment->router(), .ids = attachment->ids(), .agents = m_master->agents(), .remoteName = "test"});
    for (const std::uint32_t id : {server.first, server.second})
        connector.introduce(ContextId{id}, {str("context ", id)}, connect::Connector::Runtime::Python);
    test::Outcome outcome;
    const auto handle = connector.connect(localHop(true), ContextId{server.first}, outcome);
    QVERIFY(m_master->until([&] { return outcome.done(); }));
    QCOMPARE(outcome.error(), std::string());
    const std::uint32_t id = raw(outcome.result()->id);
    QCOMPARE(call(*attachment, id, "os.getppid"), call(*attachment, server.first, "os.getpid"));
    attachment->note(outcome.result()->id, outcome.result()->name, ContextId{server.first}, false);
    QCOMPARE(attachment->contexts().size(), 1U);
    QCOMPARE(attachment->contexts()[0].name, outcome.result()->name);
    // Ended, it is known to be gone.
    connector.disconnect(outcome.result()->id);
    QVERIFY(m_master->until([&] { return attachment->contexts().empty(); }));
}

void PythonAttachTest::aContextThatEndsIsTold()
{
    const Server server(*m_directory);
    const auto attachment = attached(server.path);
    QCOMPARE(survey(*attachment), std::string());
    const auto pid = static_cast<pid_t>(*call(*attachment, server.second, "os.getpid").as<std::int64_t>());
    std::optional<Result<Value>> ended;
    const auto waiting = rpc::Context(attachment->router(), ContextId{server.second})
                             .callAsync(rpc::Call::byName("time.sleep", {Value(600)}),
                                        [&ended](Result<Value> result) { ended = std::move(result); });
    ::kill(pid, SIGKILL);
    QVERIFY(m_master->until([&] { return ended.has_value() && attachment->contexts().size() == 1; }));
    QVERIFY(ended->error().kind() == ErrorKind::Channel);
    QCOMPARE(attachment->contexts()[0].id, ContextId{server.first});
}

void PythonAttachTest::aProgramThatDiesIsTold()
{
    Server server(*m_directory);
    auto attachment = attached(server.path);
    std::optional<Result<Value>> ended;
    const auto waiting = rpc::Context(attachment->router(), ContextId{server.first})
                             .callAsync(rpc::Call::byName("time.sleep", {Value(600)}),
                                        [&ended](Result<Value> result) { ended = std::move(result); });
    bool lost = false;
    const Subscription listening = attachment->lost.connect([&](const Error&) {
        lost = true;
        attachment.reset();
    });
    std::optional<Result<>> surveyed;
    attachment->survey([&surveyed](Result<> complete) { surveyed = std::move(complete); });
    server.program.signal(SIGKILL);
    QVERIFY(m_master->until([&] { return lost && ended.has_value(); }));
    QVERIFY(ended->error().kind() == ErrorKind::Channel);
    QVERIFY(surveyed.has_value());
    server.program.stop();
    const Outcome again = attempt(server.path);
    QCOMPARE(again.error().errnum(), ECONNREFUSED);
}

void PythonAttachTest::aProgramThatIsStoppedDoesNotStopUs()
{
    const ContextId own = start(false);
    Server server(*m_directory);
    server.program.signal(SIGSTOP);
    QVERIFY(m_master->until(
        [&] { return readFile(str("/proc/", server.pid, "/stat")).find(") T ") != std::string::npos; }));
    std::optional<Outcome> outcome;
    const auto take = [&outcome](Outcome result) { outcome = std::move(result); };
    auto handle = attach::connect(m_master->broker(), server.path, {.deadline = 60s, .log = {}}, take);
    QVERIFY(pidOf(own) > 1);
    QVERIFY(!outcome);
    handle = attach::connect(m_master->broker(), server.path, {.deadline = 200ms, .log = {}}, take);
    QVERIFY(m_master->until([&] { return outcome.has_value(); }));
    QVERIFY(outcome->error().kind() == ErrorKind::Timeout);
    server.program.signal(SIGCONT);
    QVERIFY(attempt(server.path));
}

void PythonAttachTest::severalProgramsAndATreeOfOurOwnWorkSideBySide()
{
    const test::TempDir other;
    const Server one(*m_directory);
    const Server two(other);
    const ContextId own = start(true);
    const auto first = attached(one.path);
    auto second = attached(two.path);
    const auto third = attached(two.path);
    QVERIFY(second->id() != third->id());
    QVERIFY(call(*first, one.first, "os.getpid") != call(*second, two.first, "os.getpid"));
    second.reset();
    QCOMPARE(call(*third, two.first, "os.getppid"), Value(two.pid));
    QCOMPARE(call(*first, one.first, "os.getppid"), Value(one.pid));
    QVERIFY(pidOf(own) > 1);
}

void PythonAttachTest::aScriptLearnsOurContextsAndCallsThem()
{
    const ContextId native = start(false);
    const ContextId python = start(true);
    const ContextId deep = start(true, native);
    listen();
    const QJsonArray listed = script("list").toArray();
    QCOMPARE(listed.size(), 3);
    QCOMPARE(listed[0].toObject()["id"].toInt(), static_cast<int>(raw(native)));
    QCOMPARE(listed[0].toObject()["name"].toString(), QString::fromStdString(m_master->router().contextName(native)));
    QCOMPARE(m_doorman.asked.size(), 1U);
    QVERIFY(m_doorman.asked[0].program.starts_with("python3"));
    QVERIFY(m_doorman.asked[0].commandLine.find("attach_client.py") != std::string::npos);

    const QJsonObject pids = script("pids").toObject();
    QCOMPARE(pids.size(), 3);
    for (const ContextId id : {native, python, deep})
        QCOMPARE(pids[QString::number(raw(id))].toInteger(), pidOf(id));
    QVERIFY(m_master->until([&] { return m_doorman.left.size() == 2 && m_listener->clients().empty(); }));
}

void PythonAttachTest::aScriptStartsContextsBelowOurs()
{
    const ContextId native = start(false);
    const ContextId python = start(true);
    listen();
    const QJsonObject started = script("children").toObject();
    QCOMPARE(started.size(), 2);
    for (const ContextId id : {native, python}) {
        const QJsonArray child = started[QString::number(raw(id))].toArray();
        QVERIFY(child.at(0).toInt() > 0);
        QVERIFY(child.at(1).toInt() > 1);
        QVERIFY(!m_master->router().findRoute(ContextId{static_cast<std::uint32_t>(child.at(0).toInt())}));
    }
}

void PythonAttachTest::aScriptsFunctionsGetTheirModulesFromUs()
{
    writeFile(m_directory->file("attached_module.py"), "def double(number):\n    return 'of the script'\n");
    writeFile(m_directory->file("modules/attached_module.py"), "def double(number):\n    return 2 * number\n");
    start(true, start(false));
    listen();
    QCOMPARE(script("modules").toArray().at(0).toInt(), 42);
    QVERIFY(std::ranges::any_of(m_master->modules().responder().served(),
                                [](const modules::ServedModule& module) { return module.name == "attached_module"; }));
}

void PythonAttachTest::aScriptCannotCallUs()
{
    listen();
    QCOMPARE(script("master").toString(), QStringLiteral("invalid handle"));
}

void PythonAttachTest::aRefusedScriptGetsMitogensOwnError()
{
    m_doorman.manner = test::Doorman::Manner::Refuse;
    listen();
    QCOMPARE(script("list").toString(), QString::fromStdString(str("ConnectError: could not connect to ",
                                                                   m_listener->path(), ": Connection reset by peer")));
    QVERIFY(m_doorman.attached.empty());
}

void PythonAttachTest::aScriptWaitsForItsAnswer()
{
    m_doorman.manner = test::Doorman::Manner::Keep;
    listen(50ms);
    auto running = startScript("list");
    QVERIFY(m_master->until([&] { return m_doorman.kept.size() == 1; }));
    const TimePoint later = Clock::now() + 300ms;
    m_master->until([&] { return Clock::now() > later; });
    QVERIFY(running->running());
    m_doorman.kept[0](attach::Decision::Admit);
    QVERIFY(m_master->until([&] { return !running->running(); }));
    QCOMPARE(readFile(m_directory->file("script.log")), std::string("[]\n"));
    // One that is killed meanwhile is asked for no more.
    running = startScript("list");
    QVERIFY(m_master->until([&] { return m_doorman.kept.size() == 2; }));
    running->signal(SIGKILL);
    QVERIFY(m_master->until([&] { return m_doorman.withdrawn.size() == 1; }));
}

void PythonAttachTest::aScriptThatIsKilledLeavesNothing()
{
    const ContextId own = start(true);
    listen();
    const auto running = startScript("stay");
    QVERIFY(m_master->until([&] { return m_listener->clients().size() == 1; }));
    QCOMPARE(m_listener->clients()[0].pid, running->pid());
    running->signal(SIGKILL);
    QVERIFY(m_master->until([&] { return m_listener->clients().empty(); }));
    QCOMPARE(m_master->router().getStreams().size(), 1U);
    QVERIFY(pidOf(own) > 1);
}

// Through us into another program's tree: each keeps to its own ids, and neither sees the other's.
void PythonAttachTest::aScriptMayAttachToAnAttachedDesktop()
{
    const Server server(*m_directory);
    const auto attachment = attached(server.path);
    const ContextId own = start(true);
    listen();
    const QJsonObject pids = script("pids").toObject();
    QCOMPARE(pids.keys(), QStringList{QString::number(raw(own))});
    QCOMPARE(pids.begin()->toInteger(), pidOf(own));
    QCOMPARE(call(*attachment, server.first, "os.getppid"), Value(server.pid));
}

QTEST_GUILESS_MAIN(PythonAttachTest)
#include "python_attach_test.moc"
