#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"
#include "tests/interop/python_child.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

namespace {

class Till final : public rpc::Service {
public:
    Till() : Service("shop.Till", Invoker::Serialized)
    {
        expose("add", {rpc::allowAny}, {"amount"}, [this](std::int64_t amount) { return m_sum += amount; });
        expose("greet", {rpc::allowAny}, {"name", "data"}, [](const std::string& name, const Bytes& data) {
            return Value(Tuple{{Value("hello " + name), Value(static_cast<std::int64_t>(data.size()))}});
        });
        expose("secret", {rpc::allowParents}, {}, [] { return 1; });
        expose("fails", {rpc::allowAny}, {}, []() -> Result<> { return fail(ErrorKind::Argument, "no such till"); });
    }

private:
    std::int64_t m_sum = 0;
};

}  // namespace

// Services between our contexts and stock Python ones.
class PythonServiceTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(PythonChild::available(), "python3-mitogen is not installed"); }
    void init()
    {
        m_tree = std::make_unique<Tree>();
        m_python = std::make_unique<PythonChild>(*m_tree, m_tree->master());
    }
    void cleanup()
    {
        m_pool.reset();
        m_python.reset();
        m_tree.reset();
    }

    void pythonCallsAServiceOfOurs()
    {
        openPool();
        QCOMPARE(ask("add", {{"amount", Value(2)}}), Value(2));
        QCOMPARE(ask("add", {{"amount", Value(3)}}), Value(5));
        QCOMPARE(ask("greet", {{"name", Value("you")}, {"data", Value(Bytes("abc"))}}),
                 Value(Tuple{{Value("hello you"), Value(3)}}));
    }

    void pythonIsToldOurErrorsInItsWords()
    {
        openPool();
        QCOMPARE(ask("nothing", {}), Value("CallError: No such method: 'nothing'"));
        QCOMPARE(ask("add", {}), Value("CallError: Required argument 'amount' missing."));
        QCOMPARE(ask("add", {{"amount", Value("x")}}),
                 Value("CallError: Argument 'amount' type incorrect, must be int, not str"));
        QCOMPARE(ask("secret", {}),
                 Value("CallError: Caller is not authorized to invoke 'secret' of service 'shop.Till'"));
        QCOMPARE(ask("fails", {}), Value("CallError: builtins.ValueError: no such till"));
    }

    void pythonLearnsThatThereIsNoPool() { QCOMPARE(ask("add", {}), Value("ChannelError: invalid handle")); }

    void weActivateAndCallAServiceOfPython()
    {
        QCOMPARE(python().callService("child_functions.Counter", "add", amount(Value(4)), Patience), Value(4));
        QCOMPARE(python().callService("child_functions.Counter", "add", amount(Value(5)), Patience), Value(9));
        QCOMPARE(python().callService("child_functions.Counter", "secret", {}, Patience), Value("told"));
    }

    void weAreToldPythonsErrors()
    {
        const auto refused = [this](const char* method, Dict kwargs) {
            const auto answer =
                python().callServiceAsync("child_functions.Counter", method, std::move(kwargs))->getValue(Patience);
            return answer ? std::string("no error") : answer.error().text();
        };
        QCOMPARE(refused("nothing", {}), std::string("No such method: 'nothing'"));
        QCOMPARE(refused("add", {}), std::string("Required argument 'amount' missing."));
        QVERIFY(refused("add", amount(Value("x"))).starts_with("Argument 'amount' type incorrect"));
    }

    void aSiblingOfOursMayCallWhatIsOpenToAll()
    {
        const Node& sibling = m_tree->addChild(m_tree->master());
        const rpc::Context from = sibling.context(m_python->id());
        QVERIFY(python().callServiceAsync("child_functions.Counter", "secret")->getValue(Patience));
        QCOMPARE(*from.callServiceAsync("child_functions.Counter", "add", amount(Value(1)))->getValue(Patience),
                 Value(1));
        QVERIFY(from.callServiceAsync("child_functions.Counter", "secret")
                    ->getValue(Patience)
                    .error()
                    .text()
                    .starts_with("Caller is not authorized"));
    }

private:
    rpc::Context python() { return m_python->context(); }
    void openPool()
    {
        m_pool = rpc::Pool::create(*m_tree->master().router).value();
        QVERIFY(m_pool->add(std::make_unique<Till>()));
    }
    static Dict amount(Value value)
    {
        Dict out;
        out.items.emplace_back(Value("amount"), std::move(value));
        return out;
    }
    // What the Python child hears when it calls our service.
    Value ask(const char* method, std::initializer_list<std::pair<const char*, Value>> keywords)
    {
        Dict kwargs;
        for (const auto& [key, value] : keywords)
            kwargs.items.emplace_back(Value(key), value);
        return python().call("child_functions.ask_service", {Value("shop.Till"), Value(method)}, std::move(kwargs),
                             Patience);
    }

    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<PythonChild> m_python;
    std::unique_ptr<rpc::Pool> m_pool;
};

QTEST_GUILESS_MAIN(PythonServiceTest)
#include "python_service_test.moc"
