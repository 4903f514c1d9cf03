#include "core/rpc/receiver.h"
#include "core/rpc/service_request.h"
#include "tests/unit/service_support.h"

#include <QTest>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace rz;
using namespace rz::test;

// Calls of a service that are cancelled, by their callers, by the loss of those, and by the end of the pool.
class RpcServiceCancelTest : public QObject, private ShopTree {
    Q_OBJECT

private slots:
    void init()
    {
        begin();
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Shop")));
    }
    void cleanup() { end(); }

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
};

QTEST_GUILESS_MAIN(RpcServiceCancelTest)
#include "rpc_service_cancel_test.moc"
