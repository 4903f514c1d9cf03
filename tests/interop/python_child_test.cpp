#include "core/rpc/call_chain.h"
#include "core/rpc/receiver.h"
#include "core/rpc/select.h"
#include "tests/interop/python_child.h"
#include "tests/support/temp_dir.h"

#include <QTest>

using namespace rz;
using namespace rz::test;

// A stock Python context below one of ours: calls, chains and receivers of ours reach it.
class PythonChildTest : public QObject {
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
        m_python.reset();
        m_tree.reset();
    }

    void aPipelineRunsInOrder()
    {
        const rpc::CallChain chain(context());
        for (int i = 0; i < 5; ++i)
            chain.callNoReply(rpc::Call::byName("child_functions.note", {Value(i)}));
        QCOMPARE(chain.call("child_functions.steps"), Value(List{{Value(0), Value(1), Value(2), Value(3), Value(4)}}));
    }

    void anErrorCancelsTheLaterCallsOfItsChainOnly()
    {
        rpc::CallChain chain(context());
        const rpc::CallChain other(context());
        chain.callNoReply(rpc::Call::byName("child_functions.fails", {Value("the first")}));
        const auto skipped = chain.callAsync(rpc::Call::byName("child_functions.note", {Value(1)}));
        const auto beside = other.callAsync(rpc::Call::byName("child_functions.note", {Value(2)}));
        const auto result = skipped->getValue(Patience);
        QVERIFY(result.error().kind() == ErrorKind::Call);
        QCOMPARE(result.error().text(), std::string("builtins.ValueError: the first"));
        QVERIFY(beside->getValue(Patience));
        chain.reset();
        QCOMPARE(chain.call("child_functions.steps"), Value(List{{Value(2)}}));
    }

    void theScopesEndForgetsTheChain()
    {
        std::string id;
        {
            const rpc::CallChain chain(context());
            id = *chain.id();
            QVERIFY(!chain.tryCall(rpc::Call::byName("child_functions.fails", {Value("unheard")}), Patience));
        }
        rpc::Call call = rpc::Call::byName("child_functions.note", {Value(1)});
        call.chainId = id;
        QCOMPARE(*context().tryCall(call, Patience), Value(1));
    }

    void aPythonChildMayLeave()
    {
        const TempDir directory;
        const std::string told = directory.file("told");
        bool agreed = false;
        const Subscription gone = m_tree->master().router->onDisconnect(
            m_python->id(), [&](const Error&) { agreed = m_tree->master().router->detaching(m_python->id()); });
        const auto result = context().tryCall(rpc::Call::byName("child_functions.leave", {Value(told)}), Patience);
        QVERIFY(result.error().kind() == ErrorKind::Channel);
        QVERIFY(agreed);
        QVERIFY(m_tree->until([&] { return readFile(told) == "out" && m_python->ended(); }));
    }

    void resultsAreSelectedAsTheyCome()
    {
        PythonChild other(*m_tree, m_tree->master());
        std::vector<std::unique_ptr<rpc::Receiver>> calls;
        for (const rpc::Context& target : {context(), other.context(), context()})
            calls.push_back(target.callAsync(rpc::Call::byName("os.getpid")));
        const std::vector<Value> pids = rpc::Select::all(calls);
        QCOMPARE(pids.size(), std::size_t{3});
        QVERIFY(pids[0] != pids[1] || pids[1] != pids[2]);
    }

private:
    rpc::Context context() { return m_python->context(); }

    std::unique_ptr<Tree> m_tree;
    std::unique_ptr<PythonChild> m_python;
};

QTEST_GUILESS_MAIN(PythonChildTest)
#include "python_child_test.moc"
