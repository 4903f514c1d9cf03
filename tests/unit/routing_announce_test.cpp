#include "core/base/str.h"
#include "core/routing/id_blocks.h"
#include "core/wire/pickle.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <thread>

using namespace rz;
using namespace rz::test;

namespace {

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

// How routes and ids become known along the tree, and are forgotten (protocol 3.5, 3.7).
class RoutingAnnounceTest : public QObject {
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
        Watcher atMaster(*master().router);
        const auto chain = m_tree->addChain(master(), 3);
        std::vector<std::string> added;
        for (const Node* const node : chain)
            added.push_back(str("+", raw(node->id()), " local.", raw(node->id()), " via ", raw(chain[0]->id())));
        QCOMPARE(atMaster.events, added);
        const auto route = master().router->findRoute(chain[2]->id());
        QVERIFY(route);
        QCOMPARE(route->name, str("local.", raw(chain[2]->id())));
        QCOMPARE(route->nextHop, chain[0]->id());
        QCOMPARE(route->announcedBy, chain[0]->id());
        QCOMPARE(master().router->findRoute(chain[0]->id())->announcedBy, MasterId);
        QCOMPARE(master().router->routes().size(), 3U);
        QCOMPARE(master().router->contextName(chain[1]->id()), str("local.", raw(chain[1]->id())));
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

    void whoeverWasOnlyWrittenToIsToldThatTheWriterIsLost()
    {
        Node& writer = m_tree->addChild(master());
        Node& reader = m_tree->addChild(master());
        std::optional<Error> told;
        const Subscription subscription =
            reader.router->onDisconnect(writer.id(), [&](const Error& reason) { told = reason; });
        routing::Message message;
        message.dstId = reader.id();
        message.handle = Handle{60};  // leads nowhere
        writer.router->route(std::move(message));
        m_tree->drain();
        m_tree->kill(writer);
        QVERIFY(m_tree->until([&] { return told.has_value(); }));
    }

    void streamsAreFoundByWhomTheyLeadTo()
    {
        const Node& child = m_tree->addChild(master());
        const Node& other = m_tree->addChild(master());
        const Node& below = *m_tree->addChain(m_tree->addChild(master()), 1).back();
        const auto leadsTo = [](const Node& from, ContextId id) {
            const auto stream = from.router->streamById(id);
            return stream != nullptr ? std::optional(stream->remoteId()) : std::nullopt;
        };
        QCOMPARE(leadsTo(master(), child.id()), std::optional(child.id()));
        QCOMPARE(leadsTo(master(), below.id()), below.router->parentId());
        QVERIFY(!leadsTo(master(), ContextId{4711}));
        QVERIFY(!leadsTo(master(), MasterId));
        QCOMPARE(leadsTo(child, other.id()), std::optional(MasterId));  // up, as all that is not known
        const auto there = [](const Node& of) {
            std::vector<ContextId> ids;
            for (const auto& stream : of.router->getStreams())
                ids.push_back(stream->remoteId());
            std::ranges::sort(ids);
            return ids;
        };
        QCOMPARE(there(master()), (std::vector<ContextId>{child.id(), other.id(), *below.router->parentId()}));
        QCOMPARE(there(below), (std::vector<ContextId>{*below.router->parentId()}));
    }

    void routesAndStreamsMayBeAskedForOnAnyThread()
    {
        // Which no child is given, however many come and go meanwhile.
        constexpr std::uint32_t ByHand = 0xf0000000;
        const Node& kept = m_tree->addChild(master());
        std::atomic<int> ended = 0;
        std::vector<std::jthread> threads;
        for (std::uint32_t t = 0; t < 3; ++t) {
            threads.emplace_back([&, mine = ContextId{ByHand + t}] {
                routing::Router& router = *master().router;
                for (int i = 0; i < 100; ++i) {
                    router.addRoute(mine, router.streamById(kept.id()), "by.a.thread");
                    router.addRoute(mine, nullptr);
                    for (const auto& stream : router.getStreams()) {
                        if (stream->remoteId() == MasterId || stream->name().empty())
                            std::abort();
                    }
                    router.delRoute(mine);
                    router.delRoute(mine);
                    // Not faster than the loop takes it.
                    static_cast<void>(router.broker().deferSync([] {}));
                }
                router.addRoute(mine, router.streamById(kept.id()), "at.last");
                ++ended;
            });
        }
        while (ended < 3) {
            Node& shortLived = m_tree->addChild(master());
            QCOMPARE(master().router->streamById(shortLived.id())->remoteId(), shortLived.id());
            m_tree->kill(shortLived);
            m_tree->drain();
        }
        threads.clear();
        QVERIFY(m_tree->until([&] { return master().router->routes().size() == 4; }));
        for (std::uint32_t t = 0; t < 3; ++t)
            QCOMPARE(master().router->contextName(ContextId{ByHand + t}), std::string("at.last"));

        // A stream that is lost leads nowhere, whoever still holds it.
        const auto held = master().router->streamById(kept.id());
        QVERIFY(master().router->disconnect(kept.id(), Error(ErrorKind::Cancelled, "enough")));
        QVERIFY(m_tree->until([&] { return master().router->routes().empty(); }));
        master().router->addRoute(ContextId{ByHand + 3}, held);
        QVERIFY(!master().router->findRoute(ContextId{ByHand + 3}));
        QCOMPARE(held->remoteId(), kept.id());
    }

    void aSubtreeGoesWithItsRoot()
    {
        const auto chain = m_tree->addChain(master(), 4);
        m_tree->kill(*chain[0]);
        QVERIFY(m_tree->until([&] { return master().router->routes().empty(); }));
        QCOMPARE(master().router->getStreams().size(), 0U);
    }

    void aRouteToAnIdThatWasNotGivenIsRefused()
    {
        const ContextId id = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        for (const std::string_view claim :
             {"4711:evil", "0:evil", "1:evil", "nonsense", "99999999999", "-1", ":x", ""})
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
        QCOMPARE(block->payload.toString(), std::string("\x80\x02K\x03M\xeb\x03\x86."));  // (3, 1003)
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

    void aContextBetweenBelievesOnlyIdsThatItSawGiven()
    {
        Node& middle = *m_tree->addChain(master(), 2).back();
        Node& sibling = m_tree->addChild(master());
        const ContextId id = m_tree->allocate(middle);
        RawPeer below = m_tree->addRawChild(middle, id);
        const ContextId foreign = m_tree->allocate(sibling);  // out of a block that passed elsewhere
        const auto claims = [&](ContextId claimed) {
            below.sends(header(middle.id(), id, wire::AddRoute), str(raw(claimed), ":mine"));
            return below.settled(*m_tree->broker, id, middle.id());
        };
        // The master's own id would give it the right to call.
        for (const ContextId claimed :
             {MasterId, sibling.id(), foreign, ContextId{raw(id) + 1}, ContextId{4'000'000}}) {
            QVERIFY(claims(claimed));
            QVERIFY(!middle.router->findRoute(claimed));
        }
        below.sends(header(MasterId, id, wire::AllocateId, Answer));
        const auto answer = below.receives(*m_tree->broker);
        QVERIFY(answer);
        const auto given = routing::toIdRange(*wire::unpickle(answer->payload));
        QVERIFY(given);
        const routing::IdRange block = *given;
        QVERIFY(claims(ContextId{block.first}));
        QVERIFY(claims(ContextId{block.end}));
        QVERIFY(middle.router->findRoute(ContextId{block.first}));
        QVERIFY(!middle.router->findRoute(ContextId{block.end}));
        QVERIFY(m_tree->until([&] { return master().router->findRoute(ContextId{block.first}).has_value(); }));

        // With the one they were given to they are gone.
        below.close();
        QVERIFY(m_tree->until([&] { return !middle.router->findRoute(id); }));
        QVERIFY(!middle.router->idBlocks().ownerOf(ContextId{block.first}));
        QVERIFY(m_tree->until([&] { return !master().router->idBlocks().ownerOf(ContextId{block.first}); }));
    }

    void aChildCannotFillTheMemoryWithRoutes()
    {
        constexpr std::uint32_t Most = 100'000;
        const ContextId id = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        for (std::uint32_t i = 0; i <= Most / 1000; ++i) {
            child.sends(header(MasterId, id, wire::AllocateId, Answer));
            QVERIFY(child.receives(*m_tree->broker));
        }
        for (std::uint32_t i = 0; i <= Most; ++i)
            child.offers(header(MasterId, id, wire::AddRoute), str(raw(id) + 1 + i));
        QVERIFY(m_tree->until([&] { return child.pushes(); }));
        QVERIFY(child.settled(*m_tree->broker, id, MasterId));
        QCOMPARE(master().router->routes().size(), std::size_t{Most});
        QVERIFY(m_tree->log.contains("too many routes"));
        child.close();
        QVERIFY(m_tree->until([&] { return master().router->routes().empty(); }));
    }

    void aRouteMayBeAddedAndTakenAwayByHand()
    {
        Node& above = m_tree->addChild(master());
        Node& child = m_tree->addChild(above);
        Watcher atMaster(*master().router);
        const ContextId id{4711};
        above.router->addRoute(id, above.router->streamById(child.id()), "by.hand");
        // The master never gave that id away, so it does not believe in it.
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("id 4711 was not given to it"); }));
        QCOMPARE(above.router->findRoute(id)->nextHop, child.id());
        std::optional<Error> gone;
        const Subscription subscription = above.router->onDisconnect(id, [&](const Error& reason) { gone = reason; });
        above.router->delRoute(id);
        QVERIFY(m_tree->until([&] { return gone.has_value(); }));
        QCOMPARE(gone->text(), std::string("its route was removed"));
        QVERIFY(!above.router->findRoute(id));
        QVERIFY(atMaster.events.empty());
    }

    void aRouteThatIsReplacedByHandIsToldInThatOrder()
    {
        Node& above = m_tree->addChild(master());
        const Node& child = m_tree->addChild(above);
        const ContextId id = m_tree->allocate(above);
        const auto stream = above.router->streamById(child.id());
        above.router->addRoute(id, stream, "first");
        QVERIFY(m_tree->until([&] { return master().router->findRoute(id).has_value(); }));
        // What a handler sends leaves together, when it is done.
        const auto handle = above.router->addHandler(
            [&](const routing::Message&) {
                above.router->delRoute(id);
                above.router->addRoute(id, stream, "second");
            },
            {.persist = false});
        QVERIFY(handle);
        routing::Message message;
        message.dstId = above.id();
        message.handle = *handle;
        master().router->route(std::move(message));
        QVERIFY(m_tree->until([&] { return above.router->contextName(id) == "second"; }));
        QVERIFY(!master().context(above.id()).tryCall(rpc::Call::byName("no.such.function")));
        QCOMPARE(master().router->contextName(id), std::string("second"));
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

private:
    Node& master() { return m_tree->master(); }

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
    static void announce(RawPeer& peer, ContextId self, std::string_view claim)
    {
        peer.sends(header(MasterId, self, wire::AddRoute), claim);
    }

    std::unique_ptr<Tree> m_tree;
};

QTEST_GUILESS_MAIN(RoutingAnnounceTest)
#include "routing_announce_test.moc"
