#include "core/connect/missing_methods.h"
#include "core/io/profile.h"
#include "tests/gui/support/real_engine.h"
#include "tests/support/traces.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <map>
#include <unistd.h>

using namespace rz;
using namespace rz::qt;
using namespace std::chrono_literals;

namespace {

using test::Deadline;

const connect::Hop Local{.method = "local", .options = {}};

// The real engine, and the tree as its signals tell it.
struct Desk {
    explicit Desk(Drive drive = Drive::OwnThread, LivenessOptions liveness = {})
    {
        EngineOptions options;
        options.drive = drive;
        options.liveness = liveness;
        engine = test::makeEngine(options);
        QObject::connect(engine.get(), &EngineApi::treeChanged, engine.get(), [this](const TreeChanges& changes) {
            for (const NodeKey key : changes.removed)
                nodes.erase(key);
            for (const NodeSnapshot& node : changes.changed) {
                nodes.insert_or_assign(node.key, node);
                states[node.key].push_back(node.state);
            }
        });
    }

    const NodeSnapshot& node(NodeKey key) { return nodes[key]; }
    NodeState state(NodeKey key) { return nodes[key].state; }
    pid_t pid(NodeKey key) { return static_cast<pid_t>(*nodes[key].facts.find("pid")->as<std::int64_t>()); }
    NodeKey local(NodeKey parent = RootNode)
    {
        const NodeKey key = engine->connectChild(parent, Local);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(nodes.contains(key) && state(key) != NodeState::Connecting, Deadline); }();
        return key;
    }
    Result<Value> call(NodeKey key, std::string_view name, std::vector<Value> args = {}, Dict kwargs = {})
    {
        std::optional<Result<Value>> got;
        const auto job = engine->call(key, rpc::Call::byName(name, std::move(args), std::move(kwargs)));
        QObject::connect(job.get(), &CallJob::finished, job.get(),
                         [&got](const Result<Value>& result) { got = result; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), Deadline); }();
        return got.value_or(fail(ErrorKind::Timeout, "the test gave up"));
    }

    std::unique_ptr<Engine> engine;
    std::map<NodeKey, NodeSnapshot> nodes;
    std::map<NodeKey, std::vector<NodeState>> states;
};

// One that has ended counts as gone: who reaps an orphan, and when, is up to the machine.
bool exists(pid_t pid)
{
    QFile state(QStringLiteral("/proc/%1/stat").arg(pid));
    return state.open(QIODevice::ReadOnly) && !state.readAll().contains(") Z ");
}

}  // namespace

class EngineTest : public QObject {
    Q_OBJECT

private slots:
    void aChildComesUpAndAnswers_data()
    {
        QTest::addColumn<Drive>("drive");
        QTest::newRow("own thread") << Drive::OwnThread;
        QTest::newRow("Qt's loop") << Drive::QtLoop;
    }
    void aChildComesUpAndAnswers()
    {
        QFETCH(const Drive, drive);
        Desk f(drive);
        const NodeKey child = f.local();
        QVERIFY2(f.state(child) == NodeState::Connected,
                 f.node(child).failure ? f.node(child).failure->text().c_str() : "");
        QVERIFY(!f.node(child).identity.empty());
        QCOMPARE(f.node(child).root, ::geteuid() == 0);
        const auto pid = f.call(child, "os.getpid");
        QVERIFY2(pid.has_value(), pid ? "" : pid.error().text().c_str());
        QCOMPARE(*pid->as<std::int64_t>(), f.pid(child));
    }

    void availableMethodsComeInTheOrderOfTheMenu()
    {
        Desk f;
        std::vector<std::string> wanted;
        for (const connect::MethodDescription* method : connect::methods())
            wanted.emplace_back(method->name);
        std::vector<std::string> available = f.engine->availableMethods();
        QVERIFY(available.size() > 2 && available.front() == "ssh");
        std::erase_if(wanted, [&available](const std::string& name) {
            return std::ranges::find(available, name) == available.end();
        });
        QCOMPARE(available, wanted);
    }

    void aSearchIsMadeWhereTheConnectionWouldBegin()
    {
        Desk f;
        const NodeKey child = f.local();
        const QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("docker"));
        QFile script(path);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nprintf 'web\\trunning\\t%s\\n' \"$(cat /proc/$PPID/comm)\"\n");
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        script.close();
        connect::Hop hop{.method = "docker", .options = {}};
        hop.options.set("docker_path", path.toStdString());

        std::map<NodeKey, Result<std::vector<connect::Candidate>>> found;
        for (const NodeKey parent : {RootNode, child}) {
            f.engine->discover(parent, hop, f.engine.get(),
                               [&found, parent](auto candidates) { found.emplace(parent, candidates); });
        }
        QTRY_COMPARE_WITH_TIMEOUT(found.size(), std::size_t{2}, Deadline);
        QVERIFY(found.at(RootNode) && found.at(child));
        QCOMPARE(found.at(RootNode)->front().name, std::string("web"));
        QVERIFY(found.at(RootNode)->front().note != found.at(child)->front().note);
    }

    void aContextTellsWhichProgramsItLacks()
    {
        const QTemporaryDir programs;
        const QByteArray path = qgetenv("PATH");
        qputenv("PATH", programs.path().toUtf8());
        Desk f;
        const NodeKey child = f.local();
        qputenv("PATH", path);  // the desktop's own is another
        const auto missing = [&f](NodeKey where) {
            std::optional<std::vector<std::string>> told;
            f.engine->missingMethods(where, f.engine.get(), [&told](const auto& methods) { told = methods; });
            [&] { QTRY_VERIFY_WITH_TIMEOUT(told.has_value(), Deadline); }();
            return told.value_or(std::vector<std::string>());
        };
        std::vector<std::string> all;
        for (const connect::MethodDescription* method : connect::methods()) {
            const bool byPath = method->program.starts_with('/');
            if (!method->program.empty() && !(byPath && QFile::exists(QString::fromUtf8(method->program))))
                all.emplace_back(method->name);
        }
        QVERIFY(all.size() > 5);
        QCOMPARE(missing(child), all);
        // What is installed later is found without a new connection.
        QFile docker(programs.filePath(QStringLiteral("docker")));
        QVERIFY(docker.open(QIODevice::WriteOnly));
        docker.write("#!/bin/sh\n");
        docker.close();
        QCOMPARE(missing(child), all);  // nobody may execute it
        QVERIFY(docker.setPermissions(QFile::ReadOwner | QFile::ExeOwner));
        std::erase(all, "docker");
        QCOMPARE(missing(child), all);
        std::vector<std::string> own = connect::methodsWithoutProgram();
        std::erase(own, "ssh");
        QCOMPARE(missing(RootNode), own);
        QCOMPARE(missing(NodeKey{4711}), std::vector<std::string>());
    }

    void aSearchBelowALostContextFails()
    {
        Desk f;
        std::optional<Result<std::vector<connect::Candidate>>> found;
        f.engine->discover(NodeKey{4711}, {.method = "docker", .options = {}}, f.engine.get(),
                           [&found](auto candidates) { found = candidates; });
        QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), Deadline);
        QVERIFY(found->error().kind() == ErrorKind::Channel);
    }

    void aStoryTellsEveryStep()
    {
        Desk f;
        const QSignalSpy told(f.engine.get(), &EngineApi::storyChanged);
        const NodeKey child = f.local();
        QVERIFY(!told.isEmpty());
        const connect::Story story = f.engine->story(child);
        QVERIFY(story.steps.size() >= 2);
        for (const connect::StoryStep& step : story.steps)
            QVERIFY2(step.state == connect::StepState::Done, step.name.c_str());
    }

    void aChainIsBuiltHopByHop()
    {
        Desk f;
        const NodeKey first = f.engine->connectChain(RootNode, {Local, Local, Local});
        const NodeKey last{static_cast<std::uint64_t>(first) + 2};
        QTRY_VERIFY_WITH_TIMEOUT(f.nodes.contains(last) && f.state(last) == NodeState::Connected, Deadline);
        QCOMPARE(f.engine->chainOf(last).size(), 3u);
        QVERIFY(f.node(last).parent == NodeKey{static_cast<std::uint64_t>(first) + 1});
        const auto pid = f.call(last, "os.getpid");
        QVERIFY(pid && *pid->as<std::int64_t>() == f.pid(last));
    }

    void functionsAreAskedOnceForEachConnection()
    {
        Desk f;
        const NodeKey child = f.local();
        std::vector<std::size_t> counts;
        const auto ask = [&] {
            f.engine->functions(child, f.engine.get(), [&counts](const auto& functions) {
                counts.push_back(functions ? functions->size() : 0);
            });
        };
        ask();
        QVERIFY(counts.empty());  // never inside the call
        QTRY_COMPARE_WITH_TIMEOUT(counts.size(), 1u, Deadline);
        ask();
        QTRY_COMPARE_WITH_TIMEOUT(counts.size(), 2u, Deadline);
        QVERIFY(counts[0] > 5);
        QCOMPARE(counts[0], counts[1]);
    }

    void aKilledChildIsLostWithAllBelowIt()
    {
        Desk f;
        const NodeKey child = f.local();
        const NodeKey below = f.local(child);
        QVERIFY(f.state(below) == NodeState::Connected);
        ::kill(f.pid(child), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(child) == NodeState::Lost && f.state(below) == NodeState::Lost, Deadline);
        QVERIFY(f.node(child).failure && !f.node(child).failure->text().empty());
        QVERIFY2(f.node(below).failure->text().find("local") != std::string::npos,
                 f.node(below).failure->text().c_str());
        const auto result = f.call(child, "os.getpid");
        QVERIFY(!result && result.error().kind() == ErrorKind::Channel);
    }

    void aLostSubtreeIsRebuiltParentsFirst()
    {
        Desk f;
        const NodeKey child = f.local();
        const NodeKey below = f.local(child);
        const auto oldId = f.node(below).id;
        ::kill(f.pid(child), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(below) == NodeState::Lost, Deadline);
        f.engine->reconnect(child);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(child) == NodeState::Connected && f.state(below) == NodeState::Connected,
                                 Deadline);
        QVERIFY(f.node(below).id != oldId);
        QVERIFY(f.call(below, "os.getpid").has_value());
    }

    void reconnectingALeafBringsBackWhatItStandsOn()
    {
        Desk f;
        const NodeKey child = f.local();
        const NodeKey below = f.local(child);
        ::kill(f.pid(child), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(below) == NodeState::Lost, Deadline);
        f.engine->reconnect(below);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(below) == NodeState::Connected, Deadline);
        QVERIFY(f.state(child) == NodeState::Connected);
    }

    void aSilentChildIsSlowThenLost()
    {
        Desk f(Drive::OwnThread, {.interval = 100ms, .lostAfter = 2s});
        const NodeKey child = f.local();
        QTRY_VERIFY_WITH_TIMEOUT(f.node(child).rtt.has_value(), Deadline);
        const pid_t pid = f.pid(child);
        ::kill(pid, SIGSTOP);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(child) == NodeState::Lost, Deadline);
        const auto& seen = f.states[child];
        QVERIFY(std::ranges::find(seen, NodeState::Slow) != seen.end());
        QVERIFY2(f.node(child).failure->text().find("has not answered for 2 s") != std::string::npos,
                 f.node(child).failure->text().c_str());
        ::kill(pid, SIGCONT);
        QTRY_VERIFY_WITH_TIMEOUT(!exists(pid), Deadline);  // it ends as soon as it wakes
    }

    void disconnectingClosesTheSubtree()
    {
        Desk f;
        const NodeKey child = f.local();
        const NodeKey below = f.local(child);
        const pid_t pid = f.pid(below);
        f.engine->disconnectNode(child);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(child) == NodeState::Closed && f.state(below) == NodeState::Closed, Deadline);
        QVERIFY(!f.node(child).failure);
        QTRY_VERIFY_WITH_TIMEOUT(!exists(pid), Deadline);
        f.engine->forget(child);
        QTRY_VERIFY_WITH_TIMEOUT(f.nodes.empty(), Deadline);
        QVERIFY(f.engine->nodes().empty());
    }

    // A question may stay open for ever.
    void whatOthersStartIsShownWhileAQuestionIsOpen()
    {
        Desk f;
        const NodeKey child = f.local();
        const QTemporaryDir directory;
        const QString path = directory.filePath(QStringLiteral("doas"));
        QFile script(path);
        QVERIFY(script.open(QIODevice::WriteOnly));
        script.write("#!/bin/sh\nexec </dev/tty >/dev/tty\nstty -echo\nprintf 'Password: '\nread -r answer\n");
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
        script.close();
        connect::Hop asking{.method = "doas", .options = {}};
        asking.options.set("username", "root");
        asking.options.set("doas_path", path.toStdString());
        const NodeKey waiting = f.engine->connectChild(RootNode, asking);
        QTRY_VERIFY_WITH_TIMEOUT(f.node(waiting).waitingForUser, Deadline);

        Dict kwargs;
        kwargs.set("name", None{});
        kwargs.set("method_name", "local");
        kwargs.set("kwargs", Kwargs{});
        const auto made = f.call(child, "mitogen.parent._proxy_connect", {}, std::move(kwargs));
        QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
        const auto stranger = [&f] {
            return std::ranges::find_if(f.nodes, [](const auto& entry) { return entry.second.foreign; });
        };
        QTRY_VERIFY_WITH_TIMEOUT(stranger() != f.nodes.end(), Deadline);
        QCOMPARE(stranger()->second.parent, child);
        QVERIFY(f.node(waiting).waitingForUser);
    }

    void cancellingStopsAConnection()
    {
        Desk f;
        connect::Hop nowhere{.method = "ssh", .options = {}};
        nowhere.options.set("hostname", "192.0.2.1");  // answers nothing
        const NodeKey node = f.engine->connectChild(RootNode, nowhere);
        QTRY_VERIFY_WITH_TIMEOUT(f.nodes.contains(node), Deadline);
        f.engine->cancelConnect(node);
        QTRY_VERIFY_WITH_TIMEOUT(f.state(node) != NodeState::Connecting, Deadline);
    }

    void aChildOfWhatFailedFails()
    {
        Desk f;
        connect::Hop nowhere{.method = "ssh", .options = {}};
        nowhere.options.set("hostname", "no-such-host.invalid");
        const NodeKey first = f.engine->connectChain(RootNode, {nowhere, Local});
        const NodeKey second{static_cast<std::uint64_t>(first) + 1};
        QTRY_VERIFY_WITH_TIMEOUT(f.nodes.contains(second) && f.state(second) == NodeState::Failed, Deadline);
        QVERIFY(f.state(first) == NodeState::Failed);
        QVERIFY(f.node(second).failure->text().find("no-such-host.invalid") != std::string::npos);
    }

    void aCallCanBeCancelled()
    {
        Desk f;
        const NodeKey child = f.local();
        const auto job = f.engine->call(child, rpc::Call::byName("rhizome.sleep", {Value(60.0)}));
        std::optional<Result<Value>> got;
        QObject::connect(job.get(), &CallJob::finished, job.get(),
                         [&got](const Result<Value>& result) { got = result; });
        job->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), Deadline);
        QVERIFY(!*got);
    }

    void routesAndLinksAreTold()
    {
        Desk f;
        const QSignalSpy stats(f.engine.get(), &EngineApi::statsChanged);
        const NodeKey child = f.local();
        const NodeKey below = f.local(child);
        QTRY_COMPARE_WITH_TIMEOUT(f.engine->routes().size(), 2u, Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(!f.engine->links().empty(), Deadline);
        QCOMPARE(f.engine->links().size(), 1u);  // one stream carries both
        QVERIFY(f.engine->links()[0].id == f.node(child).id);
        QTRY_VERIFY_WITH_TIMEOUT(f.node(child).bytesIn > 0, Deadline);
        QVERIFY(f.node(below).id.has_value());
    }

    void callsUnderWayMayOutliveTheEngine()
    {
        std::unique_ptr<CallJob> job;
        std::unique_ptr<CallJob> streaming;
        {
            Desk f;
            const NodeKey child = f.local();
            const List yes{{Value("yes")}};
            job = f.engine->call(child, rpc::Call::byName("rhizome.sleep", {Value(60.0)}));
            streaming = f.engine->call(child, rpc::Call::byName("proc.run", {Value(yes)}), "output");
            const QSignalSpy streamed(streaming.get(), &CallJob::streamed);
            QTRY_VERIFY_WITH_TIMEOUT(!streamed.isEmpty(), Deadline);
        }
        job->cancel();
        streaming->cancel();
    }

    void theEndOfTheEngineEndsEveryProcess()
    {
        std::vector<pid_t> pids;
        {
            Desk f;
            const NodeKey child = f.local();
            const NodeKey below = f.local(child);
            pids = {f.pid(child), f.pid(below)};
        }
        for (const pid_t pid : pids)
            QTRY_VERIFY_WITH_TIMEOUT(!exists(pid), Deadline);
    }

    // Last: it cannot be switched off.
    void aProfiledEngineLeavesTracesOfItsThreadsAndBelow()
    {
        io::enableProfiling();
        pid_t child = 0;
        {
            const io::ThreadProfile profile("gui");
            Desk f;
            child = f.pid(f.local());
        }
        const auto traces = test::tracesOf(::getpid());
        QVERIFY(test::traceOf(traces, "gui").whole);
        QVERIFY(test::traceOf(traces, "gui").spans.contains(QStringLiteral("batch")));
        QVERIFY(test::traceOf(traces, "broker").whole);
        QTRY_VERIFY_WITH_TIMEOUT(!exists(child), Deadline);
        QVERIFY(!test::tracesOf(child).isEmpty());
    }
};

QTEST_GUILESS_MAIN(EngineTest)
#include "engine_test.moc"
