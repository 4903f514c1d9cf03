// Two engines of one machine: one lets others in, the other attaches to it.
#include "core/attach/contexts_service.h"
#include "core/attach/listener.h"
#include "core/routing/id_source.h"
#include "core/rpc/pool.h"
#include "tests/gui/support/real_engine.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <map>

using namespace rz;
using namespace rz::qt;
using Decision = connect::PromptAnswer::Decision;

namespace {

using test::Deadline;

const connect::Hop LocalHop{.method = "local", .options = {}};

// The real engine, the trees as its signals tell them, and what it asks.
struct ProgramsDesk {
    ProgramsDesk()
    {
        QObject::connect(engine.get(), &EngineApi::treeChanged, engine.get(), [this](const TreeChanges& changes) {
            for (const NodeKey key : changes.removed)
                nodes.erase(key);
            for (const NodeSnapshot& node : changes.changed)
                nodes.insert_or_assign(node.key, node);
        });
        QObject::connect(engine.get(), &EngineApi::prompted, engine.get(),
                         [this](const connect::Prompt& prompt) { questions.push_back(prompt); });
        QObject::connect(engine.get(), &EngineApi::promptWithdrawn, engine.get(), [this](std::uint64_t id) {
            std::erase_if(questions, [id](const connect::Prompt& prompt) { return prompt.id == id; });
        });
    }

    NodeState state(NodeKey key) { return nodes.contains(key) ? nodes[key].state : NodeState::Connecting; }
    NodeKey local(NodeKey parent = RootNode)
    {
        const NodeKey key = engine->connectChild(parent, LocalHop);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(state(key) != NodeState::Connecting, Deadline); }();
        return key;
    }
    std::int64_t pid(NodeKey key) { return *nodes[key].facts.find("pid")->as<std::int64_t>(); }
    // Rows of that tree below its root.
    std::vector<NodeSnapshot> below(NodeKey tree) const
    {
        std::vector<NodeSnapshot> rows;
        for (const auto& [key, node] : nodes) {
            if (node.tree == tree && !node.isProgram())
                rows.push_back(node);
        }
        return rows;
    }
    Result<Value> call(NodeKey key, std::string_view name)
    {
        std::optional<Result<Value>> got;
        const auto job = engine->call(key, rpc::Call::byName(name));
        QObject::connect(job.get(), &CallJob::finished, job.get(),
                         [&got](const Result<Value>& result) { got = result; });
        [&] { QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), Deadline); }();
        return got.value_or(fail(ErrorKind::Timeout, "the test gave up"));
    }
    std::string share()
    {
        engine->setSharing(true);
        [&] { QTRY_VERIFY_WITH_TIMEOUT(engine->sharing().on, Deadline); }();
        return engine->sharing().path;
    }
    void answer(Decision decision)
    {
        [&] { QTRY_VERIFY_WITH_TIMEOUT(!questions.empty(), Deadline); }();
        if (questions.empty())
            return;
        engine->answer(questions.front().id, {.decision = decision, .fields = {}});
        questions.erase(questions.begin());
    }

    std::unique_ptr<Engine> engine = test::makeEngine();
    std::map<NodeKey, NodeSnapshot> nodes;
    std::vector<connect::Prompt> questions;
};

// `guest` is attached to `host`, which has a context of its own.
struct Pair {
    Pair()
    {
        own = host.local();
        program = guest.engine->attach(host.share());
        host.answer(Decision::AcceptOnce);
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(guest.state(program) == NodeState::Connected && guest.below(program).size() == 1,
                                     Deadline);
        }();
        if (!guest.below(program).empty())
            seen = guest.below(program).front().key;
    }

    ProgramsDesk host;
    ProgramsDesk guest;
    NodeKey own{};
    NodeKey program{};
    NodeKey seen{};  // the host's context, as the guest has it
};

// A program that lets everybody in and tells what it likes of its contexts.
class Liar : attach::ClientHandler {
public:
    explicit Liar(std::vector<attach::KnownContext> lies)
    {
        onLoop([this, lies = std::move(lies)] {
            m_router = std::make_unique<routing::Router>(*m_broker, routing::RouterOptions());
            m_ids = routing::makeMasterIdSource(*m_router);
            m_listener = attach::Listener::create(*m_router, *m_ids, *this).value();
            m_pool = rpc::Pool::create(*m_router).value();
            QVERIFY(m_pool->add(std::make_unique<attach::ContextsService>([lies] { return lies; })));
        });
    }
    ~Liar() override
    {
        onLoop([this] {
            m_listener.reset();
            m_pool.reset();
            m_ids.reset();
            m_router.reset();
        });
        m_broker->shutdown();
        m_broker->join();
    }

    std::string path() const { return m_listener->path(); }

private:
    void onClient(const attach::ClientInfo& /*client*/, attach::Decide decide) override
    {
        decide(attach::Decision::Admit);
    }
    void onLoop(io::Task task) { QVERIFY(m_broker->deferSync(std::move(task))); }

    std::unique_ptr<io::Broker> m_broker = io::Broker::create(io::Broker::Drive::OwnThread).value();
    std::unique_ptr<routing::Router> m_router;
    std::unique_ptr<routing::IdSource> m_ids;
    std::unique_ptr<rpc::Pool> m_pool;
    std::unique_ptr<attach::Listener> m_listener;
};

}  // namespace

class EngineProgramsTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_sockets;

private slots:
    void initTestCase() { qputenv("TMPDIR", m_sockets.path().toUtf8()); }

    void theGuestSeesWhatTheHostHas()
    {
        Pair f;
        const NodeSnapshot& seen = f.guest.nodes[f.seen];
        const NodeSnapshot& own = f.host.nodes[f.own];
        QCOMPARE(seen.id, own.id);
        QCOMPARE(seen.name, own.name);
        QCOMPARE(seen.identity, own.identity);
        QVERIFY(seen.native && seen.foreign);
        QCOMPARE(seen.tree, f.program);
        // What the host sees of the guest is a client, and no row.
        QCOMPARE(f.host.engine->sharing().clients.size(), std::size_t{1});
        QCOMPARE(f.host.nodes.size(), std::size_t{1});
    }

    void theGuestCallsThere()
    {
        Pair f;
        const auto pid = f.guest.call(f.seen, "os.getpid");
        QVERIFY2(pid.has_value(), pid ? "" : pid.error().text().c_str());
        QCOMPARE(*pid->as<std::int64_t>(), f.host.pid(f.own));
        std::optional<Result<std::vector<rpc::FunctionDescription>>> functions;
        f.guest.engine->functions(f.seen, f.guest.engine.get(), [&functions](auto told) { functions = told; });
        QTRY_VERIFY_WITH_TIMEOUT(functions.has_value(), Deadline);
        QVERIFY(*functions && !(*functions)->empty());
        const auto itself = f.guest.call(f.program, "os.getpid");
        QVERIFY(!itself);
        QVERIFY(itself.error().kind() == ErrorKind::Argument);
    }

    void aCallUnderWayFailsWhenTheGuestLetsGo()
    {
        Pair f;
        std::optional<Result<Value>> got;
        const auto job = f.guest.engine->call(f.seen, rpc::Call::byName("proc.run", {Value(List{{"sleep", "60"}})}));
        QObject::connect(job.get(), &CallJob::finished, job.get(),
                         [&got](const Result<Value>& result) { got = result; });
        f.guest.engine->disconnectNode(f.program);
        QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), Deadline);
        QVERIFY(!*got);
        QTRY_VERIFY_WITH_TIMEOUT(f.guest.state(f.program) == NodeState::Closed, Deadline);
        QVERIFY(f.guest.below(f.program).empty());
        QTRY_VERIFY_WITH_TIMEOUT(f.host.engine->sharing().clients.empty(), Deadline);
        QCOMPARE(f.host.state(f.own), NodeState::Connected);
    }

    void aCallUnderWayIsCancelled()
    {
        Pair f;
        std::optional<Result<Value>> got;
        const auto job = f.guest.engine->call(f.seen, rpc::Call::byName("proc.run", {Value(List{{"sleep", "60"}})}));
        QObject::connect(job.get(), &CallJob::finished, job.get(),
                         [&got](const Result<Value>& result) { got = result; });
        job->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(got.has_value(), Deadline);
        QVERIFY(!*got && got->error().kind() == ErrorKind::Cancelled);
    }

    // It is the guest's, and goes with the guest; what the host has stays.
    void whatTheGuestStartsThereEndsWithIt()
    {
        Pair f;
        const NodeKey child = f.guest.local(f.seen);
        QVERIFY2(f.guest.state(child) == NodeState::Connected,
                 f.guest.nodes[child].failure ? f.guest.nodes[child].failure->text().c_str() : "");
        QCOMPARE(f.guest.nodes[child].tree, f.program);
        const auto pid = static_cast<pid_t>(f.guest.pid(child));
        QVERIFY(f.guest.engine->chainOf(child).empty());
        f.guest.engine->disconnectNode(f.seen);  // not ours to end
        f.guest.engine->disconnectNode(f.program);
        QTRY_VERIFY_WITH_TIMEOUT(::kill(pid, 0) != 0, Deadline);
        QCOMPARE(f.host.state(f.own), NodeState::Connected);
        QVERIFY(f.host.call(f.own, "os.getpid").has_value());
    }

    void whenTheHostLetsNobodyInAnyMoreTheGuestIsToldSo()
    {
        Pair f;
        f.host.engine->setSharing(false);
        QTRY_VERIFY_WITH_TIMEOUT(f.guest.state(f.program) == NodeState::Lost, Deadline);
        QVERIFY(f.guest.nodes[f.program].failure.has_value());
        QVERIFY(f.guest.below(f.program).empty());
        QVERIFY(!f.host.engine->sharing().on);
        QVERIFY(f.host.engine->sharing().clients.empty());
        f.guest.engine->forget(f.program);
        QTRY_VERIFY_WITH_TIMEOUT(f.guest.nodes.empty(), Deadline);
    }

    void oneWhoIsRefusedFails()
    {
        ProgramsDesk host;
        ProgramsDesk guest;
        const NodeKey program = guest.engine->attach(host.share());
        host.answer(Decision::Refused);
        QTRY_VERIFY_WITH_TIMEOUT(guest.state(program) == NodeState::Failed, Deadline);
        QVERIFY(guest.nodes[program].failure.has_value());
    }

    void oneWhoDoesNotWaitIsNotAskedAboutAnyMore()
    {
        ProgramsDesk host;
        ProgramsDesk guest;
        const NodeKey program = guest.engine->attach(host.share());
        QTRY_COMPARE_WITH_TIMEOUT(host.questions.size(), std::size_t{1}, Deadline);
        QVERIFY(host.questions.front().client.has_value());
        guest.engine->cancelConnect(program);
        QTRY_VERIFY_WITH_TIMEOUT(host.questions.empty(), Deadline);
        QTRY_VERIFY_WITH_TIMEOUT(host.engine->sharing().clients.empty(), Deadline);
        QCOMPARE(guest.state(program), NodeState::Closed);
    }

    // New contexts of the host are found by looking again, and others go by themselves.
    void lookingAgainFindsWhatIsThereThen()
    {
        Pair f;
        const NodeKey second = f.host.local();
        f.guest.engine->survey(f.program);
        QTRY_COMPARE_WITH_TIMEOUT(f.guest.below(f.program).size(), std::size_t{2}, Deadline);
        f.host.engine->disconnectNode(second);
        QTRY_VERIFY_WITH_TIMEOUT(f.host.state(second) == NodeState::Closed, Deadline);
        f.guest.engine->survey(f.program);
        QTRY_COMPARE_WITH_TIMEOUT(f.guest.below(f.program).size(), std::size_t{1}, Deadline);
    }

    // Children before their parents, deeper than any tree is, and below each other.
    void whatAProgramTellsOfItsTreeHarmsNobody()
    {
        constexpr std::uint32_t First = 1'000'000;  // none that the guest gets itself
        constexpr std::uint32_t Last = First + 5000;
        std::vector<attach::KnownContext> lies;
        for (std::uint32_t id = First; id <= Last; ++id)
            lies.push_back({.id = ContextId{id},
                            .name = "liar",
                            .parent = ContextId{id == Last ? Last - 1 : id + 1},
                            .facts = {}});
        Liar liar(lies);
        ProgramsDesk guest;
        const NodeKey program = guest.engine->attach(liar.path());
        QTRY_COMPARE_WITH_TIMEOUT(guest.below(program).size(), lies.size(), Deadline);
        std::size_t deepest = 0;
        for (const NodeSnapshot& row : guest.below(program)) {
            std::size_t depth = 0;
            for (NodeKey at = row.key; at != program && depth < lies.size(); at = guest.nodes[at].parent)
                ++depth;
            deepest = std::max(deepest, depth);
        }
        QVERIFY2(deepest > 1 && deepest < 100, qPrintable(QString::number(deepest)));
        guest.engine->disconnectNode(program);
        QTRY_COMPARE_WITH_TIMEOUT(guest.state(program), NodeState::Closed, Deadline);
    }

    void whereNothingIsNothingIsAttachedTo()
    {
        ProgramsDesk guest;
        const NodeKey program = guest.engine->attach("/nowhere/at/all.sock");
        QTRY_VERIFY_WITH_TIMEOUT(guest.state(program) == NodeState::Failed, Deadline);
        const Error& failure = *guest.nodes[program].failure;
        QVERIFY2(!failure.details().cause.empty() && !failure.details().fix.empty(), failure.text().c_str());
        QVERIFY(!guest.engine->story(program).steps.empty());
        bool told = false;
        guest.engine->addContext(program, ContextId{1}, guest.engine.get(),
                                 [&told](const Result<NodeKey>& added) { told = !added; });
        QTRY_VERIFY_WITH_TIMEOUT(told, Deadline);
    }
};

QTEST_GUILESS_MAIN(EngineProgramsTest)
#include "engine_programs_test.moc"
