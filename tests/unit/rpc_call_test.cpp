#include "core/base/exceptions.h"
#include "core/rpc/receiver.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <thread>

using namespace rz;
using namespace rz::test;

// Calls as the caller sees them.
class RpcCallTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
    }
    void cleanup()
    {
        // Nothing is left behind in any table, whatever happened.
        QVERIFY(m_tree->until([&] { return master().dispatcher->running() == 0; }));
        m_tree.reset();
    }

    void aTypedCallTakesAndGivesTheFunctionsOwnTypes()
    {
        const rpc::Context child = newChild();
        QCOMPARE(child.call<&test::add>(2, 3), std::int64_t{5});
        QCOMPARE(child.call<&test::add>(2), std::int64_t{2});
        QCOMPARE(child.call<&test::split>("a bc d"), (std::vector<std::string>{"a", "bc", "d"}));
        QVERIFY((child.call<&test::mirror>(Point{1, 2}, Colour::Red) == Point{2, 1}));
        QVERIFY((child.call<&test::mirror>(Point{1, 2}, Colour::Green) == Point{1, 2}));
        QCOMPARE(child.call<&test::whoCalls>(), 0U);
    }

    // Instead of becoming another number on its way.
    void anIntegerThatDoesNotFitItsParameterIsRefused()
    {
        const rpc::Context child = newChild();
        constexpr std::uint64_t Large = std::numeric_limits<std::uint64_t>::max();
        const auto refusal = [&child](const rpc::Call& call) { return child.tryCall(call, Patience).error().text(); };
        for (const std::string& text :
             {refusal(rpc::makeCall<&test::add>(Large)), refusal(rpc::makeCall<&test::add>(1, Large))})
            QVERIFY2(text.contains("must be between") && text.contains("not 18446744073709551615"), text.c_str());
        QCOMPARE(child.call<&test::add>('a', std::uint8_t{1}), std::int64_t{98});
    }

    void aCallByNameTakesPositionalAndKeywordArguments()
    {
        const rpc::Context child = newChild();
        Dict kwargs;
        kwargs.set("b", 40);
        QCOMPARE(child.call("test.add", {2}, kwargs), Value(42));
        kwargs.set("a", 1);
        QCOMPARE(child.call("test.add", {}, kwargs), Value(41));
    }

    // So every hop knows what to wipe.
    void aCallWithASecretIsToldByWhereItsAnswerGoes()
    {
        const ContextId id = m_tree->allocate(master());
        RawPeer peer = m_tree->addRawChild(master(), id);
        Dict inner;
        inner.set("password", Secret("pw"));
        for (const auto& [argument, secret] :
             {std::pair(Value("pw"), false), {Value(Secret("pw")), true}, {Value(Kwargs{inner}), true}}) {
            const rpc::Context child = master().context(id);
            const rpc::Call call = rpc::Call::byName("test.take", {argument});
            const rpc::PendingCall pending = child.callAsync(call, [](const Result<Value>&) {});
            const auto receiver = child.callAsync(call);
            for (int i = 0; i < 2; ++i) {
                auto frame = peer.receives(*m_tree->broker);
                while (frame && frame->header.handle == wire::CancelCall)  // of the round before
                    frame = peer.receives(*m_tree->broker);
                QVERIFY(frame);
                QCOMPARE(frame->header.ofSecret(), secret);
            }
        }
    }

    void whatArrivedIsCounted()
    {
        const rpc::Context child = newChild();
        const Bytes data(std::string(3'000'000, 'x'));
        QCOMPARE(child.call("rhizome.size", {data}), Value(3'000'000));
        const auto failed = child.tryCall(rpc::Call::byName("rhizome.size", {Value("text")}));
        QVERIFY(!failed);
        QVERIFY2(failed.error().text().find("bytes") != std::string::npos, failed.error().text().c_str());
    }

    void everyKindOfValueComesBackFromAnEcho()
    {
        const rpc::Context child = newChild();
        Dict keywords;
        keywords.set("list", Value(List{{Value(1), Value("two"), Value(3.0)}}));
        Dict dict = keywords;
        dict.set(7, Value(Tuple{{Value(), Value(true)}}));
        const std::vector<Value> values{Value(),
                                        Value(true),
                                        Value(-1),
                                        Value(std::uint64_t{1} << 63),
                                        Value(2.5),
                                        Value("text \xc3\xa4"),
                                        Value(Bytes(std::string_view("\0\xff", 2))),
                                        Value(dict),
                                        Value(Blob{Bytes(std::string_view("b"))}),
                                        Value(Secret("s")),
                                        Value(ContextRef{.id = ContextId{5}, .name = "five"}),
                                        Value(SenderRef{.context = ContextId{5}, .handle = Handle{6}}),
                                        Value(Kwargs{keywords})};
        for (const Value& value : values)
            QCOMPARE(child.call("rhizome.echo", {value}), value);
    }

    void errorsOfAFunctionArriveWithTheirTextAndWhereTheyHappened()
    {
        const rpc::Context child = newChild();
        const auto failed = child.tryCall(rpc::makeCall<&test::fails>("no luck"));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Call);
        QCOMPARE(failed.error().text(), std::string("mitogen.core.Error: no luck"));
        QCOMPARE(failed.error().details().trace, str("  test.fails() in context ", raw(child.id())));
        const auto thrown = child.tryCall(rpc::makeCall<&test::throws>());
        QCOMPARE(thrown.error().text(), std::string("std.exception: thrown"));
    }

    void anErrorTextIsCutWhereReceiversWouldRefuseIt()
    {
        const rpc::Context child = newChild();
        const auto failed = child.tryCall(rpc::makeCall<&test::fails>(std::string(50'000, 'x')));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Call);
        QVERIFY(failed.error().text().size() < 10'000);
        QVERIFY(failed.error().text().size() > 9'000);
    }

    void aResultThatCannotTravelIsAnErrorAndNothingElseIsDisturbed()
    {
        const rpc::Context child = newChild();
        const auto failed = child.tryCall(rpc::makeCall<&test::notText>());
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Call);
        QVERIFY(failed.error().text().contains("the result cannot travel"));
        QCOMPARE(child.call<&test::add>(1, 1), std::int64_t{2});
    }

    void aResultOverTheLimitIsAnError()
    {
        Node& node = m_tree->addChild(
            master(), {.name = {}, .authStamp = {}, .unidirectional = false, .maxMessageSize = 100'000});
        const auto failed = master().context(node.id()).tryCall(rpc::makeCall<&test::produce>(200'000));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Call);
        QVERIFY(failed.error().text().contains("message too large (max 100000 bytes)"));
    }

    void argumentsThatCannotTravelFailBeforeAnythingIsSent()
    {
        const rpc::Context child = newChild();
        const auto failed = child.tryCall(rpc::Call::byName("rhizome.echo", {Value("\xff")}));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Argument);
        QCOMPARE(master().router->waitingFor(child.id()), 0U);
        std::optional<Error> later;
        const auto call = child.callAsync(rpc::Call::byName("rhizome.echo", {Value("\xff")}),
                                          [&](Result<Value> result) { later = result.error(); });
        QVERIFY(!later);
        QVERIFY(m_tree->until([&] { return later.has_value(); }));
    }

    void aCallbackRunsOnceAndNeverInsideTheCall()
    {
        const rpc::Context child = newChild();
        int results = 0;
        const auto remote = child.callAsync(rpc::makeCall<&test::add>(1, 2), [&](const Result<Value>&) { ++results; });
        const auto local = master().context(MasterId).callAsync(rpc::makeCall<&test::add>(1, 2),
                                                                [&](const Result<Value>&) { ++results; });
        const auto nowhere =
            master().context(ContextId{777}).callAsync(rpc::makeCall<&test::add>(1, 2), [&](const Result<Value>&) {
                ++results;
            });
        QCOMPARE(results, 0);
        QVERIFY(m_tree->until([&] { return results == 3; }));
        QVERIFY(!remote.active() && !local.active() && !nowhere.active());
        m_tree->drain();
        QCOMPARE(results, 3);
    }

    void anUnknownContextHasNoRoute()
    {
        const auto failed = master().context(ContextId{777}).tryCall(rpc::makeCall<&test::add>(1, 2));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Channel);
        QCOMPARE(failed.error().text(), std::string("no route to 777, my ID is 0"));
        QVERIFY_THROWS_EXCEPTION(ChannelError, master().context(ContextId{777}).call("test.add"));
    }

    void anAnswerCanArriveInAReceiver()
    {
        auto receiver = newChild().callAsync(rpc::makeCall<&test::add>(20, 22));
        const auto answer = receiver->getValue(Patience);
        QVERIFY(answer);
        QCOMPARE(*answer, Value(42));
        QVERIFY(!receiver->get(Patience));  // there can be no second one
    }

    void aFailedCallNobodyWaitsForBecomesALogLine()
    {
        newChild().callNoReply(rpc::makeCall<&test::fails>("unheard"));
        QVERIFY(m_tree->until(
            [&] { return m_tree->log.contains("No-reply function call failed: mitogen.core.Error: unheard"); }));
    }

    // A dead message to CALL_FUNCTION would end the context.
    void aCallNobodyWaitsForThatIsTooLargeIsNotSent()
    {
        Tree small({.maxMessageSize = 100'000});
        const ContextId id = small.allocate(small.master());
        RawPeer child = small.addRawChild(small.master(), id);
        const rpc::Context context = small.master().context(id);
        context.callNoReply(rpc::Call::byName("rhizome.size", {Value(Bytes(std::string(100'000, 'x')))}));
        QVERIFY(small.log.contains("the call of rhizome.size was not sent: message too large (max 100000 bytes)"));
        context.callNoReply(rpc::Call::byName("rhizome.size", {Value(Bytes("x"))}));
        const auto sent = child.receives(*small.broker);
        QVERIFY(sent);
        QCOMPARE(sent->header.handle, wire::CallFunction);
        QVERIFY(sent->header.replyTo != wire::IsDead);
        const auto refused =
            context.tryCall(rpc::Call::byName("rhizome.size", {Value(Bytes(std::string(100'000, 'x')))}));
        QVERIFY(refused.error().kind() == ErrorKind::Channel);
        QCOMPARE(refused.error().text(), std::string("message too large (max 100000 bytes)"));
    }

    void aDeadlineEndsTheCallHereAndTheFunctionThere()
    {
        const rpc::Context child = newChild();
        const int waitingBefore = counters().waiting;
        const int stoppedBefore = counters().stopped;
        const auto begun = [&] { return counters().waiting - waitingBefore; };
        const auto allStopped = [&] { return counters().stopped - stoppedBefore == begun(); };
        // On a busy machine the time may be over before the function has begun; then there is nothing to stop.
        for (Duration limit = 20ms; begun() < 1; limit *= 2) {
            const auto failed = child.tryCall(rpc::makeCall<&test::waitForStop>(), limit);
            QVERIFY(!failed);
            QVERIFY(failed.error().kind() == ErrorKind::Timeout);
        }
        QVERIFY(m_tree->until(allStopped));
        const int before = begun();
        for (Duration limit = 20ms; begun() == before; limit *= 2) {
            std::optional<Error> later;
            const auto call = child.callAsync(
                rpc::makeCall<&test::waitForStop>(), [&](Result<Value> result) { later = result.error(); }, limit);
            QVERIFY(m_tree->until([&] { return later.has_value(); }));
            QVERIFY(later->kind() == ErrorKind::Timeout);
        }
        QVERIFY(m_tree->until(allStopped));
        QCOMPARE(master().router->waitingFor(child.id()), 0U);
    }

    void aCancelReachesTheRunningFunction()
    {
        const rpc::Context child = master().context(m_tree->addChain(master(), 3).back()->id());
        const int waiting = counters().waiting;
        const int stopped = counters().stopped;
        std::optional<Error> result;
        auto call = child.callAsync(rpc::makeCall<&test::waitForStop>(),
                                    [&](Result<Value> answer) { result = answer.error(); });
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        call.cancel();
        QVERIFY(!result);  // not inside
        QVERIFY(m_tree->until([&] { return result && counters().stopped == stopped + 1; }));
        QVERIFY(result->kind() == ErrorKind::Cancelled);
    }

    void droppingACallCancelsItAndDetachingDoesNot()
    {
        const rpc::Context child = newChild();
        int cancelled = 0;
        int answered = 0;
        {
            const auto dropped = child.callAsync(rpc::makeCall<&test::add>(1, 2), [&](const Result<Value>& result) {
                cancelled += !result && result.error().kind() == ErrorKind::Cancelled ? 1 : 0;
            });
            auto kept = child.callAsync(rpc::makeCall<&test::add>(1, 2),
                                        [&](const Result<Value>& result) { answered += result ? 1 : 0; });
            kept.detach();
        }
        QVERIFY(m_tree->until([&] { return cancelled == 1 && answered == 1; }));
    }

    void theCallersEndStopsItsFunctions()
    {
        const auto chain = m_tree->addChain(master(), 2);
        for (Node* const caller : {chain[1], chain[0]}) {
            const int waiting = counters().waiting;
            const int stopped = counters().stopped;
            auto call =
                caller->context(MasterId).callAsync(rpc::makeCall<&test::waitForStop>(), [](const Result<Value>&) {});
            QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
            call.detach();
            QCOMPARE(master().dispatcher->running(), 1U);
            m_tree->kill(*caller);
            QVERIFY(m_tree->until([&] { return counters().stopped == stopped + 1; }));
            QVERIFY(m_tree->until([&] { return master().dispatcher->running() == 0; }));
        }
    }

    void aHopThatDiesEndsAllCallsOverItAtOnceWithTheReason()
    {
        const auto chain = m_tree->addChain(master(), 3);
        std::vector<Error> errors;
        std::vector<rpc::PendingCall> calls;
        for (int i = 0; i < 100; ++i)
            calls.push_back(master()
                                .context(chain.back()->id())
                                .callAsync(rpc::makeCall<&test::waitForStop>(),
                                           [&](Result<Value> result) { errors.push_back(result.error()); }));
        QCOMPARE(master().router->waitingFor(chain.back()->id()), 100U);
        m_tree->kill(*chain[1]);
        QVERIFY(m_tree->until([&] { return errors.size() == 100; }));
        for (const Error& error : errors) {
            QVERIFY(error.kind() == ErrorKind::Channel);
            QVERIFY(error.text().starts_with("the respondent Context has disconnected"));
        }
        QCOMPARE(master().router->waitingFor(chain.back()->id()), 0U);
    }

    void eachOfManyCallsEndsExactlyOnceHoweverTheWayIsCut()
    {
        std::mt19937 random(4711);
        const std::size_t handlers = master().router->handlerCount();
        for (int round = 0; round < 30; ++round) {
            const auto chain = m_tree->addChain(master(), 3);
            const std::array ids{chain[0]->id(), chain[1]->id(), chain[2]->id()};
            std::vector<int> ended(200);
            std::vector<rpc::PendingCall> calls;
            const std::size_t cutAt = random() % ended.size();
            const std::size_t turns = random() % 8;
            for (std::size_t i = 0; i < ended.size(); ++i) {
                const rpc::Context target = master().context(ids[random() % 3]);
                calls.push_back(target.callAsync(random() % 2 == 0 ? rpc::makeCall<&test::add>(1, 2)
                                                                   : rpc::makeCall<&test::slowStep>(1),
                                                 [&ended, i](const Result<Value>&) { ++ended[i]; }));
                if (random() % 10 == 0)
                    calls[random() % calls.size()].cancel();
                if (i == cutAt) {
                    for (std::size_t turn = 0; turn < turns; ++turn)
                        m_tree->broker->runOnce(Duration::zero());
                    const std::size_t killed = random() % 3;
                    m_tree->kill(*chain[killed]);
                }
            }
            QVERIFY(m_tree->until([&] { return std::ranges::all_of(ended, [](int count) { return count >= 1; }); }));
            m_tree->drain();
            QVERIFY(std::ranges::all_of(ended, [](int count) { return count == 1; }));
            QCOMPARE(master().router->handlerCount(), handlers);
        }
    }

    void callsFromOtherThreadsBlockOnlyThose()
    {
        auto broker = std::move(*io::Broker::create(io::Broker::Drive::OwnThread));
        std::unique_ptr<Node> above;
        std::unique_ptr<Node> below;
        QVERIFY(broker->deferSync([&] {
            above = std::make_unique<Node>(*broker, routing::RouterOptions{}, m_tree->registry);
            below = std::make_unique<Node>(
                *broker, routing::RouterOptions{.id = ContextId{1}, .parentIds = {MasterId}, .log = {}},
                m_tree->registry);
            connectNodes(*above, *below, *broker);
        }));
        std::atomic<int> sum = 0;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < 4; ++i)
                threads.emplace_back([&] {
                    for (int j = 0; j < 200; ++j)
                        sum += static_cast<int>(above->context(ContextId{1}).call<&test::add>(j, 1));
                });
        }
        QCOMPARE(sum.load(), 4 * (199 * 200 / 2 + 200));
        const auto late = above->context(ContextId{1}).tryCall(rpc::makeCall<&test::waitForStop>(), 10ms);
        QVERIFY(!late && late.error().kind() == ErrorKind::Timeout);
        QVERIFY(broker->deferSync([&] {
            above.reset();
            below.reset();
        }));
    }

    void aBrokerThatEndsEndsThoseWhoWait()
    {
        auto broker = std::move(*io::Broker::create(io::Broker::Drive::OwnThread));
        std::unique_ptr<Node> above;
        std::unique_ptr<Node> below;
        QVERIFY(broker->deferSync([&] {
            broker->setShutdownGrace(Duration::zero());
            above = std::make_unique<Node>(*broker, routing::RouterOptions{}, m_tree->registry);
            below = std::make_unique<Node>(
                *broker, routing::RouterOptions{.id = ContextId{1}, .parentIds = {MasterId}, .log = {}},
                m_tree->registry);
            connectNodes(*above, *below, *broker);
        }));
        const int waiting = counters().waiting;
        std::optional<Error> error;
        std::jthread caller(
            [&] { error = above->context(ContextId{1}).tryCall(rpc::makeCall<&test::waitForStop>()).error(); });
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        broker->shutdown();
        broker->join();
        caller.join();
        QVERIFY(error->kind() == ErrorKind::Channel);
        QCOMPARE(error->text(), std::string("Broker has exitted"));
        QCOMPARE(above->context(ContextId{1}).tryCall(rpc::makeCall<&test::add>(1, 2)).error().text(),
                 std::string("Broker has exitted"));
        int results = 0;
        const auto call =
            above->context(ContextId{1}).callAsync(rpc::makeCall<&test::add>(1, 2), [&](const Result<Value>&) {
                ++results;
            });
        QCOMPARE(results, 1);
    }

    void aMessageSentByHandGetsItsAnswerOrItsError()
    {
        const rpc::Context child = newChild();
        routing::Message message;
        message.handle = wire::CallFunction;
        message.data = *rpc::makeCall<&test::add>(20, 22).encode();
        QCOMPARE(child.sendAwait(message, Patience), Value(42));
        message.data = *rpc::makeCall<&test::waitForStop>().encode();
        QVERIFY_THROWS_EXCEPTION(TimeoutError, child.sendAwait(message, 10ms));
        message.handle = Handle{4711};
        QVERIFY_THROWS_EXCEPTION(ChannelError, child.sendAwait(message, Patience));
    }

    void aContextThatDoesNotEndWhenAskedIsCutOff()
    {
        const ContextId id = m_tree->allocate(master());
        RawPeer child = m_tree->addRawChild(master(), id);
        master().context(id).shutdown(rpc::Context::Wait::Yes, 20ms);
        QVERIFY(!master().router->findRoute(id));
        const auto asked = child.receives(*m_tree->broker);
        QVERIFY(asked);
        QCOMPARE(asked->header.handle, wire::Shutdown);
        QVERIFY(child.isClosed(*m_tree->broker));
        // There is nothing to wait for any more.
        master().context(id).shutdown(rpc::Context::Wait::Yes, Patience);
    }

    void aPingMeasuresTheWayAndASilentContextIsATimeout()
    {
        Node& child = m_tree->addChild(master());
        std::optional<Result<Duration>> answer;
        master().context(child.id()).ping(Patience, [&](Result<Duration> took) { answer = std::move(took); });
        QVERIFY(m_tree->until([&] { return answer.has_value(); }));
        QVERIFY(*answer);
        QVERIFY(master().router->streamById(child.id())->counters().rtt == **answer);
        answer.reset();
        const ContextId id = m_tree->allocate(master());
        const RawPeer silent = m_tree->addRawChild(master(), id);
        master().context(id).ping(20ms, [&](Result<Duration> took) { answer = std::move(took); });
        QVERIFY(m_tree->until([&] { return answer.has_value(); }));
        QVERIFY(!*answer && answer->error().kind() == ErrorKind::Timeout);
    }

private:
    Node& master() { return m_tree->master(); }
    rpc::Context newChild() { return master().context(m_tree->addChild(master()).id()); }

    std::unique_ptr<Tree> m_tree;
};

QTEST_GUILESS_MAIN(RpcCallTest)
#include "rpc_call_test.moc"
