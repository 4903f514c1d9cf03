#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;

namespace {

constexpr Handle Answer{0x77};

// What a router's observer was told, as text.
class Watcher final : public routing::RouterObserver {
public:
    explicit Watcher(routing::Router& router) : m_subscription(router.observe(*this)) {}
    void routeAdded(const routing::RouteInfo& route) override
    {
        events.push_back(str("+", raw(route.id), " ", route.name, " via ", raw(route.nextHop)));
    }
    void routeRemoved(ContextId id, const Error&) override { events.push_back(str("-", raw(id))); }

    std::vector<std::string> events;

private:
    Subscription m_subscription;
};

}  // namespace

class RoutingTreeTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_tree = std::make_unique<Tree>(); }
    void cleanup() { m_tree.reset(); }

    void idsComeInBlocksFromTheMasterAtAnyDepth()
    {
        Node& first = m_tree->addChild(master());
        QCOMPARE(raw(first.id()), 1U);
        Node& below = m_tree->addChild(first);
        QCOMPARE(raw(below.id()), 2U);
        Node& deepest = m_tree->addChild(below);
        QCOMPARE(raw(deepest.id()), 1002U);
        QCOMPARE(raw(m_tree->addChild(master()).id()), 2002U);
        QCOMPARE(raw(m_tree->addChild(first).id()), 3U);
    }

    void theMasterKnowsEveryContextByNameAndByTheHopThatLeadsThere()
    {
        const auto chain = m_tree->addChain(master(), 3);
        const auto route = master().router->findRoute(chain[2]->id());
        QVERIFY(route);
        QCOMPARE(route->name, str("local.", raw(chain[2]->id())));
        QCOMPARE(route->nextHop, chain[0]->id());
        QCOMPARE(route->announcedBy, chain[0]->id());
        QCOMPARE(master().router->findRoute(chain[0]->id())->announcedBy, MasterId);
        QCOMPARE(master().router->routes().size(), 3U);
        QCOMPARE(master().router->contextName(chain[1]->id()), str("local.", raw(chain[1]->id())));
    }

    void tenContextsDeepACallGoesThereAndBack()
    {
        const auto chain = m_tree->addChain(master(), 10);
        const Value identity = master().context(chain.back()->id()).call("rhizome.identity");
        QCOMPARE(*identity.find("id"), Value(raw(chain.back()->id())));
        QCOMPARE(identity.find("parentIds")->as<List>()->items.size(), 10U);
    }

    void siblingsTalkThroughTheirParents()
    {
        Node& left = *m_tree->addChain(master(), 2).back();
        Node& right = *m_tree->addChain(master(), 2).back();
        // Only parents may call, so a refusal is what comes back the whole way.
        const auto answer = left.context(right.id()).tryCall(rpc::Call::byName("rhizome.identity"));
        QVERIFY(!answer);
        QVERIFY(answer.error().kind() == ErrorKind::Channel);
        QCOMPARE(answer.error().text(), std::string("refused by policy"));
    }

    void aLostContextIsToldUpwardsAndToThoseWhoTalkedToIt()
    {
        const auto chain = m_tree->addChain(master(), 3);
        Node& other = m_tree->addChild(master());
        const ContextId lost = chain[2]->id();
        Watcher atMaster(*master().router);
        Watcher atOther(*other.router);
        QVERIFY(!other.context(lost).tryCall(rpc::Call::byName("rhizome.identity")));
        std::optional<Error> told;
        const Subscription subscription = other.router->onDisconnect(lost, [&](const Error& reason) { told = reason; });
        m_tree->kill(*chain[2]);
        QVERIFY(m_tree->until([&] { return told && !master().router->findRoute(lost); }));
        QCOMPARE(atMaster.events, std::vector<std::string>{str("-", raw(lost))});
        QCOMPARE(atOther.events, std::vector<std::string>{str("-", raw(lost))});
    }

    void aSubtreeGoesWithItsRoot()
    {
        const auto chain = m_tree->addChain(master(), 4);
        m_tree->kill(*chain[0]);
        QVERIFY(m_tree->until([&] { return master().router->routes().empty(); }));
        QCOMPARE(master().router->getStreams().size(), 0U);
    }

    void whoeverWaitsForALostContextIsToldAtAnyDistance_data()
    {
        QTest::addColumn<int>("distance");
        QTest::addColumn<int>("lostHop");
        QTest::newRow("the neighbour itself") << 1 << 1;
        QTest::newRow("three hops away") << 3 << 3;
        QTest::newRow("a hop on the way") << 3 << 2;
        QTest::newRow("the first hop of three") << 3 << 1;
    }
    void whoeverWaitsForALostContextIsToldAtAnyDistance()
    {
        QFETCH(int, distance);
        QFETCH(int, lostHop);
        const auto chain = m_tree->addChain(master(), distance);
        const ContextId target = chain.back()->id();
        std::optional<routing::Message> answer;
        routing::HandlerOptions options;
        options.respondent = target;
        const auto handle = master().router->addHandler([&](routing::Message message) { answer = std::move(message); }, options);
        QVERIFY(handle);
        QCOMPARE(master().router->waitingFor(target), 1U);
        m_tree->kill(*chain[static_cast<std::size_t>(lostHop - 1)]);
        QVERIFY(m_tree->until([&] { return answer.has_value(); }));
        QVERIFY(answer->isDead());
        QVERIFY(answer->data.flat().view().starts_with("the respondent Context has disconnected"));
        QVERIFY(!master().router->delHandler(*handle));
        QCOMPARE(master().router->waitingFor(target), 0U);
    }

    void losingTheParentEndsEveryWaitForWhatWasBeyondIt()
    {
        Node& child = m_tree->addChild(master());
        std::optional<Error> lost;
        const Subscription subscription = child.router->parentLost.connect([&](const Error& reason) { lost = reason; });
        auto receiver = child.context(ContextId{4711}).sendAsync({});
        master().router->disconnect(child.id(), Error(ErrorKind::Timeout, "test"));
        QVERIFY(m_tree->until([&] { return lost.has_value(); }));
        const auto answer = receiver->get(Duration::zero());
        QVERIFY(!answer);
        QVERIFY(answer.error().kind() == ErrorKind::Channel);
    }

    void onlyTheRespondentMayAnswer()
    {
        Node& asked = m_tree->addChild(master());
        Node& other = m_tree->addChild(master());
        std::vector<ContextId> answers;
        routing::HandlerOptions options;
        options.respondent = asked.id();
        const auto handle = master().router->addHandler(
            [&](const routing::Message& message) { answers.push_back(message.srcId); }, options);
        routing::Message message;
        message.handle = *handle;
        auto refused = other.context(MasterId).sendAsync(message);
        const auto answer = refused->get(Patience);
        QVERIFY(!answer);
        QCOMPARE(answer.error().text(), std::string("reply from unexpected context"));
        asked.context(MasterId).send(message);
        QVERIFY(m_tree->until([&] { return !answers.empty(); }));
        QCOMPARE(answers, std::vector<ContextId>{asked.id()});
    }

    void aHandleThatIsTakenIsRefusedUnlessOverwritten()
    {
        routing::Router& router = *master().router;
        int first = 0;
        int second = 0;
        routing::HandlerOptions options;
        options.handle = Handle{42};
        QVERIFY(router.addHandler([&](const routing::Message&) { ++first; }, options));
        const auto taken = router.addHandler([](const routing::Message&) {}, options);
        QVERIFY(!taken);
        QVERIFY(taken.error().kind() == ErrorKind::Error);
        options.overwrite = true;
        QVERIFY(router.addHandler([&](const routing::Message&) { ++second; }, options));
        routing::Message message;
        message.handle = Handle{42};
        router.route(message);
        QCOMPARE(second, 0);  // never inside route()
        QVERIFY(m_tree->until([&] { return second == 1; }));
        QCOMPARE(first, 0);
        QVERIFY(router.delHandler(Handle{42}));
        QVERIFY(!router.delHandler(Handle{42}));
    }

    void dynamicHandlesBeginAt1000AndAreNotUsedAgain()
    {
        routing::Router& router = *master().router;
        const auto first = router.addHandler([](const routing::Message&) {});
        QVERIFY(router.delHandler(*first));
        const auto second = router.addHandler([](const routing::Message&) {});
        QCOMPARE(raw(*second), raw(*first) + 1);
        QVERIFY(raw(*first) >= 1000);
        routing::HandlerOptions bulk;
        bulk.traffic = io::Traffic::Bulk;
        QVERIFY(raw(*router.addHandler([](const routing::Message&) {}, bulk)) >= raw(wire::FirstBulk));
    }

    void aRouteToAnIdThatWasNotGivenIsRefused()
    {
        const ContextId id = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        for (const std::string_view claim : {"4711:evil", "0:evil", "1:evil", "nonsense", "99999999999", "-1", ":x", ""})
            announce(child, id, claim);
        QVERIFY(child.settled(*m_tree->broker, id, MasterId));
        QCOMPARE(master().router->routes().size(), 1U);
        QCOMPARE(master().router->contextName(id), std::string("raw"));
    }

    void aRouteOutOfAGivenBlockIsAcceptedOnceAndOnlyFromThere()
    {
        const ContextId id = m_tree->allocate(master());
        const ContextId otherId = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        RawPeer other = m_tree->addRawChild(master(), otherId);
        child.sends(header(MasterId, id, wire::AllocateId, Answer));
        const auto block = child.receives(*m_tree->broker);
        QVERIFY(block);
        QCOMPARE(block->payload.toString(), std::string("\x80\x02K\x03M\xeb\x03\x86.", 10));  // (3, 1003)
        announce(other, otherId, "3:stolen");
        QVERIFY(other.settled(*m_tree->broker, otherId, MasterId));
        QVERIFY(!master().router->findRoute(ContextId{3}));
        announce(child, id, "3:good:name");
        announce(child, id, "3:renamed");
        announce(child, id, "4");
        announce(child, id, "1003:outside");
        QVERIFY(child.settled(*m_tree->broker, id, MasterId));
        QCOMPARE(master().router->contextName(ContextId{3}), std::string("good:name"));
        QCOMPARE(master().router->contextName(ContextId{4}), std::string());
        QVERIFY(master().router->findRoute(ContextId{4}));
        QVERIFY(!master().router->findRoute(ContextId{1003}));
        QVERIFY(m_tree->log.contains("Cannot add duplicate route"));
    }

    void aChildTakesBackOnlyWhatLeadsOverIt()
    {
        Node& kept = m_tree->addChild(master());
        const ContextId id = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        for (const std::string& claim : {str(raw(kept.id())), std::string("0"), str(raw(id)), std::string("x")})
            child.sends(header(MasterId, id, wire::DelRoute), claim);
        QVERIFY(child.settled(*m_tree->broker, id, MasterId));
        QCOMPARE(master().router->routes().size(), 2U);
    }

    void onlyTheNeighbourItselfMayChangeRoutes()
    {
        Node& middle = m_tree->addChild(master());
        const ContextId id = m_tree->allocate(middle);
        RawPeer below = m_tree->addRawChild(middle, id);
        QVERIFY(m_tree->until([&] { return master().router->findRoute(id).has_value(); }));
        below.sends(header(MasterId, id, wire::AddRoute, Answer), "3:evil");
        const auto refused = below.receives(*m_tree->broker);
        QVERIFY(refused);
        QCOMPARE(refused->payload.toString(), std::string("refused by policy"));
    }

    void unidirectionalRoutingRefusesWhatIsNeitherFromNorToAParent()
    {
        Node& middle = m_tree->addChild(master(), {.name = {}, .authStamp = {}, .unidirectional = true});
        Node& left = m_tree->addChild(middle);
        Node& right = m_tree->addChild(middle);
        auto refused = left.context(right.id()).sendAsync({});
        const auto answer = refused->get(Patience);
        QVERIFY(!answer);
        QCOMPARE(answer.error().text(),
                 str("routing mode prevents forward of message from context ", raw(left.id()), " to context ",
                     raw(right.id()), " via context ", raw(middle.id())));
        QVERIFY(left.context(MasterId).sendAsync({})->get(Patience).error().text() == "invalid handle");
        QVERIFY(master().context(right.id()).tryCall(rpc::Call::byName("rhizome.identity"), Patience));
        QVERIFY(middle.context(right.id()).tryCall(rpc::Call::byName("rhizome.identity"), Patience));
    }

    void anAuthorityStampReplacesTheAuthorityOfEverythingThatArrives()
    {
        Node& top = m_tree->addChild(master());
        Node& target = m_tree->addChild(top);
        const ContextId id = m_tree->allocate(top);
        RawPeer client = m_tree->addRawChild(top, id, {.name = "unix_client.1", .authStamp = top.id()});
        const std::string call = rpc::Call::byName("rhizome.identity").encode()->flat().toString();
        client.sends(header(target.id(), id, wire::CallFunction, Answer), call);
        const auto reply = client.receives(*m_tree->broker);
        QVERIFY(reply);
        QCOMPARE(reply->header.srcId, target.id());
        QVERIFY(reply->header.replyTo != wire::IsDead);
    }

    void aMessageOverTheLimitIsRefusedToItsSenderOrElseToldToItsReceiver()
    {
        Node& child = m_tree->addChild(master());
        routing::Message large;
        large.data = Bytes(std::string(wire::DefaultMaxMessageSize + 1, 'x'));
        large.handle = Handle{1000};
        const auto refused = child.context(MasterId).sendAsync(large)->get(Patience);
        QVERIFY(!refused);
        QCOMPARE(refused.error().text(), std::string("message too large (max 134217728 bytes)"));
        auto receiver = rpc::Receiver::create(*master().router).value();
        large.handle = receiver->handle();
        large.replyTo = NoHandle;
        child.context(MasterId).send(large);
        const auto told = receiver->get(Patience);
        QVERIFY(!told);
        QCOMPARE(told.error().text(), std::string("message too large (max 134217728 bytes)"));
    }

    void aFrameOverTheLimitEndsTheStreamItCameOn()
    {
        const ContextId id = m_tree->allocate(master());
        RawPeer exact = m_tree->addRawChild(master(), id, {.name = "raw", .maxMessageSize = 1000});
        exact.sends(header(MasterId, id, Handle{4711}), std::string(1000, 'x'));
        QVERIFY(exact.settled(*m_tree->broker, id, MasterId));
        exact.sends(header(MasterId, id, Handle{4711}), std::string(1001, 'x'));
        QVERIFY(exact.isClosed(*m_tree->broker));
        QVERIFY(!master().router->findRoute(id));
    }

    void logRecordsReachTheMasterWithTheirOriginAndLogger()
    {
        Node& child = *m_tree->addChain(master(), 2).back();
        routing::Message message;
        message.handle = wire::ForwardLog;
        message.data = Bytes(std::string_view("stdout\00020\0first\nsecond\0third \xff", 32));
        child.context(MasterId).send(message);
        const auto forwarded = [&]() -> std::optional<LogRecord> {
            for (const LogRecord& record : m_tree->log.records()) {
                if (record.logger == "stdout")
                    return record;
            }
            return std::nullopt;
        };
        QVERIFY(m_tree->until([&] { return forwarded().has_value(); }));
        QCOMPARE(forwarded()->origin, child.id());
        QVERIFY(forwarded()->level == LogLevel::Info);
        QCOMPARE(forwarded()->text, std::string("first\nsecond\0third \xef\xbf\xbd", 22));
    }

    void twoTreesOnOneBrokerDoNotMeet()
    {
        Node& child = m_tree->addChild(master());
        Node second(*m_tree->broker, {.id = MasterId, .parentIds = {}, .log = {}}, m_tree->registry);
        QVERIFY(!second.context(child.id()).tryCall(rpc::Call::byName("rhizome.identity"), Patience));
        QVERIFY(master().context(child.id()).tryCall(rpc::Call::byName("rhizome.identity"), Patience));
    }

    void childrenAreAskedToEndBeforeTheBrokerDoes()
    {
        const ContextId id = m_tree->allocate(master());
        auto child = std::make_unique<RawPeer>(m_tree->addRawChild(master(), id));
        m_tree->broker->shutdown();
        const auto asked = child->receives(*m_tree->broker);
        QVERIFY(asked);
        QCOMPARE(asked->header.handle, wire::Shutdown);
        QVERIFY(!m_tree->broker->ended());
        child.reset();
        QVERIFY(m_tree->until([&] { return m_tree->broker->ended(); }));
    }

private:
    Node& master() { return m_tree->master(); }

    static wire::FrameHeader header(ContextId dst, ContextId self, Handle handle, Handle replyTo = NoHandle)
    {
        return {.magic = wire::Magic::Mgc, .dstId = dst, .srcId = self, .authId = self, .handle = handle,
                .replyTo = replyTo, .length = 0};
    }
    static void announce(RawPeer& peer, ContextId self, std::string_view claim)
    {
        peer.sends(header(MasterId, self, wire::AddRoute), claim);
    }

    std::unique_ptr<Tree> m_tree;
};

QTEST_GUILESS_MAIN(RoutingTreeTest)
#include "routing_tree_test.moc"
