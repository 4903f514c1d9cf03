#include "core/routing/credit_table.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;
using namespace std::string_literals;
using namespace std::string_view_literals;

class RoutingTreeTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_tree = std::make_unique<Tree>(); }
    void cleanup() { m_tree.reset(); }

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
        const auto handle =
            master().router->addHandler([&](routing::Message message) { answer = std::move(message); }, options);
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

    void losingTheParentEndsEverySenderToWhatWasBeyondIt()
    {
        const auto chain = m_tree->addChain(master(), 2);
        const auto receiver = *rpc::Receiver::create(*master().router);
        const SenderRef target = receiver->toSender(chain[1]->id());
        const routing::CreditTable& credits = chain[1]->router->credits();
        QVERIFY(m_tree->until([&] { return credits.size() == 1; }));
        const auto line = credits.find(target);
        chain[0]->router->disconnect(chain[1]->id(), Error(ErrorKind::Timeout, "test"));
        QVERIFY(m_tree->until([&] { return line->closed(); }));
        QCOMPARE(credits.size(), 0U);
    }

    // Whoever calls again when he is told of a loss must not be sent the same way once more.
    void aLostContextIsOutOfReachBeforeAnybodyIsToldOfIt()
    {
        const auto chain = m_tree->addChain(master(), 2);
        const ContextId near = chain[0]->id();
        const ContextId far = chain[1]->id();
        const routing::Router& router = *master().router;
        bool reachable = true;
        bool told = false;
        routing::HandlerOptions options;
        options.respondent = far;
        const auto handle = master().router->addHandler(
            [&](const routing::Message&) {
                told = true;
                reachable = router.findRoute(near) || router.findRoute(far);
            },
            options);
        QVERIFY(handle);
        m_tree->kill(*chain[0]);
        QVERIFY(m_tree->until([&] { return told; }));
        QVERIFY(!reachable);
    }

    void aDirectChildAloneIsDisconnected()
    {
        const auto chain = m_tree->addChain(master(), 2);
        const Node& child = *chain[0];
        const ContextId below = chain[1]->id();
        const Error enough(ErrorKind::Cancelled, "enough");
        QVERIFY(!master().router->disconnect(below, enough));
        QVERIFY(!master().router->disconnect(ContextId{4711}, enough));
        QVERIFY(!master().router->disconnect(MasterId, enough));
        QVERIFY(!child.router->disconnect(MasterId, enough));  // its parent
        m_tree->drain();
        QVERIFY(child.router->parentStream() != nullptr);
        QCOMPARE(master().router->routes().size(), 2U);

        std::vector<std::string> told;
        const auto note = [&told](const Error& reason) { told.push_back(reason.text()); };
        const Subscription one = master().router->onDisconnect(child.id(), note);
        const Subscription two = master().router->onDisconnect(below, note);
        std::string streamTold;
        const auto stream = master().router->streamById(child.id());
        const Subscription three =
            stream->disconnected.connect([&streamTold](const Error& reason) { streamTold = reason.text(); });
        const auto waiting = master().context(below).sendAsync({});
        QVERIFY(master().router->disconnect(child.id(), enough));
        QVERIFY(m_tree->until([&] { return told.size() == 2; }));
        QCOMPARE(streamTold, std::string("enough"));
        QCOMPARE(told, (std::vector<std::string>{"enough", "enough"}));
        QVERIFY(waiting->get(Patience).error().kind() == ErrorKind::Channel);
        QVERIFY(master().router->routes().empty() && master().router->getStreams().empty());
        QVERIFY(!master().router->disconnect(child.id(), enough));
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
        QVERIFY(master().router->delHandler(*handle));
    }

    void nobodyEndsAnothersCallWhoIsNotOnItsWay()
    {
        const ContextId askedId = m_tree->allocate(master());
        const ContextId leafId = m_tree->allocate(master());
        RawPeer asked = m_tree->addRawChild(master(), askedId);
        RawPeer leaf = m_tree->addRawChild(master(), leafId);
        // One context asks a child of its own, and one that is reached over its parent.
        Node& middle = m_tree->addChild(master());
        const ContextId belowId = m_tree->allocate(middle);
        RawPeer below = m_tree->addRawChild(middle, belowId);
        const auto fromMaster = master().context(askedId).sendAsync(question());
        const auto fromMiddle = middle.context(belowId).sendAsync(question());
        const auto toSibling = middle.context(askedId).sendAsync(question());

        for (const auto& [victim, call] : {std::pair(MasterId, fromMaster.get()), {middle.id(), fromMiddle.get()}})
            leaf.sends(header(victim, leafId, call->handle(), wire::IsDead), "hostile");
        QVERIFY(leaf.settled(*m_tree->broker, leafId, MasterId));
        QVERIFY(leaf.settled(*m_tree->broker, leafId, middle.id()));
        QVERIFY(m_tree->log.contains("to which it is not on the way"));
        QVERIFY(fromMaster->empty() && fromMiddle->empty());
        below.sends(header(middle.id(), belowId, fromMiddle->handle(), wire::IsDead), "honest");
        QCOMPARE(fromMiddle->get(Patience).error().text(), std::string("honest"));

        // The hop that is on the way may, as may a parent.
        const auto again = middle.context(belowId).sendAsync(question());
        master().router->route(deadMessage(middle.id(), again->handle()));
        QCOMPARE(again->get(Patience).error().text(), std::string("over"));
        master().router->route(deadMessage(middle.id(), toSibling->handle()));
        QCOMPARE(toSibling->get(Patience).error().text(), std::string("over"));
        const auto further = master().context(belowId).sendAsync(question());
        middle.router->route(deadMessage(MasterId, further->handle()));
        QCOMPARE(further->get(Patience).error().text(), std::string("over"));

        asked.sends(header(MasterId, askedId, fromMaster->handle(), wire::IsDead), "refused there");
        QCOMPARE(fromMaster->get(Patience).error().text(), std::string("refused there"));
    }

    void aHandlerSaysHowOftenItRunsAndForWhom()
    {
        const Node& friendly = m_tree->addChild(master());
        const Node& stranger = m_tree->addChild(master());
        std::vector<ContextId> heard;
        std::vector<ContextId> judged;
        routing::HandlerOptions options;
        options.persist = false;
        options.policy = [&](const routing::Router& router, const routing::Message& message,
                             const routing::Stream* stream) {
            judged.push_back(message.srcId);
            return &router == master().router.get() && stream != nullptr && stream->remoteId() == friendly.id();
        };
        const std::size_t before = master().router->handlerCount();
        routing::Message message;
        message.handle =
            *master().router->addHandler([&](const routing::Message& got) { heard.push_back(got.srcId); }, options);
        const auto refused = stranger.context(MasterId).sendAsync(message);
        QCOMPARE(refused->get(Patience).error().text(), std::string("refused by policy"));
        QVERIFY(heard.empty());
        QCOMPARE(master().router->handlerCount(), before + 1);  // who is refused does not use it up
        friendly.context(MasterId).send(message);
        const auto late = friendly.context(MasterId).sendAsync(message);
        QCOMPARE(late->get(Patience).error().text(), std::string("invalid handle"));
        QCOMPARE(heard, std::vector<ContextId>{friendly.id()});
        QCOMPARE(judged, (std::vector<ContextId>{stranger.id(), friendly.id()}));
        QCOMPARE(master().router->handlerCount(), before);
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

    void unidirectionalRoutingRefusesWhatIsNeitherFromNorToAParent()
    {
        Node& middle = m_tree->addChild(master(), {.name = {}, .authStamp = {}, .unidirectional = true});
        Node& left = m_tree->addChild(middle);
        Node& right = m_tree->addChild(middle);
        auto refused = left.context(right.id()).sendAsync({});
        const auto answer = refused->get(Patience);
        QVERIFY(!answer);
        QCOMPARE(answer.error().text(), str("routing mode prevents forward of message from context ", raw(left.id()),
                                            " to context ", raw(right.id()), " via context ", raw(middle.id())));
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
        large.data = Bytes(std::string(child.router->maxMessageSize() + 1, 'x'));
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
        std::optional<Error> lost;
        const Subscription subscription =
            master().router->onDisconnect(id, [&](const Error& reason) { lost = reason; });
        exact.sends(header(MasterId, id, Handle{4711}), std::string(1001, 'x'));
        QVERIFY(exact.isClosed(*m_tree->broker));
        QVERIFY(!master().router->findRoute(id));
        QVERIFY(lost && lost->kind() == ErrorKind::Decode);
        QCOMPARE(lost->text(), std::string("a message of 1001 bytes is larger than the limit of 1000 bytes"));
        QCOMPARE(lost->details().fix, std::string("Send less at once, or raise max_message_size."));
    }

    void logRecordsReachTheMasterWithTheirOriginAndLogger()
    {
        Node& child = *m_tree->addChain(master(), 2).back();
        routing::Message message;
        message.handle = wire::ForwardLog;
        message.data = Bytes("stdout\00020\0first\nsecond\0third \xff"sv);
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
        QCOMPARE(forwarded()->text, "first\nsecond\0third \xef\xbf\xbd"s);
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

    static routing::Message question()
    {
        routing::Message message;
        message.handle = wire::Ping;
        return message;
    }
    static routing::Message deadMessage(ContextId to, Handle handle)
    {
        routing::Message message = routing::Message::dead("over");
        message.dstId = to;
        message.handle = handle;
        return message;
    }
    static wire::FrameHeader header(ContextId dst, ContextId self, Handle handle, Handle replyTo = NoHandle)
    {
        return {.magic = wire::Magic::Mgc,
                .dstId = dst,
                .srcId = self,
                .authId = self,
                .handle = handle,
                .replyTo = replyTo,
                .length = 0};
    }

    std::unique_ptr<Tree> m_tree;
};

QTEST_GUILESS_MAIN(RoutingTreeTest)
#include "routing_tree_test.moc"
