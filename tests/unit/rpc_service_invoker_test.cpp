#include "core/base/str.h"
#include "core/rpc/select.h"
#include "tests/support/no_threads.h"
#include "tests/unit/service_support.h"

#include <QTest>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

using namespace rz;
using namespace rz::test;

// How calls of a service run: side by side, one by one, once for all.
class RpcServiceInvokerTest : public QObject, private ShopTree {
    Q_OBJECT

private slots:
    void init()
    {
        begin();
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Shop")));
    }
    void cleanup() { end(); }

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
};

QTEST_GUILESS_MAIN(RpcServiceInvokerTest)
#include "rpc_service_invoker_test.moc"
