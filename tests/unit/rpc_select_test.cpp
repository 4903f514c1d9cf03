#include "core/base/exceptions.h"
#include "core/rpc/latch.h"
#include "core/rpc/select.h"
#include "core/rpc/sender.h"
#include "tests/support/asleep.h"
#include "tests/unit/child_tree.h"

#include <QTest>

#include <atomic>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace rz;
using namespace rz::test;

// Waiting for many things at once.
class RpcSelectTest : public QObject, private ChildTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QVERIFY(end()); }

    void allGivesEveryResultInOrderOfArrival()
    {
        std::vector<std::unique_ptr<rpc::Receiver>> receivers;
        receivers.push_back(newReceiver());
        receivers.push_back(newReceiver());
        send(*receivers[1], 1);
        m_tree->drain();
        send(*receivers[0], 0);
        QCOMPARE(rpc::Select::all(receivers), (std::vector<Value>{Value(1), Value(0)}));
    }

    void allOfCallsIsEveryCallOnce()
    {
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        for (int i = 0; i < 20; ++i)
            calls.push_back(context().callAsync(rpc::makeCall<&test::add>(i, 1)));
        std::vector<Value> each;
        for (int i = 0; i < 20; ++i)
            each.emplace_back(i + 1);
        QCOMPARE(rpc::Select::all(calls), each);
    }

    void allThrowsWhatACallFailedWith()
    {
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        calls.push_back(context().callAsync(rpc::makeCall<&test::fails>("no luck")));
        QVERIFY_THROWS_EXCEPTION(CallError, static_cast<void>(rpc::Select::all(calls)));
    }

    void messagesComeWithoutTheirEvents()
    {
        const auto one = newReceiver();
        const auto two = newReceiver();
        rpc::Latch<int> latch;
        QVERIFY(latch.put(1));
        rpc::Select select{one.get(), &latch, two.get()};
        QCOMPARE(select.size(), std::size_t{1});
        QVERIFY(!select.empty());
        send(*one, 10);
        m_tree->drain();
        send(*two, 20);
        QVERIFY(m_tree->until([&] { return select.size() == 3; }));
        std::vector<Value> got;
        for (const routing::Message& message : select.iterData())
            got.push_back(*message.unpickle());
        QCOMPARE(got, (std::vector<Value>{Value(10), Value(20)}));
        QCOMPARE(select.size(), std::size_t{0});
        QVERIFY(select.empty());
    }

    void theEventNamesItsSource()
    {
        const auto one = newReceiver();
        const auto two = newReceiver();
        rpc::Select select{one.get(), two.get()};
        send(*two, 2);
        const auto event = select.getEvent(Patience);
        QCOMPARE(event->source, static_cast<rpc::Selectable*>(two.get()));
        QCOMPARE(*event->message()->unpickle(), Value(2));
        send(*one, 1);
        QCOMPARE(*select.get(Patience)->unpickle(), Value(1));
        QVERIFY(!select.hasMembers());
    }

    void oneshotLetsGoOfWhoeverGaveSomething()
    {
        const auto receiver = newReceiver();
        rpc::Select once{receiver.get()};
        send(*receiver, 1);
        QVERIFY(once.get(Patience));
        QCOMPARE(once.get(Patience).error().text(), std::string("Cannot get(), Select instance is empty"));

        rpc::Select always({receiver.get()}, rpc::Select::Oneshot::No);
        for (int i = 0; i < 3; ++i)
            send(*receiver, i);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(*always.get(Patience)->unpickle(), Value(i));
        QVERIFY(always.hasMembers());
    }

    void whatWasThereBeforeCounts()
    {
        const auto receiver = newReceiver();
        send(*receiver, 1);
        send(*receiver, 2);
        QVERIFY(m_tree->until([&] { return receiver->size() == 2; }));
        rpc::Select select({receiver.get()}, rpc::Select::Oneshot::No);
        QCOMPARE(select.size(), std::size_t{2});
        QVERIFY(!select.empty());
        QCOMPARE(*select.get(rpc::NoWait)->unpickle(), Value(1));
        QCOMPARE(*select.get(rpc::NoWait)->unpickle(), Value(2));
        QVERIFY(select.get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
        QVERIFY(select.get(1ms).error().kind() == ErrorKind::Timeout);
    }

    void whatSomebodyElseTookIsPassedOver()
    {
        const auto receiver = newReceiver();
        rpc::Select select{receiver.get()};
        send(*receiver, 1);
        QVERIFY(receiver->get(Patience));
        QVERIFY(select.get(1ms).error().kind() == ErrorKind::Timeout);
        send(*receiver, 2);
        QCOMPARE(*select.get(Patience)->unpickle(), Value(2));
    }

    void latchesAndReceiversMix()
    {
        const auto receiver = newReceiver();
        rpc::Latch<std::string> latch;
        rpc::Select select{receiver.get(), &latch};
        std::thread thread([&] { QVERIFY(latch.put("from a thread")); });
        auto event = select.getEvent(Patience);
        thread.join();
        QCOMPARE(event->source, static_cast<rpc::Selectable*>(&latch));
        QCOMPARE(*event->as<std::string>(), std::string("from a thread"));
        QVERIFY(event->message() == nullptr);
        send(*receiver, 1);
        QVERIFY(select.getEvent(Patience)->message() != nullptr);
    }

    // One thread waits, and the last member goes without having given anything.
    void whoWaitsHearsThatTheLastMemberLeaves_data()
    {
        QTest::addColumn<bool>("dies");
        QTest::addColumn<bool>("nested");
        for (const bool dies : {true, false}) {
            for (const bool nested : {true, false})
                QTest::addRow("%s%s", dies ? "dies" : "is removed", nested ? ", nested" : "") << dies << nested;
        }
    }
    void whoWaitsHearsThatTheLastMemberLeaves()
    {
        QFETCH(const bool, dies);
        QFETCH(const bool, nested);
        auto latch = std::make_unique<rpc::Latch<int>>();
        rpc::Select inner{latch.get()};
        rpc::Select outer;
        if (nested)
            QVERIFY(outer.add(inner));
        rpc::Select& select = nested ? outer : inner;
        std::optional<Error> error;
        Waiter waiter([&] { error = select.getEvent(Patience).error(); });
        QVERIFY(waiter.asleep());
        if (dies)
            latch.reset();
        else
            QVERIFY(inner.remove(*latch));
        waiter.join();
        QCOMPARE(error->text(), std::string("Cannot get(), Select instance is empty"));
        QVERIFY(!select.hasMembers());
    }

    void aMemberBelongsToOneSelect()
    {
        const auto receiver = newReceiver();
        rpc::Select select{receiver.get()};
        rpc::Select other;
        QCOMPARE(other.add(*receiver).error().text(),
                 std::string("Cannot add: Receiver is already owned by another Select"));
        QVERIFY(!other.hasMembers());
        QVERIFY_THROWS_EXCEPTION(Exception, rpc::Select({receiver.get()}));
        QVERIFY(select.remove(*receiver));
        QCOMPARE(select.remove(*receiver).error().text(), std::string("Instance is not a member of this Select"));
        QVERIFY(other.add(*receiver));
    }

    void whoDiesLeaves()
    {
        auto receiver = newReceiver();
        auto latch = std::make_unique<rpc::Latch<int>>();
        QVERIFY(latch->put(1));
        rpc::Select select{receiver.get(), latch.get()};
        receiver.reset();
        latch.reset();
        QVERIFY(!select.hasMembers());
        QVERIFY(select.get(rpc::NoWait).error().kind() == ErrorKind::Error);

        const auto survivor = newReceiver();
        {
            const rpc::Select shortLived{survivor.get()};
        }
        QVERIFY(select.add(*survivor));
        send(*survivor, 1);
        QCOMPARE(*select.get(Patience)->unpickle(), Value(1));
    }

    void closingWakesWhoWaits()
    {
        const auto receiver = newReceiver();
        rpc::Select select{receiver.get()};
        std::atomic<bool> latchError = false;
        Waiter waiter([&] { latchError = select.getEvent(Patience).error().kind() == ErrorKind::Latch; });
        QVERIFY(waiter.asleep());
        select.close();
        waiter.join();
        QVERIFY(latchError);
        QVERIFY(select.get(rpc::NoWait).error().kind() == ErrorKind::Latch);
        // The receiver is free again.
        rpc::Select other{receiver.get()};
        send(*receiver, 1);
        QVERIFY(other.get(Patience));
    }

    void aMemberThatIsClosedIsTheLastOfIt()
    {
        const auto one = newReceiver();
        const auto other = newReceiver();
        send(*one, 1);
        QVERIFY(m_tree->until([&] { return one->size() == 1; }));
        rpc::Select select({one.get(), other.get()}, rpc::Select::Oneshot::No);
        std::thread thread([&] { one->close(); });
        auto event = select.getEvent(Patience);
        thread.join();
        QVERIFY(event && event->message() != nullptr);
        if (!event->message()->isDead())  // what it held was faster
            event = select.getEvent(Patience);
        QCOMPARE(event->source, static_cast<rpc::Selectable*>(one.get()));
        QVERIFY(event->message()->isDead());
        QCOMPARE(event->message()->unpickle().error().text(), std::string("the Receiver has been closed"));
        // Once, whoever asks again.
        one->close();
        QVERIFY(select.getEvent(rpc::NoWait).error().kind() == ErrorKind::Timeout);
        send(*other, 2);
        QCOMPARE(*select.get(Patience)->unpickle(), Value(2));

        // One that had failed before is no different.
        const auto failed = rpc::Receiver::failed(*m_tree->master().router, Error(ErrorKind::Argument, "no"));
        rpc::Select last{failed.get()};
        failed->close();
        QVERIFY(last.getEvent(rpc::NoWait)->message()->isDead());
        QVERIFY(!last.hasMembers());
    }

    void aLatchOrSelectThatIsClosedIsAnEventOfItsOwn()
    {
        rpc::Latch<int> latch;
        rpc::Latch<int> inside;
        rpc::Select inner{&inside};
        rpc::Select select{&latch, &inner};
        QVERIFY(latch.put(1));
        std::thread thread([&] { latch.close(); });
        auto event = select.getEvent(Patience);
        thread.join();
        QCOMPARE(event->source, static_cast<rpc::Selectable*>(&latch));
        QVERIFY(event->closed() || event->as<int>() != nullptr);
        inner.close();
        event = select.getEvent(Patience);
        QCOMPARE(event->source, static_cast<rpc::Selectable*>(&inner));
        QVERIFY(event->closed() && event->message() == nullptr);
        QVERIFY(!select.hasMembers());
        QVERIFY(select.add(inside));

        // Among messages it is passed over.
        rpc::Latch<int> closing;
        const auto receiver = newReceiver();
        rpc::Select both{&closing, receiver.get()};
        closing.close();
        send(*receiver, 5);
        int messages = 0;
        for (const routing::Message& message : both.iterData())
            messages += *message.unpickle() == Value(5) ? 1 : 0;
        QCOMPARE(messages, 1);
    }

    void whatIsClosedIsNotAddedAndNotCounted()
    {
        rpc::Latch<int> latch;
        latch.close();
        const auto receiver = newReceiver();
        receiver->close();
        rpc::Select closed;
        closed.close();
        rpc::Select select;
        for (rpc::Selectable* const member : std::initializer_list<rpc::Selectable*>{&latch, receiver.get(), &closed}) {
            const auto added = select.add(*member);
            QVERIFY(!added && added.error().kind() == ErrorKind::Latch);
            QVERIFY(!select.hasMembers());
            // It belongs to nobody.
            QVERIFY(select.add(*member).error().kind() == ErrorKind::Latch);
        }
        rpc::Latch<int> open;
        rpc::Latch<int> closing;
        QVERIFY(open.put(1));
        QVERIFY(closing.put(1));
        rpc::Select mixed{&open, &closing};
        closing.close();
        QCOMPARE(mixed.size(), std::size_t{1});
    }

    void aLostContextIsAnEventOfItsOwn()
    {
        RawPeer silent = m_tree->addRawChild(m_tree->master(), ContextId{77});
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        calls.push_back(m_tree->master().context(ContextId{77}).callAsync(rpc::makeCall<&test::add>(1, 2)));
        calls.push_back(context().callAsync(rpc::makeCall<&test::add>(1, 2)));
        rpc::Select select(calls);
        silent.close();
        int dead = 0;
        int sums = 0;
        for (rpc::Event& event : select) {
            if (event.source == calls[0].get())
                dead += event.message()->isDead() ? 1 : 0;
            else
                sums += *event.message()->unpickle() == Value(3) ? 1 : 0;
        }
        QCOMPARE(dead, 1);
        QCOMPARE(sums, 1);
    }

    void getFailsForADeadMessage()
    {
        const auto receiver = newReceiver();
        rpc::Select select{receiver.get()};
        rpc::Sender(*m_node->router, receiver->toSender(m_node->id())).close();
        const auto end = select.get(Patience);
        QVERIFY(end.error().kind() == ErrorKind::Channel);
        QCOMPARE(end.error().text(), std::string("Sender was explicitly closed"));
    }

    void manyThreadsShareASelect()
    {
        constexpr int Count = 2000;
        rpc::Latch<int> latch;
        rpc::Select select({&latch}, rpc::Select::Oneshot::No);
        std::atomic<long> sum = 0;
        {
            std::vector<std::jthread> threads;
            for (int t = 0; t < 4; ++t) {
                threads.emplace_back([&] {
                    while (auto event = select.getEvent(Patience))
                        sum += *event->as<int>();
                });
            }
            for (int i = 1; i <= Count; ++i)
                QVERIFY(latch.put(i));
            QVERIFY(QTest::qWaitFor([&] { return sum == long{Count} * (Count + 1) / 2; }));
            select.close();
        }
        QCOMPARE(sum.load(), long{Count} * (Count + 1) / 2);
    }
};

QTEST_GUILESS_MAIN(RpcSelectTest)
#include "rpc_select_test.moc"
