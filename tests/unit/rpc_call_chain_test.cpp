#include "core/rpc/call_chain.h"
#include "core/rpc/receiver.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <functional>

using namespace rz;
using namespace rz::test;

// Calls that belong together.
class RpcCallChainTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
        m_node = &m_tree->addChild(m_tree->master());
        takeSteps();
    }
    void cleanup()
    {
        QVERIFY(m_tree->until([&] { return m_node->dispatcher->running() == 0; }));
        m_tree.reset();
    }

    void fourCallsGoInOneRoundTrip()
    {
        RawPeer peer = m_tree->addRawChild(m_tree->master(), ContextId{77});
        const rpc::CallChain chain(m_tree->master().context(ContextId{77}));
        for (int i = 0; i < 3; ++i)
            chain.callNoReply(rpc::makeCall<&test::slowStep>(i));
        const auto last = chain.callAsync(rpc::makeCall<&test::slowStep>(3));
        // All are there before anything was answered, under one chain id, and the last one's answer is enough.
        Handle replyTo{};
        for (int i = 0; i < 4; ++i) {
            const auto frame = peer.receives(*m_tree->broker);
            QVERIFY(frame);
            QCOMPARE(raw(frame->header.handle), raw(wire::CallFunction));
            QVERIFY(frame->payload.view().find(*chain.id()) != std::string_view::npos);
            replyTo = frame->header.replyTo;
            QCOMPARE(replyTo != NoHandle, i == 3);
        }
        const Bytes done = routing::Message::pickled(Value(4)).value().data.flat();
        peer.sends({.magic = wire::Magic::Mgc,
                    .dstId = MasterId,
                    .srcId = ContextId{77},
                    .authId = ContextId{77},
                    .handle = replyTo,
                    .replyTo = NoHandle,
                    .length = static_cast<std::uint32_t>(done.size())},
                   done.view());
        QCOMPARE(*last->getValue(Patience), Value(4));
    }

    void anErrorCancelsTheLaterCallsOfItsChainOnly()
    {
        const rpc::CallChain chain(context());
        const rpc::CallChain other(context());
        chain.callNoReply(rpc::makeCall<&test::fails>("the first"));
        chain.callNoReply(rpc::makeCall<&test::slowStep>(1));
        const auto beside = other.callAsync(rpc::makeCall<&test::slowStep>(2));
        const auto result = chain.tryCall(rpc::makeCall<&test::slowStep>(3), Patience);
        QVERIFY(result.error().kind() == ErrorKind::Call);
        QCOMPARE(result.error().text(), std::string("mitogen.core.Error: the first"));
        QVERIFY_THROWS_EXCEPTION(CallError, chain.call<&test::slowStep>(4));
        QVERIFY(beside->getValue(Patience));
        QVERIFY(context().tryCall(rpc::makeCall<&test::add>(1, 2), Patience));
        QCOMPARE(takeSteps(), (std::vector<std::int64_t>{2}));
    }

    void aCallThatCannotBeSentCancelsTheLaterOnes_data()
    {
        QTest::addColumn<std::string>("text");
        QTest::addColumn<std::string>("why");
        QTest::newRow("no text") << std::string("\xff") << std::string("UTF-8");
        QTest::newRow("too large") << std::string(100'000, 'x') << std::string("message too large");
    }
    void aCallThatCannotBeSentCancelsTheLaterOnes()
    {
        QFETCH(const std::string, text);
        QFETCH(const std::string, why);
        Tree small({.maxMessageSize = 100'000});
        addTestFunctions(small.registry);
        Node& node = small.addChild(small.master(), {.maxMessageSize = 100'000});
        const rpc::Call unsendable = rpc::Call::byName("test.split", {Value(text)});
        const std::vector<std::function<void(rpc::CallChain&)>> ways{
            [&](rpc::CallChain& chain) { chain.callNoReply(unsendable); },
            [&](rpc::CallChain& chain) { QVERIFY(!chain.tryCall(unsendable)); },
            [&](rpc::CallChain& chain) { QVERIFY(!chain.callAsync(unsendable)->getValue(Patience)); },
            [&](rpc::CallChain& chain) { chain.callAsync(unsendable, [](const Result<Value>&) {}).detach(); },
        };
        for (const auto& fails : ways) {
            rpc::CallChain chain(small.master().context(node.id()));
            fails(chain);
            chain.callNoReply(rpc::makeCall<&test::slowStep>(1));
            const auto later = chain.tryCall(rpc::makeCall<&test::slowStep>(2), Patience);
            QVERIFY2(later.error().text().contains(why), later.error().text().c_str());
            QVERIFY(!chain.callAsync(rpc::makeCall<&test::slowStep>(3))->getValue(Patience));
            rpc::CallChain moved(std::move(chain));
            QVERIFY(!moved.tryCall(rpc::makeCall<&test::slowStep>(4)));
            moved.reset();
            QVERIFY(moved.tryCall(rpc::makeCall<&test::slowStep>(5)));
            QCOMPARE(takeSteps(), (std::vector<std::int64_t>{5}));
        }
        const rpc::CallChain alone(small.master().context(node.id()), rpc::CallChain::Pipelined::No);
        alone.callNoReply(unsendable);
        QVERIFY(alone.tryCall(rpc::makeCall<&test::slowStep>(6)));
        QCOMPARE(takeSteps(), (std::vector<std::int64_t>{6}));
    }

    void resetLetsItGoOn()
    {
        rpc::CallChain chain(context());
        QVERIFY(!chain.tryCall(rpc::makeCall<&test::fails>("once")));
        chain.reset();
        QCOMPARE(chain.call<&test::add>(1, 2), std::int64_t{3});
    }

    void theEndOfTheScopeForgetsTheChain()
    {
        std::string id;
        {
            const rpc::CallChain chain(context());
            id = *chain.id();
            QVERIFY(!chain.tryCall(rpc::makeCall<&test::fails>("unheard")));
        }
        rpc::Call call = rpc::makeCall<&test::add>(1, 2);
        call.chainId = id;
        QCOMPARE(*context().tryCall(call, Patience), Value(3));
    }

    void oneThatIsMovedFromForgetsNothing()
    {
        rpc::CallChain first(context());
        QVERIFY(!first.tryCall(rpc::makeCall<&test::fails>("kept")));
        {
            rpc::CallChain second(std::move(first));
            first.reset();
            QVERIFY(!second.tryCall(rpc::makeCall<&test::add>(1, 2)));
            rpc::CallChain third(context());
            third = std::move(second);
            QVERIFY(!third.tryCall(rpc::makeCall<&test::add>(1, 2)));
        }
        QVERIFY(!first.id());
    }

    void withoutPipeliningEachCallStandsForItself()
    {
        const rpc::CallChain chain(context(), rpc::CallChain::Pipelined::No);
        QVERIFY(!chain.id());
        QVERIFY(!chain.tryCall(rpc::makeCall<&test::fails>("alone")));
        QCOMPARE(chain.call<&test::add>(2, 2), std::int64_t{4});
        QCOMPARE(chain.call("test.add", {Value(2), Value(3)}), Value(5));
    }

    void noErrorOfAChainIsEverForgottenByItself()
    {
        constexpr int Most = 4096;
        const auto inChain = [](int number, rpc::Call call) {
            call.chainId = std::to_string(number);
            return call;
        };
        const auto add = [&](int chain) { return context().tryCall(inChain(chain, rpc::makeCall<&test::add>(1, 2))); };
        for (int i = 0; i < Most; ++i)
            context().callNoReply(inChain(i, rpc::makeCall<&test::fails>("kept")));
        const auto refused = add(Most);
        QVERIFY(refused.error().kind() == ErrorKind::Call);
        QVERIFY2(refused.error().text().find("4096 chains of this caller have failed") != std::string::npos,
                 refused.error().text().c_str());
        for (int i = 0; i < Most; ++i)
            QCOMPARE(add(i).error().text(), std::string("mitogen.core.Error: kept"));
        // Calls without a chain go on, and so does a new chain when another is forgotten; of one that is unknown there is
        // nothing to forget.
        QVERIFY(context().tryCall(rpc::makeCall<&test::add>(1, 2)));
        const auto forget = [&](int chain) {
            const auto call = rpc::Call::byName("mitogen.core.Dispatcher.forget_chain", {Value(std::to_string(chain))});
            return context().tryCall(call);
        };
        QVERIFY(forget(Most + 1));
        QVERIFY(!add(Most));
        QVERIFY(forget(7));
        QCOMPARE(*add(Most), Value(3));
        QCOMPARE(*add(7), Value(3));
    }

    void idsDiffer()
    {
        const rpc::CallChain one(context());
        const rpc::CallChain two(context());
        QVERIFY(*one.id() != *two.id());
    }

    void aPipelineGoesThroughThreeHops()
    {
        const auto hops = m_tree->addChain(*m_node, 2);
        const rpc::CallChain chain(m_tree->master().context(hops.back()->id()));
        std::vector<std::int64_t> expected;
        for (int i = 0; i < 10; ++i) {
            chain.callNoReply(i % 2 == 0 ? rpc::makeCall<&test::quickStep>(i) : rpc::makeCall<&test::slowStep>(i));
            expected.push_back(i);
        }
        QCOMPARE(chain.call<&test::add>(20, 1), std::int64_t{21});
        QCOMPARE(takeSteps(), expected);
    }

private:
    rpc::Context context() { return m_tree->master().context(m_node->id()); }

    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
};

QTEST_GUILESS_MAIN(RpcCallChainTest)
#include "rpc_call_chain_test.moc"
