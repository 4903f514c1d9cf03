#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "core/rpc/latch.h"
#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"
#include "core/rpc/select.h"
#include "core/rpc/sender.h"
#include "core/rpc/service_request.h"
#include "tests/support/no_threads.h"
#include "tests/unit/routing_support.h"

#include <QTest>

#include <atomic>
#include <stdexcept>
#include <thread>

using namespace rz;
using namespace rz::test;

namespace {

struct Probe {
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    std::atomic<int> calls = 0;
    std::atomic<bool> open = true;
    std::atomic<int> stopped = 0;
    std::atomic<bool> shutDown = false;

    // Counts those inside at once; stays while the probe is closed.
    void visit(const std::stop_token& cancelled)
    {
        ++calls;
        most = std::max(most.load(), ++running);
        while (!open && !cancelled.stop_requested())
            std::this_thread::yield();
        if (cancelled.stop_requested())
            ++stopped;
        --running;
    }
};

template <class T>
Result<> asResult(const Result<T>& result)
{
    return result ? Result<>() : std::unexpected(result.error());
}

class Shop final : public rpc::Service {
public:
    Shop(Probe& probe, std::string name, Invoker invoker = Invoker::Concurrent)
        : Service(std::move(name), invoker), m_probe(probe)
    {
        expose("add", {rpc::allowAny}, {"a", "b"},
               [](std::int64_t a, std::optional<std::int64_t> b) { return a + b.value_or(0); });
        expose("secret", {rpc::allowParents}, {}, [] { return std::string("told"); });
        expose("forgotten", {}, {}, [] {});
        expose("fails", {rpc::allowAny}, {"why"},
               [](const std::string& why) -> Result<> { return fail(ErrorKind::Error, why); });
        expose("throws", {rpc::allowAny}, {}, [] { throw std::runtime_error("thrown"); });
        expose("who", {rpc::allowAny}, {}, [](rpc::CallContext& context) { return raw(context.caller); });
        expose("repeat", {rpc::allowAny}, {"text"}, [this](const std::string& text) {
            ++m_probe.calls;
            return text;
        });
        expose("hide", {rpc::allowAny}, {"what"}, [this](const Value&) { return ++m_probe.calls; });
        // Waits for what never comes.
        expose("wait", {rpc::allowAny}, {"how", "handle"},
               [this](rpc::CallContext& context, const std::string& how, std::uint32_t handle) -> Result<> {
                   const auto receiver = rpc::Receiver::create(context.router).value();
                   ++m_probe.running;
                   if (how == "call") {
                       routing::Message message;
                       message.handle = Handle{handle};
                       return asResult(rpc::Context(context.router, MasterId).trySendAwait(std::move(message)));
                   }
                   if (how == "sender") {
                       const auto full = rpc::Receiver::create(context.router, {.window = 1}).value();
                       rpc::Sender sender(context.router, full->toSender(context.router.id()));
                       RZ_CHECK(sender.send(Value(1)));
                       return sender.send(Value(2));
                   }
                   if (how == "receiver")
                       return asResult(receiver->get());
                   if (how == "latch")
                       return asResult(rpc::Latch<int>().get());
                   rpc::Select select{receiver.get()};
                   return asResult(select.getEvent());
               });
        expose("visit", {rpc::allowAny}, {"number"}, [this](rpc::CallContext& context, std::int64_t number) {
            m_probe.visit(context.cancelled);
            return number;
        });
        // Regardless of who wants it to stop.
        expose("linger", {rpc::allowAny}, {"number"}, [this](std::int64_t) { m_probe.visit({}); });
        expose(
            "silent", {rpc::allowAny}, {"fails"},
            [](bool fails) -> Result<> { return fails ? fail(ErrorKind::Error, "unheard") : Result<>(); }, Replies::No);
        expose(
            "answers", {rpc::allowAny}, {},
            [](rpc::CallContext& context) {
                context.router.route(context.message->replyWith(routing::Message::pickled("early").value()));
            },
            Replies::No);
    }
    void onShutdown() override { m_probe.shutDown = true; }

private:
    Probe& m_probe;
};

}  // namespace

// Services, their policies and invokers.
class RpcServiceTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_probe = std::make_unique<Probe>();
        m_tree = std::make_unique<Tree>();
        m_node = &m_tree->addChild(m_tree->master());
        m_pool = rpc::Pool::create(*m_node->router, {.size = 4}).value();
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Shop")));
    }
    void cleanup()
    {
        m_probe->open = true;
        m_pool.reset();
        m_tree.reset();
    }

    void aMethodIsInvokedWithKeywords()
    {
        QCOMPARE(call("add", {{"a", 2}, {"b", 3}}), Value(5));
        QCOMPARE(call("add", {{"a", 2}}), Value(2));
        QCOMPARE(call("who", {}), Value(0));
        QCOMPARE(*context().callServiceAsync("shop.Shop", "add", dict({{"a", 1}}))->getValue(Patience), Value(1));
    }

    void refusalsSayWhatTheReferenceSays_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("argument");
        QTest::addColumn<QString>("text");
        const auto row = [](const char* name, const char* service, const char* method, const char* argument,
                            const char* text) { QTest::newRow(name) << service << method << argument << text; };
        row("method", "shop.Shop", "nonesuch", "", "No such method: 'nonesuch'");
        row("policy", "shop.Shop", "forgotten", "", "Method has no policies set.");
        row("missing", "shop.Shop", "add", "", "Required argument 'a' missing.");
        row("surplus", "shop.Shop", "secret", "c",
            "builtins.TypeError: secret() got an unexpected keyword argument 'c'");
        row("type", "shop.Shop", "add", "a", "Argument 'a' type incorrect, must be int, not str");
        row("service", "shop.None", "add", "", "builtins.ModuleNotFoundError: No service named 'shop.None' here");
        row("failure", "shop.Shop", "fails", "why", "mitogen.core.Error: text");
        row("exception", "shop.Shop", "throws", "", "std.exception: thrown");
    }
    void refusalsSayWhatTheReferenceSays()
    {
        QFETCH(const QString, service);
        QFETCH(const QString, method);
        QFETCH(const QString, argument);
        QFETCH(const QString, text);
        Dict kwargs;
        if (!argument.isEmpty())
            kwargs.items.emplace_back(Value(argument.toStdString()), Value("text"));
        const auto answer = context()
                                .callServiceAsync(service.toStdString(), method.toStdString(), std::move(kwargs))
                                ->getValue(Patience);
        QVERIFY(answer.error().kind() == ErrorKind::Call);
        QCOMPARE(QString::fromStdString(answer.error().text()), text);
    }

    void whatIsNoServiceCallIsRefused()
    {
        for (const Value& payload : {Value(1), Value(Tuple{{Value("shop.Shop"), Value("add")}}),
                                     Value(Tuple{{Value("shop.Shop"), Value("add"), Value("x")}}),
                                     Value(Tuple{{Value(1), Value("add"), Value(Dict{})}})}) {
            routing::Message message = routing::Message::pickled(payload).value();
            message.handle = wire::CallService;
            const auto answer = context().sendAsync(std::move(message))->getValue(Patience);
            QCOMPARE(answer.error().text(), std::string("Invalid message format."));
        }
    }

    void policiesDecideWhoMay()
    {
        QCOMPARE(call("secret", {}), Value("told"));
        const Node& sibling = m_tree->addChild(m_tree->master());
        const auto from = sibling.context(m_node->id());
        QCOMPARE(*from.callServiceAsync("shop.Shop", "add", dict({{"a", 1}}))->getValue(Patience), Value(1));
        QCOMPARE(from.callServiceAsync("shop.Shop", "secret")->getValue(Patience).error().text(),
                 std::string("Caller is not authorized to invoke 'secret' of service 'shop.Shop'"));
    }

    void aPrivilegedCallerActivatesAService()
    {
        int made = 0;
        m_pool->addFactory("shop.Later", [&] {
            ++made;
            return std::make_unique<Shop>(*m_probe, "shop.Later");
        });
        const Node& sibling = m_tree->addChild(m_tree->master());
        const auto refused =
            sibling.context(m_node->id()).callServiceAsync("shop.Later", "add", dict({{"a", 1}}))->getValue(Patience);
        QCOMPARE(refused.error().text(),
                 std::string("Service 'shop.Later' is not yet activated in this context, and the caller is not "
                             "privileged, therefore autoactivation is disabled."));
        QVERIFY(!m_pool->isActive("shop.Later"));
        QCOMPARE(context().callService("shop.Later", "add", dict({{"a", 1}})), Value(1));
        QVERIFY(m_pool->isActive("shop.Later"));
        QCOMPARE(
            *sibling.context(m_node->id()).callServiceAsync("shop.Later", "add", dict({{"a", 2}}))->getValue(Patience),
            Value(2));
        QCOMPARE(made, 1);
    }

    void aFactoryThatMakesAnotherServiceIsRefused()
    {
        m_pool->addFactory("shop.Other", [&] { return std::make_unique<Shop>(*m_probe, "shop.Another"); });
        m_pool->addFactory("shop.None", [] { return nullptr; });
        for (const char* const name : {"shop.Other", "shop.None"}) {
            const auto refused = context().callServiceAsync(name, "add", dict({{"a", 1}}))->getValue(Patience);
            QVERIFY(refused.error().kind() == ErrorKind::Call);
            QCOMPARE(refused.error().text(), str("the factory of '", name, "' made no service of that name"));
            QVERIFY(!m_pool->isActive(name));
        }
        QVERIFY(!m_pool->isActive("shop.Another"));
        QCOMPARE(call("add", {{"a", 1}}), Value(1));
    }

    void withoutAPoolThereIsNoHandler()
    {
        const Node& other = m_tree->addChild(m_tree->master());
        const auto answer =
            m_tree->master().context(other.id()).callServiceAsync("shop.Shop", "add")->getValue(Patience);
        QVERIFY(answer.error().kind() == ErrorKind::Channel);
        QCOMPARE(answer.error().text(), std::string("invalid handle"));
        QVERIFY(!rpc::Pool::create(*m_node->router));
        QVERIFY(!m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Shop")));
    }

    void aServiceOfOurOwnContextCanBeCalledToo()
    {
        QCOMPARE(*m_node->context(m_node->id()).callServiceAsync("shop.Shop", "secret")->getValue(Patience),
                 Value("told"));
    }

    void concurrentCallsRunSideBySide()
    {
        m_probe->open = false;
        const auto calls = visits("shop.Shop", {1, 2, 3, 4, 5, 6});
        QVERIFY(m_tree->until([&] { return m_probe->running == 4; }));  // as many as there are threads
        m_probe->open = true;
        QCOMPARE(rpc::Select::all(calls).size(), std::size_t{6});
        QCOMPARE(m_probe->most.load(), 4);
    }

    void serializedCallsWaitForTheirTurn()
    {
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Queue", rpc::Service::Invoker::Serialized)));
        const auto calls = visits("shop.Queue", {1, 2, 3, 4, 5, 6, 7, 8});
        QCOMPARE(rpc::Select::all(calls), (std::vector<Value>{1, 2, 3, 4, 5, 6, 7, 8}));
        QCOMPARE(m_probe->most.load(), 1);
    }

    void aCallForWhichThereIsNoThreadIsRefused_data()
    {
        QTest::addColumn<QString>("service");
        QTest::newRow("side by side") << QStringLiteral("shop.Shop");
        QTest::newRow("one by one") << QStringLiteral("shop.Queue");
        QTest::newRow("once for all") << QStringLiteral("shop.Memory");
    }
    void aCallForWhichThereIsNoThreadIsRefused()
    {
        QFETCH(const QString, service);
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Queue", rpc::Service::Invoker::Serialized)));
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Memory", rpc::Service::Invoker::Deduplicating)));
        {
            const NoThreads none;
            const auto refused =
                context().callServiceAsync(service.toStdString(), "visit", dict({{"number", 1}}))->getValue(Patience);
            QVERIFY(refused.error().text().contains("no thread could be started for it"));
        }
        QCOMPARE(m_probe->calls.load(), 0);
        // That is not the answer to the same call when there are threads again.
        QCOMPARE(context().callService(service.toStdString(), "visit", dict({{"number", 1}})), Value(1));
    }

    void aSerializedServiceThatFailsGoesOn()
    {
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Queue", rpc::Service::Invoker::Serialized)));
        QVERIFY(!context().callServiceAsync("shop.Queue", "throws")->getValue(Patience));
        QCOMPARE(context().callService("shop.Queue", "add", dict({{"a", 1}})), Value(1));
    }

    void theSameCallRunsOnceWhereCallsAreDeduplicated()
    {
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Memory", rpc::Service::Invoker::Deduplicating)));
        m_probe->open = false;
        const auto calls = visits("shop.Memory", {1, 1, 2, 1});
        QVERIFY(m_tree->until([&] { return m_probe->running == 2; }));
        m_probe->open = true;
        for (std::size_t i = 0; i < calls.size(); ++i)
            QCOMPARE(*calls[i]->getValue(Patience), Value(i == 2 ? 2 : 1));
        QCOMPARE(context().callService("shop.Memory", "visit", dict({{"number", 1}})), Value(1));
        QCOMPARE(m_probe->calls.load(), 2);
        // The order of keywords makes no other call of it, and a failure is remembered as well.
        QCOMPARE(context().callService("shop.Memory", "add", dict({{"a", 1}, {"b", 2}})), Value(3));
        QCOMPARE(context().callService("shop.Memory", "add", dict({{"b", 2}, {"a", 1}})), Value(3));
        for (int i = 0; i < 2; ++i)
            QVERIFY(!context().callServiceAsync("shop.Memory", "fails", dict({{"why", "x"}}))->getValue(Patience));
    }

    // The key of a call that is remembered is what it was called with.
    void aCallWithASecretIsNotRemembered()
    {
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Memory", rpc::Service::Invoker::Deduplicating)));
        Dict inner;
        inner.set("password", Secret("pw"));
        {
            const NoThreads none;
            QVERIFY(
                !context().callServiceAsync("shop.Memory", "hide", dict({{"what", Value(inner)}}))->getValue(Patience));
        }
        int calls = 0;
        for (const Value& argument : {Value(Secret("pw")), Value(inner)}) {
            for (int i = 0; i < 2; ++i)
                QCOMPARE(context().callService("shop.Memory", "hide", dict({{"what", argument}})), Value(++calls));
        }
        // Others still are.
        for (int i = 0; i < 2; ++i)
            QCOMPARE(context().callService("shop.Memory", "hide", dict({{"what", Value("pw")}})), Value(calls + 1));
    }

    void whatIsRememberedIsBounded_data()
    {
        QTest::addColumn<int>("calls");
        QTest::addColumn<int>("size");
        QTest::newRow("answers") << 4097 << 10;
        QTest::newRow("bytes") << 40 << 1024 * 1024;  // each is in the call and in the answer
    }
    void whatIsRememberedIsBounded()
    {
        QFETCH(const int, calls);
        QFETCH(const int, size);
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Memory", rpc::Service::Invoker::Deduplicating)));
        m_probe->open = false;
        const auto running = visits("shop.Memory", {1});
        QVERIFY(m_tree->until([&] { return m_probe->running == 1; }));
        const auto repeat = [&](int number) {
            std::string text = str(number);
            text.resize(static_cast<std::size_t>(size), ' ');
            return context().callService("shop.Memory", "repeat", dict({{"text", Value(text)}}), Patience) ==
                   Value(text);
        };
        for (int i = 0; i < calls; ++i)
            QVERIFY(repeat(i));
        QCOMPARE(m_probe->calls.load(), 1 + calls);
        // The last is known, the first is forgotten, whatever runs since before it.
        QVERIFY(repeat(calls - 1));
        QCOMPARE(m_probe->calls.load(), 1 + calls);
        QVERIFY(repeat(0));
        QCOMPARE(m_probe->calls.load(), 2 + calls);
        m_probe->open = true;
        QCOMPARE(*running.front()->getValue(Patience), Value(1));
    }

    void aMethodWithoutRepliesSendsNothing()
    {
        QCOMPARE(call("answers", {}), Value("early"));
        const auto silent = context().callServiceAsync("shop.Shop", "silent", dict({{"fails", true}}));
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("unheard"); }));
        QVERIFY(silent->get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
    }

    void stoppingEndsWhatRunsAndAnswersWhatWaits()
    {
        m_probe->open = false;
        const auto calls = visits("shop.Shop", {1, 2, 3, 4, 5, 6, 7});
        QVERIFY(m_tree->until([&] { return m_probe->running == 4; }));
        m_pool->stop();
        QVERIFY(m_probe->shutDown);
        int done = 0;
        int cancelled = 0;
        for (const auto& receiver : calls) {
            const auto answer = receiver->getValue(Patience);
            ++(answer ? done : cancelled);
        }
        QCOMPARE(done, 4);
        QCOMPARE(cancelled, 3);
        QCOMPARE(context().callServiceAsync("shop.Shop", "add")->getValue(Patience).error().text(),
                 std::string("invalid handle"));
    }

    void stoppingEndsWhatMethodsWaitFor_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* const how : {"call", "sender", "receiver", "latch", "select"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void stoppingEndsWhatMethodsWaitFor()
    {
        QFETCH(const QString, how);
        const auto silent = rpc::Receiver::create(*m_tree->master().router).value();
        const auto call = context().callServiceAsync(
            "shop.Shop", "wait", dict({{"how", Value(how.toStdString())}, {"handle", Value(raw(silent->handle()))}}));
        QVERIFY(m_tree->until([&] { return m_probe->running == 1; }));
        if (how == QStringLiteral("call"))
            QVERIFY(m_tree->until([&] { return silent->size() == 1; }));
        m_pool->stop();
        QVERIFY(call->getValue(Patience).error().text().starts_with("mitogen.parent.CancelledError: "));
    }

    void whatIsCancelledStopsAndWhatWaitsIsNotBegun_data()
    {
        QTest::addColumn<QString>("service");
        QTest::addColumn<int>("run");
        QTest::newRow("side by side") << QStringLiteral("shop.Shop") << 4;
        QTest::newRow("one by one") << QStringLiteral("shop.Queue") << 1;
    }
    void whatIsCancelledStopsAndWhatWaitsIsNotBegun()
    {
        QFETCH(const QString, service);
        QFETCH(const int, run);
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Queue", rpc::Service::Invoker::Serialized)));
        m_probe->open = false;
        int cancelled = 0;
        std::vector<rpc::PendingCall> calls;
        for (int i = 0; i < 6; ++i)
            calls.push_back(visit(service.toStdString(), i, [&cancelled](const Result<Value>& result) {
                cancelled += result.error().kind() == ErrorKind::Cancelled;
            }));
        QVERIFY(m_tree->until([&] { return m_probe->running == run && m_pool->running() == 6; }));
        calls.clear();
        QVERIFY(m_tree->until([&] { return cancelled == 6 && m_pool->running() == 0; }));
        // Whoever comes next is served, and nobody was before.
        m_probe->open = true;
        QCOMPARE(context().callService(service.toStdString(), "visit", dict({{"number", 1}})), Value(1));
        QCOMPARE(m_probe->stopped.load(), run);
        QCOMPARE(m_probe->calls.load(), run + 1);
    }

    void theOthersGoOnWhenOneIsCancelled()
    {
        m_probe->open = false;
        std::optional<Value> answer;
        rpc::PendingCall kept =
            visit("shop.Shop", 1, [&answer](const Result<Value>& result) { answer = result.value_or(Value()); });
        QVERIFY(m_tree->until([&] { return m_probe->running == 1; }));
        // A deadline that passes cancels as well.
        const auto late =
            context().tryCallService("shop.Shop", "visit", dict({{"number", 2}}), std::chrono::milliseconds(20));
        QVERIFY(late.error().kind() == ErrorKind::Timeout);
        QVERIFY(m_tree->until([&] { return m_probe->stopped == 1 && m_probe->running == 1; }));
        m_probe->open = true;
        QVERIFY(m_tree->until([&] { return answer.has_value(); }));
        QCOMPARE(*answer, Value(1));
    }

    void nobodyCancelsAnothersCall()
    {
        const Node& sibling = m_tree->addChild(m_tree->master());
        m_probe->open = false;
        const rpc::PendingCall call = visit("shop.Shop", 1, [](const Result<Value>&) {});
        QVERIFY(m_tree->until([&] { return m_probe->running == 1; }));
        for (std::uint32_t handle = 1000; handle < 1010; ++handle) {
            routing::Message cancel;
            cancel.handle = wire::CancelServiceCall;
            cancel.data =
                Bytes(std::string{'\0', '\0', static_cast<char>(handle >> 8), static_cast<char>(handle & 0xff)});
            sibling.context(m_node->id()).send(std::move(cancel));
        }
        QCOMPARE(*sibling.context(m_node->id()).callServiceAsync("shop.Shop", "add", dict({{"a", 1}}))->getValue(),
                 Value(1));
        QCOMPARE(m_probe->stopped.load(), 0);
    }

    void aCallerThatIsGoneCancelsWhatItAskedFor()
    {
        Node& below = m_tree->addChild(*m_node);
        m_probe->open = false;
        const auto call = below.context(m_node->id()).callServiceAsync("shop.Shop", "visit", dict({{"number", 1}}));
        const auto own = context().callServiceAsync("shop.Shop", "visit", dict({{"number", 2}}));
        QVERIFY(m_tree->until([&] { return m_probe->running == 2; }));
        QCOMPARE(m_pool->callers(), std::size_t{2});
        QVERIFY(m_node->router->disconnect(below.id(), Error(ErrorKind::Eof, "cut")));
        QVERIFY(m_tree->until([&] { return m_pool->callers() == 1; }));
        QCOMPARE(m_probe->stopped.load(), 1);
        QCOMPARE(m_pool->running(), std::size_t{1});
        m_probe->open = true;
        QCOMPARE(*own->getValue(Patience), Value(2));
    }

    void aCallerThatCameBackAndIsGoneAgainCancelsToo()
    {
        const ContextId id = m_tree->allocate(*m_node);
        const auto calls = [this, id](const char* method) {
            RawPeer peer = m_tree->addRawChild(*m_node, id);
            const auto payload = rpc::encodeServiceCall("shop.Shop", method, dict({{"number", 1}}))->flat();
            peer.sends({.magic = wire::Magic::Mgc,
                        .dstId = m_node->id(),
                        .srcId = id,
                        .authId = id,
                        .handle = wire::CallService,
                        .replyTo = Handle{1000},
                        .length = 0},
                       payload.view());
            return peer;
        };
        m_probe->open = false;
        for (const char* const method : {"linger", "visit"}) {
            const int running = m_probe->running;
            RawPeer peer = calls(method);
            QVERIFY(m_tree->until([&] { return m_probe->running == running + 1; }));
            peer.close();
            QVERIFY(m_tree->until([&] { return !m_node->router->findRoute(id); }));
        }
        // What lingers does so still.
        QVERIFY(m_tree->until([&] { return m_probe->stopped == 1; }));
        QCOMPARE(m_probe->running.load(), 1);
        m_probe->open = true;
        QVERIFY(m_tree->until([&] { return m_pool->callers() == 0; }));
    }

    void aDeduplicatedCallGoesOnForTheOthers()
    {
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Memory", rpc::Service::Invoker::Deduplicating)));
        m_probe->open = false;
        rpc::PendingCall first = visit("shop.Memory", 1, [](const Result<Value>&) {});
        QVERIFY(m_tree->until([&] { return m_probe->running == 1; }));
        const auto second = context().callServiceAsync("shop.Memory", "visit", dict({{"number", 1}}));
        first.cancel();
        QCOMPARE(context().callService("shop.Shop", "add", dict({{"a", 1}})), Value(1));
        m_probe->open = true;
        QCOMPARE(*second->getValue(Patience), Value(1));
        QCOMPARE(m_probe->stopped.load(), 0);
        QCOMPARE(m_probe->calls.load(), 1);
    }

private:
    rpc::Context context() { return m_tree->master().context(m_node->id()); }
    rpc::PendingCall visit(std::string_view service, int number, rpc::Context::OnResult onResult)
    {
        return context().callServiceAsync(service, "visit", dict({{"number", number}}), std::move(onResult));
    }
    static Dict dict(std::initializer_list<std::pair<const char*, Value>> items)
    {
        Dict out;
        for (const auto& [key, value] : items)
            out.items.emplace_back(Value(key), value);
        return out;
    }
    Value call(const char* method, std::initializer_list<std::pair<const char*, Value>> items)
    {
        return context().callService("shop.Shop", method, dict(items), Patience);
    }
    std::vector<std::unique_ptr<rpc::Receiver>> visits(const char* service, std::initializer_list<int> numbers)
    {
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        for (const int number : numbers)
            calls.push_back(context().callServiceAsync(service, "visit", dict({{"number", number}})));
        return calls;
    }

    std::unique_ptr<Probe> m_probe;
    std::unique_ptr<Tree> m_tree;
    Node* m_node = nullptr;
    std::unique_ptr<rpc::Pool> m_pool;
};

QTEST_GUILESS_MAIN(RpcServiceTest)
#include "rpc_service_test.moc"
