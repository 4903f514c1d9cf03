#include "core/routing/credit_table.h"
#include "core/rpc/select.h"
#include "core/rpc/sender.h"
#include "tests/unit/child_tree.h"

#include <QTest>

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;

// What goes from Senders to Receivers, and the ends of both.
class RpcStreamTest : public QObject, private ChildTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QVERIFY(end()); }

    void whatIsSentIsReceivedInOrderAndThenTheEnd()
    {
        auto receiver = newReceiver();
        {
            rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
            for (int i = 0; i < 5; ++i)
                QVERIFY(sender.send(Value(i)));
        }
        for (int i = 0; i < 5; ++i)
            QCOMPARE(*receiver->getValue(Patience), Value(i));
        const auto end = receiver->get(Patience);
        QVERIFY(end.error().kind() == ErrorKind::Channel);
        QCOMPARE(end.error().text(), std::string("Sender was explicitly closed"));
    }

    void aFunctionStreamsItsResultsAndReturns()
    {
        auto receiver = newReceiver();
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 10, 1000));
        for (int i = 0; i < 10; ++i)
            QCOMPARE(receiver->get(Patience)->data.size(), std::size_t{1008});
        QCOMPARE(*result->getValue(Patience), Value(10));
        QVERIFY(!receiver->get(Patience));
    }

    void aListenerGetsWhatWasQueuedFirstAndTheEndLast()
    {
        auto receiver = newReceiver();
        rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
        QVERIFY(sender.send(Value(0)));
        QVERIFY(sender.send(Value(1)));
        QVERIFY(m_tree->until([&] { return receiver->size() == 2; }));
        std::vector<std::string> heard;
        receiver->listen([&](const routing::Message& message) {
            const auto value = message.unpickle();
            heard.push_back(value ? repr(*value) : value.error().text());
        });
        QVERIFY(sender.send(Value(2)));
        sender.close();
        QVERIFY(m_tree->until([&] { return heard.size() == 4; }));
        QCOMPARE(heard, (std::vector<std::string>{"0", "1", "2", "Sender was explicitly closed"}));
        QVERIFY(!sender.send(Value(3)));
    }

    void aReceiverInTheSameContextWorksToo()
    {
        auto receiver = newReceiver(1000);
        rpc::Sender sender(*master().router, receiver->toSender(MasterId));
        QVERIFY(sender.send(Value("self")));
        QCOMPARE(*receiver->getValue(Patience), Value("self"));
        sender.close();
        receiver.reset();
        QCOMPARE(master().router->credits().size(), std::size_t{0});
    }

    void whatIsReplacedClosesNoSenderOfWhatReplacesIt()
    {
        auto replaced = newReceiver(10'000);
        const SenderRef target = replaced->toSender(m_node->id());
        const auto receiver =
            rpc::Receiver::create(*master().router, {.handle = replaced->handle(), .overwrite = true}).value();
        QCOMPARE(receiver->toSender(m_node->id()), target);
        m_tree->drain();
        rpc::Sender sender(*m_node->router, target);
        replaced.reset();
        m_tree->drain();
        QVERIFY(sender.send(Value(1)));
        QCOMPARE(*receiver->getValue(Patience), Value(1));
        QCOMPARE(m_node->router->credits().size(), std::size_t{1});
    }

    void whatIsReplacedIsClosed()
    {
        auto replaced = newReceiver();
        const SenderRef target = replaced->toSender(m_node->id());
        QVERIFY(m_tree->until([&] { return m_node->router->credits().size() == 1; }));
        rpc::Sender sender(*m_node->router, target);
        QVERIFY(sender.send(Value(1)));
        QVERIFY(m_tree->until([&] { return replaced->size() == 1; }));
        const auto receiver =
            rpc::Receiver::create(*master().router, {.handle = replaced->handle(), .overwrite = true}).value();
        QCOMPARE(*replaced->getValue(rpc::NoWait), Value(1));
        QVERIFY(replaced->get(rpc::NoWait).error().kind() == ErrorKind::Channel);
        m_tree->drain();
        QVERIFY(!sender.send(Value(2)));
        // It grants nothing any more on a handle that is another's.
        static_cast<void>(replaced->toSender(m_node->id()));
        m_tree->drain();
        QCOMPARE(m_node->router->credits().size(), std::size_t{0});
        // One that listens hears of it.
        std::vector<bool> dead;
        receiver->listen([&](const routing::Message& message) { dead.push_back(message.isDead()); });
        const auto last =
            rpc::Receiver::create(*master().router, {.handle = receiver->handle(), .overwrite = true}).value();
        m_tree->drain();
        QCOMPARE(dead, std::vector<bool>{true});
    }

    void whoeverWaitsInAnotherThreadIsWoken()
    {
        auto broker = std::move(*io::Broker::create(io::Broker::Drive::OwnThread));
        std::unique_ptr<Node> node;
        QVERIFY(broker->deferSync(
            [&] { node = std::make_unique<Node>(*broker, routing::RouterOptions{}, m_tree->registry); }));
        auto receiver = rpc::Receiver::create(*node->router).value();
        std::optional<Value> got;
        std::jthread waiting([&] { got = receiver->getValue(Patience).value(); });
        {
            rpc::Sender sender(*node->router, receiver->toSender(MasterId));
            QVERIFY(sender.send(Value("hello")));
        }
        waiting.join();
        QCOMPARE(*got, Value("hello"));
        std::jthread closing([&] {
            receiver->get();
            receiver->get();
        });
        receiver->close();
        closing.join();
        receiver.reset();
        QVERIFY(broker->deferSync([&] { node.reset(); }));
    }

    void theirRouterMayEndBeforeThem()
    {
        alignas(routing::Router) std::array<std::byte, sizeof(routing::Router)> place{};
        routing::Router& router = *new (place.data()) routing::Router(*m_tree->broker, {});
        const auto taken = rpc::Receiver::create(router).value();
        const auto takenElsewhere = rpc::Receiver::create(router).value();
        const auto heard = rpc::Receiver::create(router).value();
        rpc::Sender granted(router, taken->toSender(MasterId));
        std::vector<rpc::Sender> senders;
        senders.push_back(std::move(granted));
        for (const auto& receiver : {takenElsewhere.get(), heard.get()})
            senders.emplace_back(router, SenderRef{.context = MasterId, .handle = receiver->handle()});
        for (rpc::Sender& sender : senders)
            QVERIFY(sender.send(Value(1)));
        QVERIFY(m_tree->until([&] { return taken->size() + takenElsewhere->size() + heard->size() == 3; }));
        std::vector<bool> dead;
        heard->listen([&](const routing::Message& message) { dead.push_back(message.isDead()); });
        router.~Router();
        place.fill(std::byte{});

        const auto drain = [](rpc::Receiver& receiver) {
            return receiver.getValue() == Value(1) && receiver.get().error().text() == routing::BrokerHasExited &&
                   receiver.get().error().kind() == ErrorKind::Channel;
        };
        QVERIFY(drain(*taken));
        bool drained = false;
        std::jthread([&] { drained = drain(*takenElsewhere); }).join();
        QVERIFY(drained);
        m_tree->drain();
        QCOMPARE(dead, (std::vector<bool>{false, true}));
        for (rpc::Sender& sender : senders) {
            QVERIFY(sender.ready());
            QVERIFY(sender.send(Value(2)).error().kind() == ErrorKind::Channel);
            sender.close();
        }
    }

    // Nor does it tell those of its end that it has let go of before.
    void theirRouterMayEndAfterItLetGoOfThem()
    {
        constexpr std::size_t Most = 1024;
        alignas(routing::Router) std::array<std::byte, sizeof(routing::Router)> place{};
        routing::Router& router = *new (place.data()) routing::Router(*m_tree->broker, {.maxMessageSize = Most});
        const auto answered = rpc::Receiver::create(router, {.persist = false}).value();
        const auto overrun = rpc::Receiver::create(router).value();
        const auto closed = rpc::Receiver::create(router).value();
        const auto heard = rpc::Receiver::create(router, {.persist = false}).value();
        std::vector<rpc::Sender> senders;  // whose end would be a message, too
        const auto send = [&router, &senders](const rpc::Receiver& to) {
            senders.emplace_back(router, SenderRef{.context = MasterId, .handle = to.handle()});
            QVERIFY(senders.back().send(Value(rz::Bytes(std::string(Most / 2, 'x')))));
        };
        static_cast<void>(answered->toSender(MasterId));
        send(*answered);
        for (int i = 0; i < 3; ++i)
            send(*overrun);
        m_tree->drain();
        QCOMPARE(answered->size(), std::size_t{1});
        QCOMPARE(overrun->size(), std::size_t{2});
        rpc::Select select({closed.get()});
        closed->close();
        std::vector<bool> dead;
        heard->listen([&](const routing::Message& message) { dead.push_back(message.isDead()); });
        send(*heard);
        QVERIFY(m_tree->until([&] { return !dead.empty(); }));
        router.~Router();
        place.fill(std::byte{});

        QVERIFY(answered->get());
        QVERIFY(answered->get().error().kind() == ErrorKind::Channel);
        QVERIFY(overrun->get());
        QVERIFY(overrun->get().error().text().find("sent more than this Receiver holds") != std::string::npos);
        QVERIFY(overrun->get().error().kind() == ErrorKind::Channel);
        QVERIFY(closed->get().error().kind() == ErrorKind::Channel);
        QVERIFY(select.getEvent(rpc::NoWait));
        QCOMPARE(dead, (std::vector<bool>{false}));
    }

    void aNoticeComesWithEveryMessageThatIsQueued()
    {
        auto receiver = newReceiver();
        int notices = 0;
        receiver->setNotify([&notices] { ++notices; });
        rpc::Sender sender(*m_node->router, receiver->toSender(m_node->id()));
        QVERIFY(sender.send(Value(1)));
        QVERIFY(sender.send(Value(2)));
        QVERIFY(m_tree->until([&] { return notices == 2; }));
    }

    void bulkGivesWayToEverythingElse()
    {
        auto receiver = rpc::Receiver::create(*master().router, {.traffic = io::Traffic::Bulk}).value();
        QVERIFY(raw(receiver->handle()) >= raw(wire::FirstBulk));
        auto result = context().callAsync(rpc::makeCall<&test::stream>(receiver->toSender(m_node->id()), 100, 10'000));
        std::size_t count = 0;
        while (receiver->get(Patience))
            ++count;
        QCOMPARE(count, std::size_t{100});
        QVERIFY(result->get(Patience));
    }
};

QTEST_GUILESS_MAIN(RpcStreamTest)
#include "rpc_stream_test.moc"
