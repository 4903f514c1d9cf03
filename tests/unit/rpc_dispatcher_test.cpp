#include "core/base/error.h"
#include "core/rpc/chain_table.h"
#include "core/rpc/worker_pool.h"
#include "tests/unit/routing_support.h"
#include "tests/unit/rpc_functions.h"

#include <QTest>

#include <algorithm>

using namespace rz;
using namespace rz::test;

namespace {

// Takes a text for an answer that somebody else gives later.
std::vector<rpc::Answer>& heldAnswers()
{
    static std::vector<rpc::Answer> answers;
    return answers;
}

}  // namespace

// Calls as the called context sees them.
class RpcDispatcherTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_tree = std::make_unique<Tree>();
        addTestFunctions(m_tree->registry);
        m_tree->registry.alias("alias", "test");
        m_tree->registry.add(
            {.description = {.name = "test.later", .help = "Answers later.", .result = "any", .parameters = {}},
             .runs = rpc::Runs::Inline,
             .invoke = {},
             .start = [](rpc::CallContext&, const std::vector<Value>&, const Dict&, rpc::Answer answer) {
                 heldAnswers().push_back(std::move(answer));
             }});
        m_tree->registry.add(
            {.description = {.name = "test.waitForever", .help = "", .result = "any", .parameters = {}},
             .invoke =
                 [](const rpc::FunctionDescription&, rpc::CallContext& call, std::vector<Value>&) {
                     ++counters().waiting;
                     return rpc::Receiver::create(call.router).value()->getValue();
                 },
             .start = {}});
        m_node = &m_tree->addChild(m_tree->master());
        takeSteps();
    }
    void cleanup()
    {
        heldAnswers().clear();
        QVERIFY(m_tree->until([&] { return m_node->dispatcher == nullptr || m_node->dispatcher->running() == 0; }));
        m_tree.reset();
    }

    void aChainWhoseCallerIsGoneLeavesNothing_data()
    {
        QTest::addColumn<bool>("busy");
        QTest::addColumn<int>("waiting");
        QTest::addColumn<bool>("failed");
        QTest::newRow("with an error that is kept") << false << 0 << true;
        QTest::newRow("while a call runs") << true << 0 << false;
        QTest::newRow("while a call runs that fails") << true << 0 << true;
        QTest::newRow("while others wait") << true << 3 << true;
    }
    void aChainWhoseCallerIsGoneLeavesNothing()
    {
        QFETCH(const bool, busy);
        QFETCH(const int, waiting);
        QFETCH(const bool, failed);
        constexpr ContextId Caller{5};
        const std::string id = "chain";
        rpc::ChainTable table;
        rpc::ChainState& chain = table.chain(Caller, id);
        for (int i = 0; i < waiting; ++i)
            chain.waiting.push_back(std::make_shared<rpc::Job>(rpc::IncomingCall(routing::Message())));
        chain.busy = busy;
        const std::optional<CallErrorValue> error = failed ? std::optional(CallErrorValue{"no"}) : std::nullopt;
        if (!busy)
            chain.error = error;
        QVERIFY(table.callers() == 1);
        table.orphan(Caller);
        QCOMPARE(table.find(Caller, id) != nullptr, busy);
        // As the dispatcher does: each has its turn.
        for (bool more = busy; more;) {
            more = table.endTurn(Caller, id, error);
            if (more) {
                chain.waiting.pop_front();
                chain.busy = true;
            }
        }
        QVERIFY(table.callers() == 0);
        table.orphan(Caller);
    }

    void whatIsHeldOfACallerThatGoesEndsNoChain()
    {
        Node& called = m_tree->master();
        called.dispatcher->callFirst(*m_tree->registry.find("test", {}, "later"));
        rpc::Call step = rpc::makeCall<&test::slowStep>(1);
        step.chainId = "one";
        Node& caller = m_tree->addChild(called);
        const ContextId id = caller.id();
        caller.context(MasterId).callNoReply(step);
        QVERIFY(m_tree->until([&] { return called.dispatcher->running() == 2; }));
        m_tree->kill(caller);
        QVERIFY(m_tree->until([&] { return !called.router->findRoute(id); }));
        heldAnswers().front()(Value());
        QVERIFY(m_tree->until([&] { return called.dispatcher->running() == 0; }));
        QCOMPARE(takeSteps(), std::vector<std::int64_t>());
        // Who comes next by that number, and calls a chain the same, finds none.
        Node next(*m_tree->broker, {.id = id, .parentIds = {MasterId}}, m_tree->registry);
        connectNodes(called, next, *m_tree->broker);
        const auto begun = next.context(MasterId).tryCall(step);
        QVERIFY2(begun, begun ? "" : begun.error().text().c_str());
    }

    void whatIsHeldOfAParentThatIsLeftBeginsAllTheSame()
    {
        auto made = m_tree->addRawParent(ContextId{77}, {MasterId});
        Node& called = *made.first;
        called.dispatcher->callFirst(*m_tree->registry.find("test", {}, "later"));
        const std::string step = rpc::makeCall<&test::slowStep>(1).encode()->flat().toString();
        made.second.sends({.magic = wire::Magic::Mgc,
                           .dstId = called.id(),
                           .srcId = MasterId,
                           .authId = MasterId,
                           .handle = wire::CallFunction,
                           .replyTo = NoHandle,
                           .length = static_cast<std::uint32_t>(step.size())},
                          step);
        QVERIFY(m_tree->until([&] { return called.dispatcher->running() == 2; }));
        called.router->leaveTree();
        called.router->parentStream()->disconnect(Error(ErrorKind::Channel, "left"));
        QVERIFY(m_tree->until([&] { return called.router->getStreams().empty(); }));
        heldAnswers().front()(Value());
        QVERIFY(m_tree->until([&] { return called.dispatcher->running() == 0; }));
        QCOMPARE(takeSteps(), (std::vector<std::int64_t>{1}));
    }

    void functionsRunOnWorkersUnlessTheySayOtherwise()
    {
        static_assert(rpc::FunctionInfo<0>{.name = "test.any", .help = "Anything."}.runs == rpc::Runs::Worker);
        QVERIFY(rpc::RegisteredFunction().runs == rpc::Runs::Worker);
        // Those that every context has are quick.
        QCOMPARE(context().call("rhizome.echo", {Value(1)}), Value(1));
        QCOMPARE(context().call("rhizome.size", {Value(Bytes("four"))}), Value(4));
        for (const char* const name : {"rhizome.functions", "rhizome.identity", "rhizome.tables"})
            context().call(name);
        QCOMPARE(m_node->dispatcher->workers().workers(), std::size_t{0});
    }

    void itsEndEndsWhatFunctionsWaitFor()
    {
        const int before = counters().waiting;
        const auto result = context().callAsync(rpc::Call::byName("test.waitForever"));
        QVERIFY(m_tree->until([&] { return counters().waiting == before + 1; }));
        m_node->dispatcher.reset();
        const auto answer = result->getValue(Patience);
        QVERIFY(answer.error().text().contains("the pool ends whose thread waited"));
    }

    void whatIsCalledWronglyIsToldWithNamesAndTypes_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("form");
        const auto row = [](const char* what, const char* name, const char* text, int form = 0) {
            QTest::newRow(what) << QString::fromLatin1(name) << QString::fromLatin1(text) << form;
        };
        row("module", "tests.add", "builtins.ModuleNotFoundError: No module named 'tests'. Did you mean: 'test'?");
        row("module, nothing near", "zzzzzzzz.add", "builtins.ModuleNotFoundError: No module named 'zzzzzzzz'");
        row("function", "test.ad",
            "builtins.AttributeError: module 'test' has no attribute 'ad'. Did you mean: 'add'?");
        row("class", "test.Shape.mirror",
            "builtins.ModuleNotFoundError: No module named 'test.Shape'. Did you mean: 'test.Shapes'?");
        row("method", "test.Shapes.mirro",
            "builtins.AttributeError: module 'test.Shapes' has no attribute 'mirro'. Did you mean: 'mirror'?");
        row("through an alias", "alias.ad",
            "builtins.AttributeError: module 'test' has no attribute 'ad'. Did you mean: 'add'?");
        row("missing", "test.add",
            "builtins.TypeError: test.add() missing required argument 'a' (int); it takes (a: int, [b: int])");
        row("surplus", "test.add",
            "builtins.TypeError: test.add() takes 2 arguments but 3 were given; it takes (a: int, [b: int])", 1);
        row("type", "test.add", "builtins.TypeError: test.add() argument 'a' must be int, not str", 2);
        row("unknown keyword", "test.add",
            "builtins.TypeError: test.add() got an unexpected keyword argument 'c'; it takes (a: int, [b: int])", 3);
        row("twice", "test.add", "builtins.TypeError: test.add() got multiple values for argument 'a'", 4);
        row("none for what is required", "test.add",
            "builtins.TypeError: test.add() argument 'a' must be int, not NoneType", 5);
    }
    void whatIsCalledWronglyIsToldWithNamesAndTypes()
    {
        QFETCH(QString, name);
        QFETCH(QString, text);
        QFETCH(int, form);
        std::vector<Value> args;
        Dict kwargs;
        if (form == 1)
            args = {1, 2, 3};
        else if (form == 2)
            args = {"one"};
        else if (form == 3 || form == 4)
            args = {1};
        else if (form == 5)
            args = {Value()};
        if (form == 3)
            kwargs.set("c", 1);
        if (form == 4)
            kwargs.set("a", 1);
        const auto failed = context().tryCall(rpc::Call::byName(name.toStdString(), args, kwargs));
        QVERIFY(!failed);
        QVERIFY(failed.error().kind() == ErrorKind::Call);
        QCOMPARE(failed.error().text(), text.toStdString());
    }

    void aModuleMayHaveAnotherName() { QCOMPARE(context().call("alias.add", {1, 2}), Value(3)); }

    void payloadsThatAreNoCallAreAnsweredAndEndNothing_data()
    {
        QTest::addColumn<QByteArray>("payload");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no pickle") << QByteArray("hello");
        QTest::newRow("a number") << QByteArrayLiteral("\x80\x02K\x01.");
        QTest::newRow("a tuple of one") << QByteArrayLiteral("\x80\x02K\x01\x85.");
        QTest::newRow("a forbidden global") << QByteArrayLiteral("\x80\x02"
                                                                 "cposix\nsystem\nX\x02\0\0\0id\x85R.");
        QTest::newRow("too deep") << QByteArrayLiteral("\x80\x02") + QByteArray(1000, ']') + QByteArray(999, 'a') + '.';
        QTest::newRow("cut off") << QByteArrayLiteral("\x80\x02X\x00\x00\x00\x7f"
                                                      "abc");
        QTest::newRow("six numbers") << QByteArrayLiteral("\x80\x02(K\x01K\x01K\x01K\x01K\x01K\x01t.");
    }
    void payloadsThatAreNoCallAreAnsweredAndEndNothing()
    {
        QFETCH(QByteArray, payload);
        routing::Message message;
        message.handle = wire::CallFunction;
        message.data = Bytes(std::string_view(payload.data(), static_cast<std::size_t>(payload.size())));
        const auto answer = context().sendAsync(std::move(message))->getValue(Patience);
        QVERIFY(!answer);
        QVERIFY(answer.error().kind() == ErrorKind::Call);
        QCOMPARE(context().call<&test::add>(1, 1), std::int64_t{2});
    }

    void functionsTellAboutThemselves()
    {
        const Value list = context().call("rhizome.functions");
        const auto& functions = list.as<List>()->items;
        QVERIFY(functions.size() > 10);
        const auto found = std::ranges::find_if(
            functions, [](const Value& function) { return *function.find("name") == Value("test.add"); });
        QVERIFY(found != functions.end());
        const auto description = rpc::functionDescriptionFrom(*found);
        QVERIFY(description);
        QCOMPARE(description->help, std::string("The sum of two numbers."));
        QCOMPARE(description->result, std::string("int"));
        QVERIFY(!description->parameters[0].optional && description->parameters[1].optional);
        QCOMPARE(description->parameters[1].fallback, std::string("0"));
    }

    void slowFunctionsNeverHoldUpFastOnes()
    {
        const int waiting = counters().waiting;
        std::vector<rpc::PendingCall> slow;
        for (int i = 0; i < 70; ++i)  // more than there may be workers
            slow.push_back(context().callAsync(rpc::makeCall<&test::waitForStop>(), [](const Result<Value>&) {}));
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 64; }));
        QCOMPARE(m_node->dispatcher->running(), 70U);
        QCOMPARE(context().call<&test::add>(1, 2), std::int64_t{3});
        while (!slow.empty())  // the last ones, which have not begun, first
            slow.pop_back();
        QVERIFY(m_tree->until([&] { return m_node->dispatcher->running() == 0; }));
        QCOMPARE(counters().waiting.load(), waiting + 64);  // those that waited for a worker never began
    }

    void callsCannotPileUpWithoutEnd()
    {
        constexpr int Most = 100'000;
        rpc::Call blocking = rpc::makeCall<&test::waitForStop>();
        blocking.chainId = "one";
        auto first = context().callAsync(blocking, [](const Result<Value>&) {});
        QVERIFY(m_tree->until([&] { return m_node->dispatcher->running() == 1; }));
        rpc::Call waiting = rpc::makeCall<&test::quickStep>(1);
        waiting.chainId = "one";
        for (int i = 0; i < Most; ++i) {
            context().callNoReply(waiting);
            if (i % 1000 == 0)
                m_tree->drain();
        }
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("too many calls are waiting"); }));
        QCOMPARE(m_node->dispatcher->running(), std::size_t{Most});
        QCOMPARE(context().call<&test::add>(1, 1), std::int64_t{2});  // what need not wait is served
        first.cancel();
        QVERIFY(m_tree->until([&] { return m_node->dispatcher->running() == 0; }));
        context().callNoReply(rpc::Call::byName("mitogen.core.Dispatcher.forget_chain", {"one"}));
    }

    void callsOfAChainKeepTheirOrderWhateverThreadTheyRunOn()
    {
        std::vector<std::int64_t> expected;
        std::vector<std::unique_ptr<rpc::Receiver>> answers;
        for (int i = 0; i < 100; ++i) {
            rpc::Call call = i % 3 == 0 ? rpc::makeCall<&test::quickStep>(i) : rpc::makeCall<&test::slowStep>(i);
            call.chainId = "one";
            answers.push_back(context().callAsync(call));
            expected.push_back(i);
        }
        for (const auto& answer : answers)
            QVERIFY(answer->getValue(Patience));
        QCOMPARE(takeSteps(), expected);
    }

    void anErrorEndsItsChainUntilItIsForgottenAndNoOther()
    {
        const auto chained = [](rpc::Call call, const char* chain) {
            call.chainId = chain;
            return call;
        };
        const auto failed = context().callAsync(chained(rpc::makeCall<&test::fails>("first"), "one"));
        const auto after = context().callAsync(chained(rpc::makeCall<&test::slowStep>(1), "one"));
        const auto other = context().callAsync(chained(rpc::makeCall<&test::slowStep>(2), "two"));
        QCOMPARE(failed->getValue(Patience).error().text(), std::string("mitogen.core.Error: first"));
        QCOMPARE(after->getValue(Patience).error().text(), std::string("mitogen.core.Error: first"));
        QVERIFY(other->getValue(Patience));
        QCOMPARE(takeSteps(), std::vector<std::int64_t>{2});
        context().callNoReply(rpc::Call::byName("mitogen.core.Dispatcher.forget_chain", {"one"}));
        QVERIFY(context().callAsync(chained(rpc::makeCall<&test::slowStep>(3), "one"))->getValue(Patience));
    }

    void whatWasNeverFoundDoesNotEndAChain()
    {
        rpc::Call missing = rpc::Call::byName("test.missing");
        missing.chainId = "one";
        rpc::Call next = rpc::makeCall<&test::slowStep>(1);
        next.chainId = "one";
        QVERIFY(!context().tryCall(missing));
        QVERIFY(context().tryCall(next));
    }

    void aChainWithoutRepliesKeepsItsErrorForWhoAsks()
    {
        rpc::Call failing = rpc::makeCall<&test::fails>("unheard");
        failing.chainId = "one";
        context().callNoReply(failing);
        rpc::Call next = rpc::makeCall<&test::slowStep>(1);
        next.chainId = "one";
        QCOMPARE(context().tryCall(next).error().text(), std::string("mitogen.core.Error: unheard"));
        QVERIFY(!m_tree->log.contains("No-reply"));
    }

    void aFunctionMayAnswerLaterAndFromAnotherThread()
    {
        const auto answer = context().callAsync(rpc::Call::byName("test.later"));
        QVERIFY(m_tree->until([] { return heldAnswers().size() == 1; }));
        QCOMPARE(m_node->dispatcher->running(), 1U);
        std::jthread([] { heldAnswers().front()(Value("late")); }).join();
        QCOMPARE(*answer->getValue(Patience), Value("late"));
    }

    void aFunctionThatForgetsToAnswerIsAnError()
    {
        const auto answer = context().callAsync(rpc::Call::byName("test.later"));
        QVERIFY(m_tree->until([] { return heldAnswers().size() == 1; }));
        heldAnswers().clear();
        QCOMPARE(answer->getValue(Patience).error().text(),
                 std::string("mitogen.core.Error: the function ended without an answer"));
    }

    void onlyParentsMayCall()
    {
        Node& sibling = m_tree->addChild(m_tree->master());
        const auto refused = sibling.context(m_node->id()).tryCall(rpc::makeCall<&test::add>(1, 2));
        QCOMPARE(refused.error().text(), std::string("refused by policy"));
    }

    void nobodyCancelsAnothersCall()
    {
        Node& sibling = m_tree->addChild(m_tree->master());
        const int waiting = counters().waiting;
        const int stopped = counters().stopped;
        std::vector<rpc::PendingCall> calls;
        calls.push_back(context().callAsync(rpc::makeCall<&test::waitForStop>(), [](const Result<Value>&) {}));
        QVERIFY(m_tree->until([&] { return counters().waiting == waiting + 1; }));
        for (std::uint32_t handle = 1000; handle < 1010; ++handle) {
            routing::Message cancel;
            cancel.handle = wire::CancelCall;
            cancel.data =
                Bytes(std::string{'\0', '\0', static_cast<char>(handle >> 8), static_cast<char>(handle & 0xff)});
            sibling.context(m_node->id()).send(std::move(cancel));
        }
        QVERIFY(sibling.context(m_node->id()).tryCall(rpc::makeCall<&test::add>(1, 2)).error().text() ==
                "refused by policy");
        QCOMPARE(counters().stopped.load(), stopped);
        QCOMPARE(m_node->dispatcher->running(), 1U);
    }

private:
    rpc::Context context() { return m_tree->master().context(m_node->id()); }

    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
};

QTEST_GUILESS_MAIN(RpcDispatcherTest)
#include "rpc_dispatcher_test.moc"
