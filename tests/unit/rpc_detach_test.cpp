#include "core/io/process.h"
#include "core/rpc/external_context.h"
#include "core/rpc/identity.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace rz;
using namespace rz::test;

namespace {

std::atomic<bool> hasLeft = false;
std::atomic<bool> wasStopped = false;

// What a registered function says when it is asked to leave.
Result<Value> leave(const rpc::FunctionDescription&, rpc::CallContext& context, std::vector<Value>&)
{
    RZ_CHECK(context.externalContext->detach(Patience));
    // Everybody here has heard of it by then.
    while (context.router.streamById(MasterId) != nullptr)
        std::this_thread::yield();
    RZ_CHECK(context.externalContext->broker().deferSync([] {}));
    wasStopped = context.cancelled.stop_requested();
    hasLeft = true;
    return Value();
}

}  // namespace

// A context that leaves its tree and lives on.
class RpcDetachTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        hasLeft = false;
        takeSteps();
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
        m_tree->registry.add({.description = {.name = "test.leave", .help = {}, .result = "none", .parameters = {}},
                              .runs = rpc::Runs::Worker,
                              .invoke = leave,
                              .start = {}});
        m_broker = std::move(*io::Broker::create(io::Broker::Drive::OwnThread));
        auto [above, below] = std::move(*io::makeSocketPair());
        m_id = m_tree->allocate(master());
        rpc::ChildConfig config;
        config.contextId = m_id;
        config.parentIds = {MasterId};
        config.name = "leaver";
        QVERIFY(m_broker->deferSync([&] {
            m_child =
                std::move(*rpc::ExternalContext::create(*m_broker, m_tree->registry, config, std::move(below), {}));
        }));
        master().router->registerStream(
            makeStream(*master().router, *m_tree->broker, std::move(above),
                       {.remoteId = m_id, .name = "leaver", .authStamp = {}, .native = true}));
    }
    void cleanup()
    {
        m_broker->shutdown();
        QVERIFY(m_tree->until([&] { return m_broker->ended(); }));
        m_broker->join();
        m_child.reset();
        m_broker.reset();
        m_tree.reset();
    }

    void itLivesOnWithoutItsParent()
    {
        bool wasDetaching = false;
        const Subscription gone =
            master().router->onDisconnect(m_id, [&](const Error&) { wasDetaching = master().router->detaching(m_id); });
        const auto result = context().tryCall(rpc::Call::byName("test.leave"), Patience);
        QVERIFY(result.error().kind() == ErrorKind::Channel);  // whom it left is told that it is gone
        QVERIFY(wasDetaching);
        QVERIFY(!master().router->detaching(m_id));
        QVERIFY(!master().router->findRoute(m_id));
        QVERIFY(QTest::qWaitFor([&] { return m_child->detached(); }));
        const auto identity = rpc::Identity::of(m_child->router());
        QVERIFY(identity.parentIds.empty() && !identity.parentId());
        QVERIFY(!identity.isMaster && identity.contextId == m_id);
        QVERIFY(!m_broker->ended());
        QVERIFY(m_child->detach(Patience));  // once more does nothing
    }

    void whatItWasCalledForGoesOn()
    {
        const auto waiting = counters().waiting.load();
        const auto stopped = counters().stopped.load();
        context().callNoReply(rpc::makeCall<&test::waitForStop>());
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        const auto inChain = [](const char* chain, rpc::Call call) {
            call.chainId = chain;
            return call;
        };
        context().callNoReply(inChain("one", rpc::Call::byName("test.leave")));
        context().callNoReply(inChain("one", rpc::makeCall<&test::slowStep>(1)));
        context().callNoReply(inChain("one", rpc::makeCall<&test::fails>("then")));
        context().callNoReply(inChain("one", rpc::makeCall<&test::slowStep>(2)));
        context().callNoReply(inChain("two", rpc::makeCall<&test::fails>("before")));
        // All but the one that waits.
        QVERIFY(m_tree->until([&] { return hasLeft && m_child->dispatcher().running() == 1; }));
        QVERIFY(!wasStopped);
        QCOMPARE(takeSteps(), (std::vector<std::int64_t>{1}));
        QCOMPARE(counters().stopped.load(), stopped);
    }

    void itKeepsItsDescendants()
    {
        std::atomic<std::uint32_t> allocated = 0;
        m_broker->defer([&] { m_child->ids().allocate([&](Result<ContextId> id) { allocated = raw(id.value()); }); });
        QVERIFY(m_tree->until([&] { return allocated != 0; }));
        const ContextId below{allocated.load()};
        std::optional<RawPeer> peer;
        QVERIFY(m_broker->deferSync([&] {
            auto [near, far] = std::move(*io::makeSocketPair());
            peer.emplace(std::move(far));
            m_child->router().registerStream(
                makeStream(m_child->router(), *m_broker, std::move(near),
                           {.remoteId = below, .name = "below", .authStamp = {}, .native = true}));
        }));
        QVERIFY(m_tree->until([&] { return master().router->findRoute(below).has_value(); }));
        QVERIFY(!context().tryCall(rpc::Call::byName("test.leave"), Patience));
        // The tree knows neither any more.
        QVERIFY(!master().router->findRoute(below));
        // They know each other, and what comes from below is answered.
        QVERIFY(peer->settled(*m_tree->broker, below, m_id));
        const auto waiting = rpc::Context(m_child->router(), below).callAsync(rpc::Call::byName("x.y"));
        bool called = false;
        while (const auto frame = peer->receives(*m_tree->broker)) {
            called = frame->header.handle == wire::CallFunction;
            if (called)
                break;
        }
        QVERIFY(called);
    }

    void aMasterThatEndsDoesNotTakeItAlong()
    {
        QVERIFY(!context().tryCall(rpc::Call::byName("test.leave"), Patience));
        QVERIFY(QTest::qWaitFor([&] { return m_child->detached(); }));
        m_tree->broker->shutdown();
        QVERIFY(m_tree->until([&] { return m_tree->broker->ended(); }));
        QVERIFY(!m_broker->ended());
        QVERIFY(m_broker->deferSync([] {}));
    }

    void whatAnOldParentSendsHasNoAuthorityAnyMore()
    {
        QVERIFY(!context().tryCall(rpc::Call::byName("test.leave"), Patience));
        QVERIFY(QTest::qWaitFor([&] { return m_child->detached(); }));
        routing::Message message;
        message.authId = MasterId;
        QVERIFY(!routing::hasParentAuthority(m_child->router(), message, nullptr));
        message.authId = m_id;
        QVERIFY(routing::hasParentAuthority(m_child->router(), message, nullptr));
    }

    // The parent, whom this thread drives, is late both times.
    void whatTimedOutCanBeTriedAgain()
    {
        constexpr Duration Moment = std::chrono::milliseconds(1);
        QVERIFY(m_child->detach(Moment).error().kind() == ErrorKind::Timeout);
        QVERIFY(m_tree->until([&] { return master().router->detaching(m_id); }));
        QCOMPARE(context().tryCall(rpc::makeCall<&test::add>(1, 2), Patience).value(), Value(3));

        routing::Message large;
        large.dstId = MasterId;
        large.handle = Handle{4'000'000};
        large.data = Bytes(std::string(8'000'000, 'x'));
        m_child->router().route(std::move(large));
        const auto timedOut = m_child->detach(Moment);
        QVERIFY2(timedOut.error().text().starts_with("the parent has not taken"), timedOut.error().text().c_str());
        QVERIFY(!m_child->detached());
        const auto up = m_child->router().streamById(MasterId);
        QVERIFY(m_tree->until([&] { return up->pendingBytes() == 0; }));
        QVERIFY(m_child->detach(Patience));
        QVERIFY(m_child->detached());
        QVERIFY(m_tree->until([&] { return !master().router->detaching(m_id); }));
    }

    void aParentAgreesOnce()
    {
        RawPeer peer = m_tree->addRawChild(master(), ContextId{92});
        const wire::FrameHeader leaving{.magic = wire::Magic::Mgc,
                                        .dstId = MasterId,
                                        .srcId = ContextId{92},
                                        .authId = ContextId{92},
                                        .handle = wire::Detaching,
                                        .replyTo = Handle{1000},
                                        .length = 0};
        peer.sends(leaving);
        QVERIFY(m_tree->until([&] { return master().router->detaching(ContextId{92}); }));
        const auto agreed = peer.receives(*m_tree->broker);
        QVERIFY(agreed && agreed->header.replyTo != wire::IsDead);
        peer.sends(leaving);
        QVERIFY(peer.settled(*m_tree->broker, ContextId{92}, MasterId));
        QVERIFY(peer.takes().empty());  // a second time there is no answer
        QVERIFY(m_tree->log.contains("or not twice"));
        peer.close();
        QVERIFY(m_tree->until([&] { return !master().router->detaching(ContextId{92}); }));
    }

    void nobodyLeavesFromTheMiddleOfAnotherStream()
    {
        const Node& below = *m_tree->addChain(master(), 2).back();
        routing::Message leaving;
        leaving.handle = wire::Detaching;
        const auto answer = below.context(MasterId).sendAsync(std::move(leaving))->get(Patience);
        QCOMPARE(answer.error().text(), std::string("refused by policy"));
        QVERIFY(!master().router->detaching(below.id()));
    }

private:
    Node& master() { return m_tree->master(); }
    rpc::Context context() { return master().context(m_id); }

    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<io::Broker> m_broker;
    ContextId m_id{};
    std::unique_ptr<rpc::ExternalContext> m_child;
};

QTEST_GUILESS_MAIN(RpcDetachTest)
#include "rpc_detach_test.moc"
