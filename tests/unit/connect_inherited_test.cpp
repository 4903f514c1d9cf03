// What a context passes on to those that are connected below it, and what a hop says otherwise. With real agents.
#include "core/base/str.h"
#include "core/connect/openers/openers.h"
#include "tests/support/paths.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/traces.h"

#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

const connect::Hop Local{.method = "local", .options = {}};

connect::Hop localWith(std::string_view option, bool value)
{
    connect::Hop hop = Local;
    hop.options.set(Value(option), Value(value));
    return hop;
}

// A master whose router has settings of its own.
class Family {
public:
    explicit Family(routing::RouterOptions options, std::unique_ptr<connect::AgentStore> agents = nullptr)
        : m_agents(std::move(agents)),
          m_router(m_base.broker(), std::move(options)),
          m_ids(routing::makeMasterIdSource(m_router)),
          m_connector(
              {.router = m_router, .ids = *m_ids, .agents = theAgents(), .prompts = nullptr, .remoteName = "test"})
    {
        connect::addOpeners(m_connector, theAgents());
    }
    ~Family()
    {
        for (const auto& stream : m_router.getStreams())
            m_connector.disconnect(stream->remoteId());
        m_base.until([this] { return m_router.getStreams().empty(); });
    }

    ContextId add(const connect::Hop& hop, std::optional<ContextId> via = {})
    {
        Outcome outcome;
        const auto handle = m_connector.connect(hop, via, outcome);
        m_base.until([&] { return outcome.done(); });
        return outcome.done() && outcome.result() ? outcome.result()->id : MasterId;
    }
    rpc::Context context(ContextId id) { return {m_router, id}; }
    pid_t pidOf(ContextId id) { return static_cast<pid_t>(*context(id).call("os.getpid").as<std::int64_t>()); }
    bool until(const std::function<bool()>& done) { return m_base.until(done); }

private:
    connect::AgentStore& theAgents() { return m_agents ? *m_agents : m_base.agents(); }

    TestMaster m_base;
    const std::unique_ptr<connect::AgentStore> m_agents;
    routing::Router m_router;
    std::unique_ptr<routing::IdSource> m_ids;
    connect::Connector m_connector;
};

// All that the threads of a process that has ended did.
QStringList takeSpans(pid_t pid)
{
    QStringList spans;
    for (const Trace& trace : tracesOf(pid))
        spans += trace.spans;
    return spans;
}

std::string debugLogOf(pid_t pid)
{
    return str("/tmp/rhizome.", pid, ".log");
}

bool takeDebugLog(pid_t pid)
{
    return ::unlink(debugLogOf(pid).c_str()) == 0;
}

}  // namespace

class ConnectInheritedTest : public QObject {
    Q_OBJECT

private slots:
    void theLimitOfMessagesIsThatOfTheMaster()
    {
        const TempDir directory;
        const std::string path = directory.file("large");
        writeFile(path, std::string(400'000, 'x'));
        Family family({.maxMessageSize = 300'000});
        const ContextId child = family.add(Local);
        const ContextId grandchild = family.add(Local, child);
        for (const ContextId id : {child, grandchild}) {
            // It is where the answer is made that it is found too large.
            const auto refused = family.context(id).tryCall(rpc::Call::byName("fs.read", {Value(path)}));
            QVERIFY(refused.error().kind() == ErrorKind::Call);
            QVERIFY2(refused.error().text().find("message too large (max 300000 bytes)") != std::string::npos,
                     refused.error().text().c_str());
            QVERIFY(family.context(id).tryCall(rpc::Call::byName("fs.read", {Value(path), Value(0), Value(200'000)})));
        }
    }

    void unidirectionalRoutingIsThatOfTheMaster()
    {
        const TempDir directory;
        QCOMPARE(::symlink(binary("asker").c_str(), directory.file("rhizome-agent").c_str()), 0);
        const auto asked = [&directory](bool unidirectional) {
            Family family({.unidirectional = unidirectional}, connect::makeInstalledAgentStore({directory.path()}));
            const ContextId child = family.add(Local);
            const ContextId left = family.add(Local, child);
            const ContextId right = family.add(Local, child);
            const std::string refused = str("routing mode prevents forward of message from context ", raw(left),
                                            " to context ", raw(right), " via context ", raw(child));
            const Value answer = family.context(left).call("test.ask", {Value(raw(right))});
            return *answer.as<std::string>() == refused ? "refused" : *answer.as<std::string>();
        };
        QCOMPARE(asked(true), std::string("refused"));
        QCOMPARE(asked(false), std::string("invalid handle"));
    }

    void debuggingIsThatOfTheMasterUnlessAHopSaysOtherwise()
    {
        Family family({.debug = true});
        const ContextId child = family.add(Local);
        const ContextId grandchild = family.add(Local, child);
        const ContextId quiet = family.add(localWith("debug", false), child);
        QVERIFY(takeDebugLog(family.pidOf(child)));
        QVERIFY(takeDebugLog(family.pidOf(grandchild)));
        QVERIFY(!takeDebugLog(family.pidOf(quiet)));
    }

    void aProfileIsWrittenFromTheHopOnThatAsksForIt()
    {
        pid_t above = 0;
        pid_t profiled = 0;
        pid_t below = 0;
        pid_t spared = 0;
        {
            Family family({});
            const ContextId first = family.add(Local);
            const ContextId second = family.add(localWith("profiling", true), first);
            const ContextId third = family.add(Local, second);
            const ContextId fourth = family.add(localWith("profiling", false), third);
            above = family.pidOf(first);
            profiled = family.pidOf(second);
            below = family.pidOf(third);
            spared = family.pidOf(fourth);
        }
        QVERIFY(profiled != 0 && below != 0);
        for (const pid_t pid : {profiled, below})
            QVERIFY(QTest::qWaitFor([pid] { return ::kill(pid, 0) != 0; }));
        QVERIFY(tracesOf(above).isEmpty());
        QVERIFY(tracesOf(spared).isEmpty());
        QVERIFY(takeSpans(profiled).contains(QStringLiteral("os.getpid")));
        QVERIFY(takeSpans(below).contains(QStringLiteral("os.getpid")));
    }

    void aProfilingMasterProfilesAllBelow()
    {
        pid_t child = 0;
        pid_t grandchild = 0;
        {
            Family family({.profiling = true});
            const ContextId first = family.add(Local);
            child = family.pidOf(first);
            grandchild = family.pidOf(family.add(Local, first));
        }
        for (const pid_t pid : {child, grandchild}) {
            QVERIFY(QTest::qWaitFor([pid] { return ::kill(pid, 0) != 0; }));
            QVERIFY(takeSpans(pid).contains(QStringLiteral("os.getpid")));
        }
    }
};

QTEST_GUILESS_MAIN(ConnectInheritedTest)
#include "connect_inherited_test.moc"
