#include "core/base/str.h"
#include "tests/unit/service_support.h"

#include <QTest>

#include <memory>
#include <string>
#include <utility>

using namespace rz;
using namespace rz::test;

// Services, their policies, and who has them.
class RpcServiceTest : public QObject, private ShopTree {
    Q_OBJECT

private slots:
    void init()
    {
        begin();
        QVERIFY(m_pool->add(std::make_unique<Shop>(*m_probe, "shop.Shop")));
    }
    void cleanup() { end(); }

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

    void aMethodWithoutRepliesSendsNothing()
    {
        QCOMPARE(call("answers", {}), Value("early"));
        const auto silent = context().callServiceAsync("shop.Shop", "silent", dict({{"fails", true}}));
        QVERIFY(m_tree->until([&] { return m_tree->log.contains("unheard"); }));
        QVERIFY(silent->get(rpc::NoWait).error().kind() == ErrorKind::Timeout);
    }
};

QTEST_GUILESS_MAIN(RpcServiceTest)
#include "rpc_service_test.moc"
