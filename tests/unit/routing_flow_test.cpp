#include "core/io/process.h"
#include "core/rpc/sender.h"
#include "tests/support/asleep.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>
#include <atomic>
#include <thread>

using namespace rz;
using namespace rz::test;

namespace {

constexpr std::size_t FrameSize = 64 * 1024;

wire::FrameHeader header(ContextId dst, ContextId src, Handle handle, Handle replyTo = NoHandle)
{
    return {.magic = wire::Magic::Mgc,
            .dstId = dst,
            .srcId = src,
            .authId = src,
            .handle = handle,
            .replyTo = replyTo,
            .length = 0};
}

}  // namespace

// What happens when one context sends more than another takes.
class RoutingFlowTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_middle = &m_tree->addChild(m_tree->master());
        m_sourceId = m_tree->allocate(*m_middle);
        m_sinkId = m_tree->allocate(*m_middle);
        m_otherId = m_tree->allocate(*m_middle);
        m_tunnelId = m_tree->allocate(*m_middle);
        m_innerId = m_tree->allocate(*m_middle);
        m_source = std::make_unique<RawPeer>(m_tree->addRawChild(*m_middle, m_sourceId));
        m_sink = std::make_unique<RawPeer>(m_tree->addRawChild(*m_middle, m_sinkId));
        m_other = std::make_unique<RawPeer>(m_tree->addRawChild(*m_middle, m_otherId));
    }
    void cleanup()
    {
        m_source.reset();
        m_sink.reset();
        m_other.reset();
        m_tree.reset();
    }

    void aFloodIsLeftInItsSendersSocketAndOthersGoOn()
    {
        flood();
        routing::Router& router = *m_middle->router;
        QVERIFY(router.congested(m_sinkId));
        // The queue holds what may be there, and the read under way.
        const std::size_t bound = io::BasicStream::HighWater + 64 * 1024 + 2 * wire::ReadChunk + FrameSize;
        QVERIFY(pending(m_sinkId) <= bound);
        // A neighbour that sends a little to the same place is served, and so is everybody else.
        m_other->sends(header(m_sinkId, m_otherId, Handle{1000}), "small");
        QVERIFY(m_other->settled(*m_tree->broker, m_otherId, m_middle->id()));
        QVERIFY(m_tree->master().context(m_middle->id()).tryCall(rpc::Call::byName("rhizome.identity"), Patience));
    }

    void aFloodGoesOnWhenTheReceiverTakesIt()
    {
        const std::size_t frames = flood();
        std::vector<Handle> taken;
        QVERIFY(m_tree->until([&] {
            m_source->pushes();
            const auto more = m_sink->takes();
            taken.insert(taken.end(), more.begin(), more.end());
            return taken.size() == frames;
        }));
        QVERIFY(std::ranges::is_sorted(taken));
        QVERIFY(m_source->settled(*m_tree->broker, m_sourceId, m_middle->id()));
        QVERIFY(!m_middle->router->congested(m_sinkId));
    }

    void whoeverMayWaitIsWokenWhenThereIsRoom()
    {
        const rpc::Sender sender(*m_middle->router, {.context = m_sinkId, .handle = Answer});
        QVERIFY(sender.ready());
        const std::size_t frames = flood();
        QVERIFY(!sender.ready());
        std::atomic<bool> went = false;
        bool told = false;
        std::jthread waiting(
            [&](const std::stop_token& stop) { went = m_middle->router->waitUncongested(m_sinkId, stop).has_value(); });
        m_middle->router->whenUncongested(m_sinkId, [&] { told = true; });
        m_tree->drain();
        QVERIFY(!told && !went);
        std::size_t taken = 0;
        QVERIFY(m_tree->until([&] {
            m_source->pushes();
            taken += m_sink->takes().size();
            return taken == frames && told && went;
        }));
        QVERIFY(sender.ready());
    }

    void whoeverWaitsForRoomCanBeStoppedAndGoesOnAfterALoss()
    {
        flood();
        std::optional<Result<>> stopped;
        std::jthread first(
            [&](std::stop_token stop) { stopped = m_middle->router->waitUncongested(m_sinkId, std::move(stop)); });
        first.request_stop();
        first.join();
        QVERIFY(!*stopped && stopped->error().kind() == ErrorKind::Cancelled);

        std::atomic<bool> ended = false;
        std::jthread second([&](std::stop_token stop) {
            static_cast<void>(m_middle->router->waitUncongested(m_sinkId, std::move(stop)));
            ended = true;
        });
        bool told = false;
        m_middle->router->whenUncongested(m_sinkId, [&] { told = true; });
        m_sink->close();
        QVERIFY(m_tree->until([&] { return ended && told; }));
    }

    void whoeverWaitsForRoomIsGoneBeforeTheRouter()
    {
        flood();
        std::optional<Result<>> ended;
        Waiter waiter([&, &router = *m_middle->router] { ended = router.waitUncongested(m_sinkId, {}); });
        QVERIFY(waiter.asleep());
        m_middle->dispatcher.reset();
        m_middle->ids.reset();
        m_middle->router.reset();
        waiter.join();
        QVERIFY(ended && !*ended && ended->error().kind() == ErrorKind::Channel);
    }

    void theLossOfTheReceiverLetsTheSenderGoOn()
    {
        flood();
        m_sink->close();
        QVERIFY(m_tree->until([&] { return m_source->pushes() && !m_middle->router->findRoute(m_sinkId); }));
        QVERIFY(m_source->settled(*m_tree->broker, m_sourceId, m_middle->id()));
    }

    void theLossOfTheSenderLeavesNothingBehind()
    {
        flood();
        m_source->close();
        QVERIFY(m_tree->until([&] {
            m_sink->takes();
            return !m_middle->router->findRoute(m_sourceId);
        }));
        QVERIFY(m_other->settled(*m_tree->broker, m_otherId, m_middle->id()));
    }

    // Nobody needs to take what it sent for that.
    void whoeverIsLeftWaitingInItsSocketIsMissedAtOnce()
    {
        flood();
        m_source->close();
        QVERIFY(m_tree->until([&] { return !m_middle->router->findRoute(m_sourceId); }));
        QVERIFY(m_middle->router->congested(m_sinkId));
    }

    void aContextThatIsFloodedByItsParentStillEndsWithIt()
    {
        const ContextId sinkId{8};
        auto [node, parent] = m_tree->addRawParent(ContextId{4711}, {MasterId});
        const RawPeer sink = m_tree->addRawChild(*node, sinkId);
        bool lost = false;
        const Subscription subscription = node->router->parentLost.connect([&](const Error&) { lost = true; });
        flood(parent, sinkId, MasterId);
        QVERIFY(node->router->congested(sinkId));
        parent.close();
        QVERIFY(m_tree->until([&] { return lost; }));
    }

    void whatALostContextSentLastArrivesThoughItWasLeftWaiting_data()
    {
        QTest::addColumn<bool>("write");
        QTest::addRow("its end is seen") << false;
        QTest::addRow("a write to it fails") << true;
    }
    void whatALostContextSentLastArrivesThoughItWasLeftWaiting()
    {
        QFETCH(const bool, write);
        const std::size_t whole = flood() - 1;  // the last one is cut off
        m_source->close();
        if (write) {
            routing::Message message;
            message.dstId = m_sourceId;
            m_middle->router->route(std::move(message));
        }
        QVERIFY(m_tree->until([&] { return !m_middle->router->findRoute(m_sourceId); }));
        std::vector<Handle> taken;
        QVERIFY(m_tree->until([&] {
            const auto more = m_sink->takes();
            taken.insert(taken.end(), more.begin(), more.end());
            return std::ranges::find(taken, wire::DelRoute) != taken.end();
        }));
        QCOMPARE(taken.size(), whole + 1);
    }

    void twoThatFloodEachOtherBothGetThrough()
    {
        // Each end takes while it sends, as contexts do.
        std::size_t fromLeft = 0;
        std::size_t fromRight = 0;
        const std::string payload(FrameSize, 'x');
        for (int i = 0; i < 300; ++i) {
            m_source->offers(header(m_sinkId, m_sourceId, Handle{1000}), payload);
            m_sink->offers(header(m_sourceId, m_sinkId, Handle{1000}), payload);
        }
        QVERIFY(m_tree->until([&] {
            m_source->pushes();
            m_sink->pushes();
            fromRight += m_source->takes().size();
            fromLeft += m_sink->takes().size();
            return fromLeft == 300 && fromRight == 300;
        }));
    }

    void aPingOvertakesBulkButNotWhatWasSentBeforeInItsOwnClass()
    {
        const std::string payload(FrameSize, 'x');
        for (std::uint32_t i = 0; i < 50; ++i)
            m_source->offers(header(m_sinkId, m_sourceId, Handle{raw(wire::FirstBulk) + i}), payload);
        m_source->offers(header(m_sinkId, m_sourceId, Handle{1000}), "interactive");
        m_source->offers(header(m_sinkId, m_sourceId, Handle{1001}), "interactive");
        // The middle reads all while the sink takes nothing: about as much as fits into the socket has left by then.
        QVERIFY(m_tree->until([&] { return m_source->pushes(); }));
        m_tree->drain();
        std::vector<std::uint32_t> order;
        for (int i = 0; i < 52; ++i) {
            const auto frame = m_sink->receives(*m_tree->broker);
            QVERIFY(frame);
            order.push_back(raw(frame->header.handle));
        }
        const auto first = std::ranges::find(order, 1000U);
        QVERIFY(first != order.end() && *(first + 1) == 1001U);
        QVERIFY(first - order.begin() < 40);
        std::erase_if(order, [](std::uint32_t handle) { return handle < 2000; });
        QVERIFY(std::ranges::is_sorted(order));
    }

    void aLostContextIsOnlyToldAfterTheLastOfItsBulk()
    {
        const std::string payload(FrameSize, 'x');
        m_sink->sends(header(m_sourceId, m_sinkId, Handle{1000}), "hello");  // so that it is told
        QVERIFY(m_source->receives(*m_tree->broker));
        for (std::uint32_t i = 0; i < 30; ++i)
            m_source->offers(header(m_sinkId, m_sourceId, Handle{raw(wire::FirstBulk) + i}), payload);
        QVERIFY(m_tree->until([&] { return m_source->pushes(); }));
        m_source->close();
        QVERIFY(m_tree->until([&] { return !m_middle->router->findRoute(m_sourceId); }));
        for (std::uint32_t i = 0; i < 30; ++i)
            QCOMPARE(raw(m_sink->receives(*m_tree->broker)->header.handle), raw(wire::FirstBulk) + i);
        QCOMPARE(m_sink->receives(*m_tree->broker)->header.handle, wire::DelRoute);
    }

    void whatALostContextSentLastReachesTheMasterBeforeTheNewsOfItsEnd_data()
    {
        QTest::addColumn<bool>("atMaster");
        QTest::addColumn<std::size_t>("size");
        QTest::addRow("held up in the queue of the last hop") << true << FrameSize;
        QTest::addRow("held up before it, all in one read") << false << std::size_t{100};
    }
    void whatALostContextSentLastReachesTheMasterBeforeTheNewsOfItsEnd()
    {
        QFETCH(const bool, atMaster);
        QFETCH(const std::size_t, size);
        routing::Router& master = *m_tree->master().router;
        Node& lower = m_tree->addChild(*m_middle);
        const ContextId id = m_tree->allocate(lower);
        RawPeer lost = m_tree->addRawChild(lower, id);
        QVERIFY(m_tree->until([&] { return master.findRoute(id).has_value(); }));
        const auto arrived = std::make_shared<int>(0);
        const auto handle = master.addHandler([arrived](const routing::Message&) { ++*arrived; },
                                              {.policy = {}, .traffic = io::Traffic::Bulk});
        QVERIFY(handle);
        const auto held = atMaster ? master.streamById(m_middle->id()) : m_middle->router->streamById(lower.id());
        held->pause();
        for (int i = 0; i < 30; ++i)
            lost.offers(header(MasterId, id, *handle), std::string(size, 'x'));
        QVERIFY(m_tree->until([&] { return lost.pushes(); }));
        lost.close();
        QVERIFY(m_tree->until([&] { return !lower.router->findRoute(id); }));
        m_tree->drain();
        held->resume();
        QVERIFY(m_tree->until([&] { return !master.findRoute(id); }));
        QCOMPARE(*arrived, 30);
    }

    // What the queue waits for comes from where the flood comes from.
    void aTunnelIsNoReasonToStopReadingItsCarrier()
    {
        RawPeer tunnel = addTunnel(m_tunnelId, m_sourceId);
        RawPeer inner = addTunnel(m_innerId, m_tunnelId);
        const std::string payload(FrameSize, 'x');
        for (const ContextId id : {m_tunnelId, m_innerId}) {
            for (int i = 0; i < 200; ++i)
                m_source->offers(header(id, m_sourceId, Handle{1000}), payload);
            QVERIFY(m_tree->until([&] { return m_source->pushes(); }));
            QVERIFY(m_middle->router->congested(id));
            QVERIFY(m_source->settled(*m_tree->broker, m_sourceId, m_middle->id()));
        }
        // But it is one for everybody else.
        for (int i = 0; i < 200; ++i)
            m_other->offers(header(m_tunnelId, m_otherId, Handle{1000}), payload);
        QVERIFY(!m_tree->until([&] { return m_other->pushes(); }, 200ms));
        std::size_t taken = 0;
        QVERIFY(m_tree->until([&] {
            m_other->pushes();
            taken += tunnel.takes().size();
            return taken == 400;
        }));
    }

    void aTunnelThatFallsFarBehindItsCarrierIsEnded()
    {
        RawPeer tunnel = addTunnel(m_tunnelId, m_sourceId);
        const std::string payload(4 * 1024 * 1024, 'x');
        for (int i = 0; i < 70; ++i) {
            m_source->offers(header(m_tunnelId, m_sourceId, Handle{1000}), payload);
            QVERIFY(m_tree->until([&] { return m_source->pushes(); }));
        }
        QVERIFY(m_tree->until([&] { return !m_middle->router->findRoute(m_tunnelId); }));
        QVERIFY(m_source->settled(*m_tree->broker, m_sourceId, m_middle->id()));
    }

    void aPeerThatAsksButDoesNotTakeTheAnswersIsNotReadAnyMore()
    {
        // Each answer is a little larger than its question.
        const std::string call =
            rpc::Call::byName("rhizome.echo", {Bytes(std::string(4 * 1024 * 1024, 'x'))}).encode()->flat().toString();
        Node second(*m_tree->broker, {.id = MasterId, .parentIds = {}, .log = {}}, m_tree->registry);
        auto pair = std::move(*io::makeSocketPair());
        second.router->registerStream(makeStream(*second.router, *m_tree->broker, std::move(pair.first),
                                                 {.remoteId = ContextId{1}, .name = "greedy"}));
        RawPeer greedy(std::move(pair.second));
        for (int i = 0; i < 100; ++i)
            greedy.offers(header(MasterId, ContextId{1}, wire::CallFunction, Answer), call);
        const std::size_t limit = std::size_t{256} * 1024 * 1024;
        const auto queued = [&] { return second.router->streamById(ContextId{1})->counters().pendingBytes; };
        QVERIFY(m_tree->until([&] {
            greedy.pushes();
            return queued() > limit;
        }));
        for (int i = 0; i < 50; ++i) {
            greedy.pushes();
            m_tree->broker->runOnce(Duration::zero());
        }
        QVERIFY(queued() < limit + 16 * 1024 * 1024);
        std::size_t answers = 0;
        QVERIFY(m_tree->until([&] {
            greedy.pushes();
            answers += greedy.takes().size();
            return answers == 100;
        }));
    }

private:
    // Sends from the source to the sink, which takes nothing, until no more is taken from it; returns how many frames.
    std::size_t flood() { return flood(*m_source, m_sinkId, m_sourceId); }
    std::size_t flood(RawPeer& source, ContextId sinkId, ContextId sourceId)
    {
        const std::string payload(FrameSize, 'x');
        std::uint32_t count = 0;
        for (int refusals = 0; refusals < 20;) {
            if (source.pushes()) {
                source.offers(header(sinkId, sourceId, Handle{1000 + count++}), payload);
                refusals = 0;
            } else {
                ++refusals;
            }
            m_tree->drain();
        }
        return count;
    }
    RawPeer addTunnel(ContextId id, ContextId carrier)
    {
        return m_tree->addRawChild(*m_middle, id, {.name = {}, .authStamp = {}, .carrier = carrier});
    }
    std::size_t pending(ContextId id) { return m_middle->router->streamById(id)->counters().pendingBytes; }

    std::unique_ptr<Tree> m_tree;
    Node* m_middle = nullptr;
    ContextId m_sourceId{};
    ContextId m_sinkId{};
    ContextId m_otherId{};
    ContextId m_tunnelId{};
    ContextId m_innerId{};
    std::unique_ptr<RawPeer> m_source;
    std::unique_ptr<RawPeer> m_sink;
    std::unique_ptr<RawPeer> m_other;
};

QTEST_GUILESS_MAIN(RoutingFlowTest)
#include "routing_flow_test.moc"
