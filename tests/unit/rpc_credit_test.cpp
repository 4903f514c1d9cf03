#include "core/base/str.h"
#include "core/routing/credit_table.h"
#include "core/rpc/credit_window.h"
#include "core/rpc/sender.h"
#include "tests/unit/child_tree.h"

#include <QTest>

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

using namespace rz;
using namespace rz::test;

// What a Sender may have under way, and what becomes of one that waits for more, or does not.
class RpcCreditTest : public QObject, private ChildTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QVERIFY(end()); }

    void aConsumerThatTakesNothingStopsTheProducerAtItsWindow()
    {
        constexpr std::size_t Window = 64 * 1024;
        auto receiver = newReceiver(Window);
        const int before = counters().streamed;
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 1000, 4096));
        // The producer stops by itself: what arrived is one window and at most one message more.
        std::size_t received = 0;
        QVERIFY(m_tree->until([&] { return receiver->size() * rpc::creditCost(4104) >= Window; }));
        m_tree->drain();
        QVERIFY(receiver->size() * 4096 <= Window + 4096);
        QVERIFY(counters().streamed - before < 40);
        while (receiver->get(Patience))
            ++received;
        QCOMPARE(received, std::size_t{1000});
        QCOMPARE(*result->getValue(Patience), Value(1000));
    }

    void aMessageLargerThanTheWindowGoesThrough()
    {
        auto receiver = newReceiver(1000);
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 3, 200'000));
        for (int i = 0; i < 3; ++i)
            QVERIFY(receiver->get(Patience)->data.size() > 200'000);
        QVERIFY(result->get(Patience));
    }

    void aListenerReturnsCreditAsItGoes()
    {
        auto receiver = newReceiver(10'000);
        std::size_t bytes = 0;
        bool ended = false;
        receiver->listen([&](const routing::Message& message) {
            bytes += message.data.size();
            ended = message.isDead();
        });
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 500, 1000));
        QVERIFY(m_tree->until([&] { return ended; }));
        QVERIFY(bytes > 500'000);
        QVERIFY(result->get(Patience));
    }

    void closingTheReceiverReleasesTheProducerWithAnError()
    {
        auto receiver = newReceiver(10'000);
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 1000, 1000));
        QVERIFY(m_tree->until([&] { return receiver->size() > 5; }));
        receiver->close();
        QVERIFY(!receiver->get(Duration::zero()));
        const auto failed = result->getValue(Patience);
        QVERIFY(!failed);
        QVERIFY(failed.error().text().contains("the Receiver has been closed"));
    }

    void aCancelReleasesAProducerThatWaitsForCredit()
    {
        auto receiver = newReceiver(10'000);
        std::optional<Error> ended;
        auto call = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 1000, 1000),
                                        [&](Result<Value> result) { ended = result.error(); });
        QVERIFY(m_tree->until([&] { return receiver->size() > 5; }));
        call.cancel();
        QVERIFY(m_tree->until([&] { return ended && m_node->dispatcher->running() == 0; }));
    }

    void theReceiversLossReleasesTheProducer()
    {
        Node& consumer = m_tree->addChild(*m_node);
        auto receiver = rpc::Receiver::create(*consumer.router, {.window = 1000}).value();
        const SenderRef target = receiver->toSender(m_node->id());
        QVERIFY(m_tree->until([&] { return m_node->router->credits().size() == 1; }));
        auto result = context().callAsync(rpc::makeCall<&test::stream>(target, 1000, 1000));
        QVERIFY(m_tree->until([&] { return receiver->size() > 0; }));
        receiver.reset();
        m_tree->kill(consumer);
        QVERIFY(!result->getValue(Patience));
    }

    void aReceiverThatNeverGrantedAnythingIsNotWaitedFor()
    {
        auto receiver = newReceiver(0);
        auto result = context().callAsync(
            rpc::makeCall<&test::stream>(SenderRef{.context = MasterId, .handle = receiver->handle()}, 1000, 1000));
        QCOMPARE(*result->getValue(Patience), Value(1000));
        QCOMPARE(receiver->size(), std::size_t{1001});
    }

    void aProducerWithoutAWindowWaitsForRoomOnTheWay()
    {
        constexpr int Count = 200;
        auto receiver = newReceiver(0);
        rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
        std::atomic<int> sent = 0;
        std::jthread producer([&](const std::stop_token& stop) {
            const Value large(std::string(100'000, 'x'));
            while (sent < Count && sender.send(large, stop))
                ++sent;
        });
        // Nobody reads as long as the loop stands.
        QVERIFY(QTest::qWaitFor([&] { return m_node->router->congested(MasterId); }, 20'000));
        QVERIFY(!QTest::qWaitFor([&] { return sent == Count; }, 300));
        QVERIFY(m_tree->until([&] { return sent == Count && receiver->size() == Count; }));
        producer.join();
    }

    void aProducerOnTheBrokersThreadIsToldWhenThereIsRoom()
    {
        auto receiver = newReceiver(1000);
        rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
        QVERIFY(m_tree->until([&] { return m_node->router->credits().size() == 1; }));
        rpc::Sender granted(*m_node->router, receiver->toSender(m_node->id()));
        QVERIFY(granted.ready());
        QVERIFY(granted.send(Value(std::string(2000, 'x'))));  // does not wait here
        QVERIFY(!granted.ready());
        bool ready = false;
        granted.whenReady([&] { ready = true; });
        QVERIFY(m_tree->until([&] { return receiver->size() == 1; }));
        m_tree->drain();
        QVERIFY(!ready);
        QVERIFY(receiver->get(Patience));
        QVERIFY(m_tree->until([&] { return ready; }));
        ready = false;
        granted.whenReady([&] { ready = true; });
        QVERIFY(!ready);  // not inside
        QVERIFY(m_tree->until([&] { return ready; }));
    }

    void whoDoesNotWaitForCreditEndsTheReceiver_data()
    {
        QTest::addColumn<bool>("granted");
        QTest::addColumn<bool>("dead");
        QTest::addColumn<std::size_t>("held");
        // Each costs 1128 bytes, and the greatest 10128.
        QTest::newRow("with a window of 5000") << true << false << std::size_t{13};
        QTest::newRow("without one") << false << false << std::size_t{8};
        QTest::newRow("by dead messages, with a window") << true << true << std::size_t{8};
        QTest::newRow("by dead messages, without one") << false << true << std::size_t{9};
    }
    void whoDoesNotWaitForCreditEndsTheReceiver()
    {
        QFETCH(const bool, granted);
        QFETCH(const bool, dead);
        QFETCH(const std::size_t, held);
        Node& consumer = m_tree->addChild(master(), {.name = {}, .authStamp = {}, .maxMessageSize = 10'000});
        const Node& flooder = m_tree->addChild(consumer);
        auto receiver = rpc::Receiver::create(*consumer.router, {.respondent = flooder.id(), .window = 5000}).value();
        if (granted)
            receiver->toSender(flooder.id());
        const auto flood = [&](std::size_t count) {
            for (std::size_t i = 0; i < count; ++i) {
                routing::Message message = routing::Message::dead(std::string(1000, 'x'));
                message.handle = receiver->handle();
                if (!dead)
                    message.replyTo = NoHandle;
                flooder.context(consumer.id()).send(std::move(message));
            }
        };
        // What is taken makes room.
        for (int i = 0; i < 5; ++i) {
            flood(held);
            QVERIFY(m_tree->until([&] { return receiver->size() == held; }));
            while (receiver->get(Duration::zero(), rpc::Receiver::Dead::IsGiven)) {
            }
        }
        flood(100);
        QVERIFY(m_tree->until([&] { return receiver->size() > held; }));
        m_tree->drain();
        QCOMPARE(receiver->size(), held + 1);
        for (std::size_t i = 0; i < held; ++i)
            QVERIFY(receiver->get(Duration::zero(), rpc::Receiver::Dead::IsGiven));
        const auto end = receiver->get(Duration::zero());
        QVERIFY(end.error().kind() == ErrorKind::Channel);
        QCOMPARE(end.error().text(),
                 str("context ", raw(flooder.id()), " sent more than this Receiver holds while nothing was taken"));
        QVERIFY(receiver->get(Duration::zero()).error().kind() == ErrorKind::Channel);
        QVERIFY(m_tree->until([&] { return flooder.router->credits().size() == 0; }));
    }

    // What it costs to keep one is not what its sender has used of its credit.
    void theEndOfASenderGivesNobodyCredit()
    {
        auto receiver = newReceiver(1000);
        const SenderRef target = receiver->toSender(m_node->id());
        QVERIFY(m_tree->until([&] { return m_node->router->credits().size() == 1; }));
        for (int i = 0; i < 20; ++i) {
            rpc::Sender(*m_node->router, target).close();
            QVERIFY(receiver->get(Patience, rpc::Receiver::Dead::IsGiven));
        }
        rpc::Sender sender(*m_node->router, target);
        QVERIFY(sender.send(Value(Bytes(std::string(1000, 'x')))));
        m_tree->drain();
        QVERIFY(!sender.ready());
    }

    // The last message may overdraw, and the ends that follow are nothing that a window is for.
    void sendersMayEndWithTheirCreditUsedUp()
    {
        constexpr std::size_t Most = 1024;
        constexpr std::size_t Credit = 1000;
        routing::Router router(*m_tree->broker, {.maxMessageSize = Most});
        const auto receiver = rpc::Receiver::create(router, {.window = Credit}).value();
        rpc::Sender sender(router, receiver->toSender(MasterId));
        rpc::Sender other(router, receiver->toSender(MasterId));
        const auto ofSize = [](std::size_t size) {
            const std::size_t around =
                routing::Message::pickled(Value(Bytes(std::string(500, 'x'))))->data.size() - 500;
            return Value(Bytes(std::string(size - around, 'x')));
        };
        QVERIFY(m_tree->until([&] { return router.credits().size() == 1; }));
        QVERIFY(sender.send(ofSize(Credit - 1 - rpc::creditCost(0))));
        QVERIFY(sender.send(ofSize(Most)));
        sender.close();
        other.close();
        QVERIFY(receiver->getValue(Patience));
        QVERIFY(receiver->getValue(Patience));
        QVERIFY(receiver->get(Patience, rpc::Receiver::Dead::IsGiven)->isDead());
        QVERIFY(receiver->get(Patience, rpc::Receiver::Dead::IsGiven)->isDead());
        // Others may send on.
        QVERIFY(rpc::Sender(router, receiver->toSender(MasterId)).send(Value(1)));
        QCOMPARE(*receiver->getValue(Patience), Value(1));
    }

    void thoseWithoutAWindowShareWhatAReceiverHolds()
    {
        Node& consumer = m_tree->addChild(master(), {.name = {}, .authStamp = {}, .maxMessageSize = 10'000});
        auto receiver = rpc::Receiver::create(*consumer.router).value();
        for (int i = 0; i < 20; ++i) {
            routing::Message message;
            message.handle = receiver->handle();
            message.data = Bytes(std::string(1000, 'x'));
            m_tree->addChild(consumer).context(consumer.id()).send(std::move(message));
        }
        m_tree->drain();
        QCOMPARE(receiver->size(), std::size_t{9});
    }
};

QTEST_GUILESS_MAIN(RpcCreditTest)
#include "rpc_credit_test.moc"
