#include "core/base/str.h"
#include "core/io/process.h"
#include "core/rpc/external_context.h"
#include "core/rpc/latch.h"
#include "core/rpc/log_forwarder.h"
#include "core/rpc/pool.h"
#include "tests/support/temp_dir.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QFile>
#include <QTest>

#include <atomic>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using namespace std::string_literals;

namespace {

class Echo final : public rpc::Service {
public:
    Echo() : Service("test.Echo")
    {
        expose("say", {rpc::allowParents}, {},
               [](rpc::CallContext& context) { return context.externalContext != nullptr ? "said" : "unknown"; });
    }
};

std::atomic<bool> lateBegun = false;
std::atomic<bool> hadServices = false;

// Goes on until its context dies.
Result<Value> workLate(const rpc::FunctionDescription&, rpc::CallContext& context, std::vector<Value>&)
{
    lateBegun = true;
    static_cast<void>(rpc::Latch<int>().get());
    hadServices = context.externalContext->services().isActive("test.Echo");
    return Value();
}

}  // namespace

// A child as a program puts it together, on a broker of its own, below a master driven by the test.
class RpcExternalContextTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
        m_tree->registry.add({.description = {.name = "test.workLate", .help = {}, .result = "none", .parameters = {}},
                              .runs = rpc::Runs::Worker,
                              .invoke = workLate,
                              .start = {}});
        m_childBroker = std::move(*io::Broker::create(io::Broker::Drive::OwnThread));
        auto pair = std::move(*io::makeSocketPair());
        m_id = m_tree->allocate(master());
        rpc::ChildConfig config;
        config.contextId = m_id;
        config.parentIds = {MasterId};
        config.name = "local.child";
        QVERIFY(m_childBroker->deferSync([&] {
            m_child = std::move(
                *rpc::ExternalContext::create(*m_childBroker, m_tree->registry, config, std::move(pair.second), {}));
        }));
        master().router->registerStream(
            makeStream(*master().router, *m_tree->broker, std::move(pair.first),
                       {.remoteId = m_id, .name = "local.child", .authStamp = {}, .native = true}));
    }
    void cleanup()
    {
        m_childBroker->shutdown();
        QVERIFY(m_tree->until([&] { return m_childBroker->ended(); }));
        m_childBroker->join();
        m_child.reset();
        m_childBroker.reset();
        m_tree.reset();
    }

    void itAnswersCallsAndSaysWhoItIs()
    {
        const Value identity = context().call("rhizome.identity");
        QCOMPARE(*identity.find("id"), Value(raw(m_id)));
        QCOMPARE(*identity.find("name"), Value("local.child"));
        QCOMPARE(*identity.find("parentIds"), Value(List{{Value(0)}}));
        QCOMPARE(*identity.find("pid"), Value(static_cast<std::int64_t>(::getpid())));
        QVERIFY(!identity.find("user")->as<std::string>()->empty());
        QVERIFY(!identity.find("host")->as<std::string>()->empty());
    }

    void functionsMayAskForTheirRouterAndContext()
    {
        QCOMPARE(context().call("test.whichRouter"), Value(raw(m_id)));
        QCOMPARE(context().call("test.whichContext", {Value("hello")}), Value("hello, local.child"));
        // The master calls itself.
        const rpc::Context own = rpc::myself(*master().router);
        QCOMPARE(own.call("test.whichRouter"), Value(raw(MasterId)));
        const auto none = own.tryCall(rpc::Call::byName("test.whichContext", {Value("hello")}));
        QVERIFY(none.error().kind() == ErrorKind::Call);
        QVERIFY(none.error().text().find("test.whichContext runs in contexts that a master started") !=
                std::string::npos);
    }

    void itKnowsItselfAndWhatAnswersItsCalls()
    {
        QCOMPARE(m_child->context().id(), m_id);
        QVERIFY(&m_child->context().router() == &m_child->router());
        QVERIFY(&m_child->broker() == m_childBroker.get());
        const int waiting = counters().waiting;
        QCOMPARE(m_child->dispatcher().running(), std::size_t{0});
        rpc::PendingCall call = context().callAsync(rpc::makeCall<&test::waitForStop>(), [](const Result<Value>&) {});
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        QCOMPARE(m_child->dispatcher().running(), std::size_t{1});
        call.cancel();
        QVERIFY(m_tree->until([&] { return m_child->dispatcher().running() == 0; }));
    }

    void contextsAreFoundByTheirIds()
    {
        routing::Router& router = *master().router;
        QVERIFY(rpc::myself(router).id() == MasterId);
        QVERIFY(rpc::contextById(router, MasterId) == rpc::myself(router));
        QVERIFY(rpc::contextById(router, m_id) == context());
        QCOMPARE(rpc::contextById(router, m_id)->name(), "local.child"s);
        QVERIFY(!rpc::contextById(router, ContextId{4711}));
        // A child knows one way for all that it does not know.
        QVERIFY(rpc::contextById(m_child->router(), ContextId{4711}));
    }

    void itHasServices()
    {
        const auto say = [&] { return context().callServiceAsync("test.Echo", "say")->getValue(Patience); };
        QCOMPARE(say().error().text(), "builtins.ModuleNotFoundError: No service named 'test.Echo' here"s);
        m_child->services().addFactory("test.Echo", [] { return std::make_unique<Echo>(); });
        QCOMPARE(*say(), Value("said"));
    }

    void whatItLogsArrivesAtTheMaster()
    {
        RZ_LOG_WARNING(m_child->log(), "from below");
        RZ_LOG_DEBUG(m_child->log(), "too detailed");
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("from below"); }));
        QVERIFY(!m_tree->log.contains("too detailed"));
        const auto records = m_tree->log.records();
        const auto found = std::ranges::find(records, "from below", &LogRecord::text);
        QCOMPARE(found->origin, m_id);
        QCOMPARE(found->logger, std::string("rhizome"));
        QVERIFY(found->level == LogLevel::Warning);
    }

    void aDebuggingContextWritesAFileAsWell()
    {
        const auto broker = io::Broker::create(io::Broker::Drive::OwnThread).value();
        auto [above, below] = io::makeSocketPair().value();
        rpc::ChildConfig config;
        config.contextId = m_tree->allocate(master());
        config.parentIds = {MasterId};
        config.debug = true;
        std::unique_ptr<rpc::ExternalContext> child;
        QVERIFY(broker->deferSync([&] {
            child = rpc::ExternalContext::create(*broker, m_tree->registry, config, std::move(below), {}).value();
        }));
        QVERIFY(child->router().debug());
        RZ_LOG_DEBUG(child->log(), "in detail");
        const std::string path = str("/tmp/rhizome.", ::getpid(), ".log");
        QVERIFY(QFile::exists(QString::fromStdString(path)));
        QVERIFY(readFile(path).find(" D rhizome: in detail\n") != std::string::npos);
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        broker->shutdown();
        broker->join();
        child.reset();
    }

    void aShutdownOfAParentEndsIt()
    {
        context().shutdown(rpc::Context::Wait::Yes, Patience);
        QVERIFY(!master().router->findRoute(m_id));
        m_childBroker->join();
    }

    void aShutdownOfAnybodyElseIsRefused()
    {
        Node& sibling = m_tree->addChild(master());
        routing::Message shutdown;
        shutdown.handle = wire::Shutdown;
        QCOMPARE(sibling.context(m_id).sendAsync(shutdown)->get(Patience).error().text(),
                 std::string("refused by policy"));
        QVERIFY(!m_childBroker->ended());
    }

    void theLossOfTheParentEndsIt()
    {
        master().router->disconnect(m_id, Error(ErrorKind::Timeout, "test"));
        QVERIFY(m_tree->until([&] { return m_childBroker->ended(); }));
    }

    void aDeadMessageToTheCallHandleEndsIt()
    {
        routing::Message dead = routing::Message::dead("");
        dead.handle = wire::CallFunction;
        context().send(dead);
        QVERIFY(m_tree->until([&] { return m_childBroker->ended(); }));
    }

    void itsEndStopsWhatRunsInItAndTellsTheCallers()
    {
        const int waiting = counters().waiting;
        const int stopped = counters().stopped;
        auto result = context().callAsync(rpc::makeCall<&test::waitForStop>());
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        context().shutdown();
        QVERIFY(m_tree->until([&] { return m_childBroker->ended(); }));
        m_child.reset();
        QCOMPARE(counters().stopped.load(), stopped + 1);
        const auto told = result->getValue(Patience);
        QVERIFY(!told);
        QVERIFY(told.error().kind() == ErrorKind::Call);
        QCOMPARE(told.error().text(), std::string("mitogen.parent.CancelledError: stopped"));
    }

    void itHasServicesAsLongAsAFunctionRuns()
    {
        QVERIFY(m_child->services().add(std::make_unique<Echo>()));
        QVERIFY(m_childBroker->deferSync([&] { m_childBroker->setShutdownGrace(Duration::zero()); }));
        context().callNoReply(rpc::Call::byName("test.workLate"));
        QVERIFY(m_tree->until([] { return lateBegun.load(); }));
        m_childBroker->shutdown();
        m_childBroker->join();
        m_child.reset();
        QVERIFY(hadServices);
    }

    void theConfigurationSurvivesTheWayAndIsChecked()
    {
        rpc::ChildConfig config;
        config.contextId = ContextId{1002};
        config.parentIds = {ContextId{1}, MasterId};
        config.name = "ssh.web1";
        config.maxMessageSize = 1 << 20;
        config.unidirectional = true;
        config.debug = true;
        config.profiling = true;
        config.logLevel = LogLevel::Warning;
        config.imports = {.overrides = {"ours", "ours.too"}, .blocks = {"theirs"}};
        const auto back = rpc::ChildConfig::from(config.toValue());
        QVERIFY(back);
        QCOMPARE(back->contextId, config.contextId);
        QCOMPARE(back->parentIds, config.parentIds);
        QCOMPARE(back->name, config.name);
        QCOMPARE(back->maxMessageSize, config.maxMessageSize);
        QVERIFY(back->unidirectional && back->debug && back->profiling && back->nativeParent);
        QVERIFY(back->logLevel == LogLevel::Warning);
        QCOMPARE(back->imports.overrides, config.imports.overrides);
        QCOMPARE(back->imports.blocks, config.imports.blocks);

        // What a Python master of each kind says.
        Dict python;
        python.set("context_id", 7);
        python.set("parent_ids", List{{Value(0)}});
        python.set("max_message_size", 134217728);
        python.set("log_levels", List{{Value(10), Value(20), Value(30)}});
        python.set("debug", false);
        const auto fromPython = rpc::ChildConfig::from(Value(python));
        QVERIFY(fromPython && !fromPython->nativeParent && fromPython->logLevel == LogLevel::Debug);

        const auto refused = [&](std::string_view key, Value value, std::string_view text) {
            Dict wrong = python;
            wrong.set(Value(key), std::move(value));
            const auto failed = rpc::ChildConfig::from(Value(wrong));
            QVERIFY(!failed);
            QCOMPARE(failed.error().text(), std::string(text));
        };
        refused("context_id", "seven", "configuration: context_id must be int, not str");
        refused("context_id", -1, "configuration: context_id must be between 0 and 4294967295, not -1");
        refused("parent_ids", List{}, "configuration: parent_ids is empty");
        refused("parent_ids", List{{Value(7)}}, "configuration: parent_ids names the context itself");
        refused("max_message_size", 10, "configuration: max_message_size must be at least 1024");
        QVERIFY(!rpc::ChildConfig::from(Value(Dict{})));
        QVERIFY(!rpc::ChildConfig::from(Value("nonsense")));
    }

    void logLinesWrittenTooEarlyWaitAndThoseOfTheLoopNeverLeave()
    {
        rpc::LogForwarder forwarder;
        forwarder.write({.time = {}, .level = LogLevel::Info, .origin = {}, .logger = "early", .text = "waited"});
        forwarder.write(
            {.time = {}, .level = LogLevel::Io, .origin = {}, .logger = "rhizome.io", .text = "read 12 bytes"});
        Node& node = m_tree->addChild(master());
        forwarder.start(*node.router);
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("waited"); }));
        QVERIFY(!m_tree->log.contains("read 12 bytes"));
        forwarder.stop();
    }

    void aFloodOfLogLinesIsCountedInsteadOfKept()
    {
        auto [node, parent] = m_tree->addRawParent(ContextId{1}, {MasterId});
        rpc::LogForwarder forwarder;
        forwarder.start(*node->router);
        const auto write = [&](std::string text) {
            forwarder.write(
                {.time = {}, .level = LogLevel::Info, .origin = {}, .logger = "flood", .text = std::move(text)});
        };
        constexpr int Lines = 1000;
        for (int i = 0; i < Lines; ++i)
            write(std::string(64 * 1024, 'x'));
        QVERIFY(node->router->streamById(MasterId)->pendingBytes() < 5 * 1024 * 1024);
        int arrived = 0;
        QVERIFY(m_tree->until([&] {
            arrived += static_cast<int>(parent.takes().size());
            return !node->router->congested(MasterId);
        }));
        write("afterwards");
        std::string notice;
        while (const auto frame = parent.receives(*m_tree->broker)) {
            const std::string payload = frame->payload.toString();
            if (payload.ends_with("afterwards"))
                break;
            if (payload.starts_with("rhizome.log"))
                notice = payload;
            else
                ++arrived;
        }
        QCOMPARE(notice, "rhizome.log\00030\0"s + str(Lines - arrived) +
                             " log lines were dropped: they came faster than they could be sent");
        forwarder.stop();
    }

    void whatItPrintsBecomesLogLines()
    {
        // The descriptors of this very process are taken, and given back.
        const UniqueFd in(::dup(STDIN_FILENO));
        const UniqueFd out(::dup(STDOUT_FILENO));
        const UniqueFd err(::dup(STDERR_FILENO));
        // More than a pipe holds: whoever prints waits until it is read.
        const std::string much = std::string(300'000, 'x') + "\nto stdout\n";
        Result<> captured;
        const bool early = m_child->stdoutLog() != nullptr || m_child->stderrLog() != nullptr;
        const bool ran = m_childBroker->deferSync([&] { captured = m_child->captureStdio(); }).has_value();
        const bool wrote = ::write(STDOUT_FILENO, much.data(), much.size()) == std::ssize(much) &&
                           ::write(STDERR_FILENO, "to stderr\n", 10) == 10;
        const bool arrived =
            m_tree->until([&] { return m_tree->log.contains("to stdout") && m_tree->log.contains("to stderr"); });
        ::dup2(in.get(), STDIN_FILENO);
        ::dup2(out.get(), STDOUT_FILENO);
        ::dup2(err.get(), STDERR_FILENO);
        QVERIFY(ran && captured && wrote && arrived && !early);
        QVERIFY(m_child->stdoutLog() != nullptr && m_child->stderrLog() != nullptr);
        QVERIFY(m_child->stdoutLog() != m_child->stderrLog());
        const auto records = m_tree->log.records();
        QCOMPARE(std::ranges::find(records, "to stderr", &LogRecord::text)->logger, std::string("stderr"));
    }

private:
    Node& master() { return m_tree->master(); }
    rpc::Context context() { return master().context(m_id); }

    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<io::Broker> m_childBroker;
    std::unique_ptr<rpc::ExternalContext> m_child;
    ContextId m_id{};
};

QTEST_GUILESS_MAIN(RpcExternalContextTest)
#include "rpc_external_context_test.moc"
