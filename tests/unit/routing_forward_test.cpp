#include "tests/unit/routing_support.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;

namespace {

constexpr ContextId Parent{0};
constexpr ContextId Self{1};
constexpr ContextId Child{7};

wire::FrameHeader frame(std::uint32_t dst, std::uint32_t src, std::uint32_t auth, Handle handle,
                        Handle replyTo = NoHandle)
{
    return {.magic = wire::Magic::Mgc,
            .dstId = ContextId{dst},
            .srcId = ContextId{src},
            .authId = ContextId{auth},
            .handle = handle,
            .replyTo = replyTo,
            .length = 0};
}

// rhizome.identity as a pickled call without arguments.
std::string identityCall()
{
    return rpc::Call::byName("rhizome.identity").encode()->flat().toString();
}

}  // namespace

// Frames as bytes into one router, and what comes out (protocol 3.2): the context is 1, its parent 0 is the test, and so is
// its child 7.
class RoutingForwardTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        auto [node, parent] = m_tree->addRawParent(Self, {Parent});
        m_self = node;
        m_parent = std::make_unique<RawPeer>(std::move(parent));
        m_child = std::make_unique<RawPeer>(m_tree->addRawChild(*m_self, Child));
        const auto announced = m_parent->receives(*m_tree->broker);
        QVERIFY(announced);
        QCOMPARE(announced->header, frame2(Parent, Self, wire::AddRoute, 5));
        QCOMPARE(announced->payload.toString(), std::string("7:raw"));
    }
    void cleanup()
    {
        m_parent.reset();
        m_child.reset();
        m_tree.reset();
    }

    void aCallUnderTheParentsAuthorityIsExecutedAndAnsweredToItsSource()
    {
        m_parent->sends(frame(1, 5, 0, wire::CallFunction, Answer), identityCall());
        const auto reply = m_parent->receives(*m_tree->broker);
        QVERIFY(reply);
        QCOMPARE(reply->header.dstId, ContextId{5});
        QCOMPARE(reply->header.srcId, Self);
        QCOMPARE(reply->header.authId, Self);
        QCOMPARE(reply->header.handle, Answer);
        QCOMPARE(reply->header.magic, wire::Magic::Mgc);
    }

    void aCallUnderAnotherAuthorityIsRefusedByPolicy()
    {
        m_parent->sends(frame(1, 0, 5, wire::CallFunction, Answer), identityCall());
        expectDead(*m_parent, 0, "refused by policy");
        m_parent->sends(frame(1, 5, 5, wire::CallFunction, Answer), identityCall());
        expectDead(*m_parent, 5, "refused by policy");
    }

    void aCallInTheContextsOwnNameIsExecutedAndItsReplyStaysHere()
    {
        m_parent->sends(frame(1, 1, 1, wire::CallFunction, Answer), identityCall());
        QVERIFY(m_parent->settled(*m_tree->broker, Parent, Self));
        QVERIFY(!m_parent->receives(*m_tree->broker, 0ms));
    }

    void anUnknownDestinationFromTheParentIsAnsweredWithNoRoute()
    {
        m_parent->sends(frame(777, 0, 0, Handle{1000}, Answer));
        expectDead(*m_parent, 0, "no route to 777, my ID is 1");
    }

    void aFrameNeverGoesBackWhereItCameFrom()
    {
        m_parent->sends(frame(0, 5, 0, Handle{1000}, Answer));
        expectDead(*m_parent, 5, "no route to 0, my ID is 1");
        m_child->sends(frame(7, 7, 7, Handle{1000}, Answer));
        expectDead(*m_child, 7, "no route to 7, my ID is 1");
    }

    void anUnknownHandleIsAnsweredWithInvalidHandle()
    {
        for (const std::uint32_t handle : {0U, 111U, 4711U}) {
            m_parent->sends(frame(1, 0, 0, Handle{handle}, Answer));
            expectDead(*m_parent, 0, "invalid handle");
        }
    }

    void aDeadMessageAndOneWithoutReplyAreNeverAnswered()
    {
        m_parent->sends(frame(1, 0, 0, Handle{4711}, wire::IsDead), "over");
        m_parent->sends(frame(1, 0, 0, Handle{4711}));
        m_parent->sends(frame(777, 0, 0, Handle{4711}));
        QVERIFY(m_parent->settled(*m_tree->broker, Parent, Self));
        QVERIFY(!m_parent->receives(*m_tree->broker, 0ms));
    }

    void aChildMayNotActUnderAnothersAuthorityOrName()
    {
        m_child->sends(frame(1, 7, 0, wire::CallFunction, Answer), identityCall());
        m_child->sends(frame(1, 1, 1, wire::CallFunction, Answer), identityCall());
        m_child->sends(frame(1, 0, 7, wire::CallFunction, Answer), identityCall());
        m_child->sends(frame(1, 8, 7, wire::CallFunction, Answer), identityCall());
        QVERIFY(m_child->settled(*m_tree->broker, Child, Self));
        QVERIFY(!m_child->receives(*m_tree->broker, 0ms));
        QVERIFY(m_tree->log.contains("bad auth_id"));
        QVERIFY(m_tree->log.contains("bad src_id"));
    }

    void theParentMayNotSpeakForWhatIsBelow()
    {
        m_parent->sends(frame(1, 0, 7, wire::Ping, Answer));
        m_parent->sends(frame(1, 7, 0, wire::Ping, Answer));
        QVERIFY(m_parent->settled(*m_tree->broker, Parent, Self));
        QVERIFY(!m_parent->receives(*m_tree->broker, 0ms));
    }

    void framesAreForwardedAsTheyCameMagicIncluded()
    {
        wire::FrameHeader header = frame(7, 5, 0, Handle{1000}, Handle{2000});
        header.magic = wire::Magic::Bin;
        m_parent->sends(header, "not a pickle");
        const auto down = m_child->receives(*m_tree->broker);
        QVERIFY(down);
        header.length = 12;
        QCOMPARE(down->header, header);
        QCOMPARE(down->payload.toString(), std::string("not a pickle"));
    }

    void whatIsNotBelowGoesToTheParent()
    {
        m_child->sends(frame(4711, 7, 7, Handle{1000}), "up");
        const auto up = m_parent->receives(*m_tree->broker);
        QVERIFY(up);
        QCOMPARE(up->header.dstId, ContextId{4711});
        QCOMPARE(up->payload.toString(), std::string("up"));
    }

    void framesKeepTheirOrderHoweverTheyAreCut()
    {
        std::string bytes;
        for (std::uint32_t i = 0; i < 500; ++i) {
            wire::FrameHeader header = frame(7, 0, 0, Handle{1000 + i});
            header.length = i % 7;
            const auto encoded = wire::encodeHeader(header);
            bytes.append(reinterpret_cast<const char*>(encoded.data()), encoded.size()).append(i % 7, 'x');
        }
        for (std::size_t at = 0; at < bytes.size(); at += 37)
            m_parent->sendsBytes(std::string_view(bytes).substr(at, 37));
        for (std::uint32_t i = 0; i < 500; ++i) {
            const auto forwarded = m_child->receives(*m_tree->broker);
            QVERIFY(forwarded);
            QCOMPARE(forwarded->header.handle, Handle{1000 + i});
        }
    }

    void aPingIsAnsweredByTheRouter()
    {
        m_child->sends(frame(1, 7, 7, wire::Ping, Answer));
        const auto pong = m_child->receives(*m_tree->broker);
        QVERIFY(pong);
        QCOMPARE(pong->header, frame(7, 1, 1, Answer));
        QVERIFY(pong->payload.empty());
    }

    void anUnknownMagicEndsTheStreamWithTheReasonAndNoOther()
    {
        std::optional<Error> lost;
        const Subscription subscription =
            m_self->router->onDisconnect(Child, [&](const Error& reason) { lost = reason; });
        m_child->sendsBytes("motd: welcome to this host, have fun");
        QVERIFY(m_child->isClosed(*m_tree->broker));
        QVERIFY(!m_self->router->findRoute(Child));
        QVERIFY(lost && lost->kind() == ErrorKind::Decode);
        QCOMPARE(lost->text(), std::string("not a frame: it begins with 0x6d6f instead of 0x4d49"));
        QVERIFY(lost->details().cause.starts_with("Something other than a context"));
        QVERIFY(lost->details().fix.starts_with("Connect again"));
        const auto records = m_tree->log.records();
        const auto told = std::ranges::find(records, LogLevel::Error, &LogRecord::level);
        QVERIFY(told != records.end());
        QVERIFY(told->text.starts_with("ended the connection to raw (context 7): not a frame"));
        const auto gone = m_parent->receives(*m_tree->broker);
        QVERIFY(gone);
        QCOMPARE(gone->header, frame2(Parent, Self, wire::DelRoute, 1));
        QCOMPARE(gone->payload.toString(), std::string("7"));
        QVERIFY(m_parent->settled(*m_tree->broker, Parent, Self));
    }

    void whatCameBeforeAnUnknownMagicIsStillDelivered()
    {
        m_child->sends(frame(0, 7, 7, Handle{1000}), "last words");
        m_child->sendsBytes(std::string(30, '\xff'));
        const auto up = m_parent->receives(*m_tree->broker);
        QVERIFY(up);
        QCOMPARE(up->payload.toString(), std::string("last words"));
    }

private:
    static wire::FrameHeader frame2(ContextId dst, ContextId src, Handle handle, std::uint32_t length)
    {
        wire::FrameHeader header = frame(raw(dst), raw(src), raw(src), handle);
        header.length = length;
        return header;
    }

    void expectDead(RawPeer& peer, std::uint32_t dst, const std::string& reason)
    {
        const auto dead = peer.receives(*m_tree->broker);
        QVERIFY(dead);
        QCOMPARE(dead->header.dstId, ContextId{dst});
        QCOMPARE(dead->header.handle, Answer);
        QCOMPARE(dead->header.replyTo, wire::IsDead);
        QCOMPARE(dead->header.srcId, Self);
        QCOMPARE(dead->payload.toString(), reason);
    }

    std::unique_ptr<Tree> m_tree;
    Node* m_self = nullptr;
    std::unique_ptr<RawPeer> m_parent;
    std::unique_ptr<RawPeer> m_child;
};

QTEST_GUILESS_MAIN(RoutingForwardTest)
#include "routing_forward_test.moc"
