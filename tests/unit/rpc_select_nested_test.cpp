#include "core/rpc/latch.h"
#include "core/rpc/select.h"
#include "tests/support/asleep.h"
#include "tests/unit/child_tree.h"

#include <QTest>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

using namespace rz;
using namespace rz::test;

// Selects that are members of others.
class RpcSelectNestedTest : public QObject, private ChildTree {
    Q_OBJECT

private slots:
    void init() { begin(); }
    void cleanup() { QVERIFY(end()); }

    void nestedSelectsGiveAllTheirMembers()
    {
        std::vector<std::unique_ptr<rpc::Receiver>> receivers;
        for (int i = 0; i < 4; ++i)
            receivers.push_back(newReceiver());
        rpc::Select innermost{receivers[3].get()};
        rpc::Select left{receivers[0].get(), receivers[1].get()};
        rpc::Select right{receivers[2].get(), &innermost};
        rpc::Select outer{&left, &right};
        for (const int i : {2, 0, 3, 1}) {
            send(*receivers[static_cast<std::size_t>(i)], i);
            m_tree->drain();
        }
        QCOMPARE(outer.size(), std::size_t{4});
        std::vector<Value> got;
        for (rpc::Event& event : outer)
            got.push_back(*event.message()->unpickle());
        QCOMPARE(got, (std::vector<Value>{Value(2), Value(0), Value(3), Value(1)}));
    }

    void iterationEndsWhenTheLastMemberLeaves()
    {
        rpc::Latch<int> stays;
        auto dies = std::make_unique<rpc::Latch<int>>();
        rpc::Select inner{dies.get()};
        rpc::Select outer{&inner, &stays};
        int events = 0;
        Waiter waiter([&] {
            for (const rpc::Event& event : outer)
                events += event.source == &stays ? 1 : 100;
        });
        QVERIFY(waiter.asleep());
        dies.reset();
        QVERIFY(stays.put(1));
        waiter.join();
        QCOMPARE(events, 1);
    }

    void theEventOfANestedSelectNamesTheReceiver()
    {
        const auto receiver = newReceiver();
        rpc::Select inner{receiver.get()};
        rpc::Select outer{&inner};
        send(*receiver, 1);
        QCOMPARE(outer.getEvent(Patience)->source, static_cast<rpc::Selectable*>(receiver.get()));
        QVERIFY(!inner.hasMembers());
        QVERIFY(!outer.hasMembers());
    }

    void cyclesAreRefused()
    {
        rpc::Select a;
        rpc::Select b;
        rpc::Select c;
        QVERIFY(a.add(b));
        QVERIFY(b.add(c));
        const std::string refused = "Adding this Select instance would create a Select cycle";
        QCOMPARE(a.add(a).error().text(), refused);
        QCOMPARE(b.add(a).error().text(), refused);
        QCOMPARE(c.add(a).error().text(), refused);
        QVERIFY(!c.hasMembers());
    }
};

QTEST_GUILESS_MAIN(RpcSelectNestedTest)
#include "rpc_select_nested_test.moc"
