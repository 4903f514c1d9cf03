#include "core/rpc/channel.h"
#include "core/rpc/sender.h"
#include "tests/support/asleep.h"
#include "tests/unit/child_tree.h"

#include <QTest>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;

// What a Receiver holds and when it ends, and the Channel that is one with a Sender.
class RpcReceiverTest : public QObject, private ChildTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QVERIFY(end()); }

    void aReceiverIsARange()
    {
        const auto receiver = newReceiver();
        {
            rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
            for (int i = 0; i < 3; ++i)
                QVERIFY(sender.send(Value(i)));
        }
        std::vector<Value> got;
        for (const routing::Message& message : *receiver)
            got.push_back(*message.unpickle());
        QCOMPARE(got, (std::vector<Value>{Value(0), Value(1), Value(2)}));
    }

    void aDeadMessageCanBeTakenAsItIs()
    {
        const auto receiver = newReceiver();
        rpc::Sender(*m_node->router, receiver->toSender(m_node->id())).close();
        const auto message = receiver->get(Patience, rpc::Receiver::Dead::IsGiven);
        QVERIFY(message && message->isDead());
        QVERIFY(receiver->get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
    }

    void aReceiverCountsWhatItHolds()
    {
        const auto receiver = newReceiver();
        QVERIFY(receiver->empty());
        send(*receiver, 1);
        send(*receiver, 2);
        QVERIFY(m_tree->until([&] { return receiver->size() == 2; }));
        for (const std::size_t left : {std::size_t{1}, std::size_t{0}}) {
            QVERIFY(!receiver->empty());
            QVERIFY(receiver->get(Patience));
            QCOMPARE(receiver->size(), left);
        }
        QVERIFY(receiver->empty());
    }

    void closingAReceiverEndsTheWaitOfAnotherThread()
    {
        const std::string closed = "the Receiver has been closed";
        const auto receiver = newReceiver();
        std::optional<Error> ended;
        Waiter waiter([&] { ended = receiver->get(Patience).error(); });
        QVERIFY(waiter.asleep());
        receiver->close();
        waiter.join();
        QVERIFY(ended && ended->kind() == ErrorKind::Channel);
        QCOMPARE(ended->text(), closed);

        // The same the other way round: here waiting means driving the loop.
        const auto here = newReceiver();
        bool late = false;
        const io::Timer deadline = m_tree->broker->after(20s, [&late] { late = true; });
        std::jthread closing;
        m_tree->broker->deferLater([&] { closing = std::jthread([&] { here->close(); }); });
        const auto nothing = here->get(Patience);
        QVERIFY(!late);
        QVERIFY(nothing.error().kind() == ErrorKind::Channel);
        QCOMPARE(nothing.error().text(), closed);
    }

    void aReceiverHasTheOptionsOfAHandler()
    {
        routing::Router& router = *m_tree->master().router;
        const Node& stranger = m_tree->addChild(m_tree->master());
        rpc::ReceiverOptions options;
        options.handle = Handle{77};
        options.persist = false;
        options.respondent = m_node->id();
        const auto once = rpc::Receiver::create(router, options).value();
        QVERIFY(!rpc::Receiver::create(router, options));
        QCOMPARE(refusal(stranger, *once), std::string("reply from unexpected context"));
        send(*once, 1);
        QCOMPARE(*once->getValue(Patience), Value(1));
        QCOMPARE(refusal(*m_node, *once), std::string("invalid handle"));
        // Nobody holds it any more; the next one may be pushed aside.
        options = {.handle = Handle{77}, .policy = {}};
        const auto second = rpc::Receiver::create(router, options).value();
        options.policy = [](const routing::Router&, const routing::Message&, const routing::Stream*) { return false; };
        QVERIFY(!rpc::Receiver::create(router, options));
        options.overwrite = true;
        const auto third = rpc::Receiver::create(router, options).value();
        QCOMPARE(refusal(*m_node, *third), std::string("refused by policy"));
        QVERIFY(third->empty());
        QVERIFY(second->get(Patience).error().kind() == ErrorKind::Channel);
    }

    void receivingHasATimeLimit()
    {
        auto receiver = newReceiver();
        QVERIFY(receiver->get(Duration::zero()).error().kind() == ErrorKind::Timeout);
        QVERIFY(receiver->get(5ms).error().kind() == ErrorKind::Timeout);
    }

    void aChannelSendsAndReceivesOnAgreedHandles()
    {
        auto here = rpc::Channel::create(context(), Handle{50}, Handle{51}).value();
        auto there = rpc::Channel::create(m_node->context(MasterId), Handle{51}, Handle{50}).value();
        QVERIFY(here.send(Value("ping")));
        QCOMPARE(*there.get(Patience)->unpickle(), Value("ping"));
        QVERIFY(there.send(Value("pong")));
        QCOMPARE(*here.get(Patience)->unpickle(), Value("pong"));
        QVERIFY(!rpc::Channel::create(context(), Handle{50}, Handle{51}));
        here.close();
        QVERIFY(there.get(Patience).error().kind() == ErrorKind::Channel);
    }

private:
    // What a message to it is answered with.
    static std::string refusal(const Node& from, const rpc::Receiver& receiver)
    {
        auto message = routing::Message::pickled(Value(1)).value();
        message.handle = receiver.handle();
        return from.context(MasterId).sendAsync(std::move(message))->getValue(Patience).error().text();
    }
};

QTEST_GUILESS_MAIN(RpcReceiverTest)
#include "rpc_receiver_test.moc"
