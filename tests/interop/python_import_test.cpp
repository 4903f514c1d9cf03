// What stock Mitogen children import: modules that our module responder and forwarders send them.
#include "core/base/str.h"
#include "tests/interop/python_tree.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace rz;
using namespace rz::test;

namespace {

// What a hostile context could ask its parent, from the inside of one; gives what was answered, in order.
constexpr std::string_view HostileSource = R"(import mitogen.core

@mitogen.core.takes_econtext
def ask_modules(names, econtext):
    answers = mitogen.core.Receiver(econtext.router, handle=107, overwrite=True)
    for name in names:
        econtext.parent.send(mitogen.core.Message(data=name, handle=100))
    return [answers.get(timeout=20).unpickle()[2] is not None for _ in names]

@mitogen.core.takes_econtext
def ask_resources(pairs, econtext):
    answers = mitogen.core.Receiver(econtext.router, handle=113, overwrite=True)
    found = []
    for pair in pairs:
        econtext.parent.send(mitogen.core.Message.pickled(tuple(pair), handle=112))
        found.append(answers.get(timeout=20).data)
    return found
)";

}  // namespace

class PythonImportTest : public QObject, private PythonTree {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!hasMitogen())
            QSKIP("needs python3 and python3-mitogen");
    }
    void init() { begin(); }
    void cleanup() { end(); }

    void aPackageOfManyModulesCostsOneRoundTrip_data();
    void aPackageOfManyModulesCostsOneRoundTrip();
    void aForwardedModuleIsNotAskedFor_data();
    void aForwardedModuleIsNotAskedFor();
    void nothingIsSentTwiceAndWhatIsMissingIsSaid();
    void hostileQuestionsAreAnsweredOnceEach_data();
    void hostileQuestionsAreAnsweredOnceEach();
    void overridesAndBlocksReachPythonContexts_data();
    void overridesAndBlocksReachPythonContexts();
};

void PythonImportTest::aPackageOfManyModulesCostsOneRoundTrip_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("a child of ours") << 0;
    QTest::newRow("behind one agent") << 1;
    QTest::newRow("behind two agents") << 2;
}

void PythonImportTest::aPackageOfManyModulesCostsOneRoundTrip()
{
    QFETCH(const int, nativeHops);
    constexpr int Modules = 150;
    makePackage(m_directory->makeDirectory("bigpkg"), Modules);
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    const auto before = m_master->router().getStats();
    QCOMPARE(number(id, "bigpkg.count"), std::int64_t{Modules});
    const auto after = m_master->router().getStats();
    QCOMPARE(after.getModuleCount - before.getModuleCount, std::uint64_t{1});
    QCOMPARE(after.goodLoadModuleCount - before.goodLoadModuleCount, std::uint64_t{Modules + 1});

    // A second one asks again, but an agent in between has them all.
    const ContextId second = start(pythonHop(), via);
    QCOMPARE(number(second, "bigpkg.count"), std::int64_t{Modules});
    const auto last = m_master->router().getStats();
    QCOMPARE(last.getModuleCount - after.getModuleCount, std::uint64_t{via ? 0U : 1U});
}

void PythonImportTest::aForwardedModuleIsNotAskedFor_data()
{
    aPackageOfManyModulesCostsOneRoundTrip_data();
}

void PythonImportTest::aForwardedModuleIsNotAskedFor()
{
    QFETCH(const int, nativeHops);
    m_directory->makeDirectory("early");
    writeFile(m_directory->file("early/__init__.py"), "");
    writeFile(m_directory->file("early/first.py"), "from . import second\n\ndef f():\n    return second.f()\n");
    writeFile(m_directory->file("early/second.py"), "def f():\n    return 2\n");
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    const auto before = m_master->router().getStats();
    m_master->modules().responder().forwardModules(id, std::vector<std::string>{"early.first"});
    QVERIFY(m_master->until(
        [&] { return m_master->router().getStats().goodLoadModuleCount - before.goodLoadModuleCount == 3; }));
    QVERIFY(number(id, "os.getpid") > 0);  // what was sent meanwhile has arrived
    const auto sent = m_master->router().getStats();
    QCOMPARE(number(id, "early.first.f"), std::int64_t{2});
    const auto after = m_master->router().getStats();
    QCOMPARE(after.getModuleCount, sent.getModuleCount);
    QCOMPARE(after.goodLoadModuleCount, sent.goodLoadModuleCount);
}

void PythonImportTest::nothingIsSentTwiceAndWhatIsMissingIsSaid()
{
    writeFile(m_directory->file("first.py"), "import second\n\ndef f():\n    return second.f()\n");
    writeFile(m_directory->file("second.py"), "def f():\n    return 2\n");
    const ContextId id = start(pythonHop());
    QCOMPARE(number(id, "first.f"), std::int64_t{2});
    QCOMPARE(number(id, "second.f"), std::int64_t{2});
    const auto good = m_master->router().getStats();
    QCOMPARE(good.goodLoadModuleCount, std::uint64_t{2});
    QVERIFY(callError(id, "no_such_module.f").find("no_such_module") != std::string::npos);
    QVERIFY(callError(id, "no_such_module.f").find("no_such_module") != std::string::npos);
    const auto bad = m_master->router().getStats();
    QCOMPARE(bad.badLoadModuleCount, std::uint64_t{1});
    QCOMPARE(bad.goodLoadModuleCount, std::uint64_t{2});
}

void PythonImportTest::hostileQuestionsAreAnsweredOnceEach_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("by us") << 0;
    QTest::newRow("by two agents and us") << 2;
}

void PythonImportTest::hostileQuestionsAreAnsweredOnceEach()
{
    QFETCH(const int, nativeHops);
    writeFile(m_directory->file("hostile.py"), std::string(HostileSource));
    m_directory->makeDirectory("package");
    writeFile(m_directory->file("package/__init__.py"), "");
    writeFile(m_directory->file("package/data.txt"), "content");
    writeFile(m_directory->file("secret.txt"), "secret");
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    List names;
    for (const std::string_view name : {"../../etc/passwd", "/etc/passwd", "..", ".", "", "a..b", "package.__init__/x",
                                        "os", "mitogen.parent.x", "pa ckage"})
        names.items.emplace_back(Bytes(name));
    names.items.emplace_back(Bytes("\xff\xfe\0 name"));
    names.items.emplace_back(Bytes(std::string(300'000, 'a')));
    for (int i = 0; i < 3000; ++i)
        names.items.emplace_back(Bytes(str("flood", i)));
    const std::size_t count = names.items.size();
    const Value answers = call(id, "hostile.ask_modules", {names});
    QCOMPARE(answers.as<List>()->items, std::vector<Value>(count, Value(false)));

    List pairs;
    for (const char* const resource : {"data.txt", "../secret.txt", "/etc/passwd", "none", ""})
        pairs.items.emplace_back(Tuple{{Value("package"), Value(resource)}});
    const Value found = call(id, "hostile.ask_resources", {pairs});
    const auto& contents = found.as<List>()->items;
    QVERIFY(contents.at(0).as<Bytes>()->view().find("content") != std::string_view::npos);
    for (std::size_t i = 1; i < contents.size(); ++i)
        QVERIFY(contents.at(i).as<Bytes>()->view().ends_with("N."));
    // And it still is a context like any other.
    QCOMPARE(call(id, "os.getcwd").typeName(), std::string_view("str"));
}

void PythonImportTest::overridesAndBlocksReachPythonContexts_data()
{
    QTest::addColumn<int>("nativeHops");
    QTest::newRow("a child of ours") << 0;
    QTest::newRow("behind two agents") << 2;
}

void PythonImportTest::overridesAndBlocksReachPythonContexts()
{
    QFETCH(const int, nativeHops);
    for (const char* const name : {"colorsys", "blocked", "other"})
        m_directory->write(str(name, ".py"), "def whose():\n    return 'ours'\n");
    m_master.emplace(nullptr, LogLevel::Debug, std::vector<std::string>{m_directory->path()},
                     rpc::ImportPolicy{.overrides = {"colorsys", "blocked"}, .blocks = {"blocked"}});
    std::optional<ContextId> via;
    for (int i = 0; i < nativeHops; ++i)
        via = start(LocalHop, via);
    const ContextId id = start(pythonHop(), via);
    // Python has one of its own.
    QCOMPARE(call(id, "colorsys.whose"), Value("ours"));
    QVERIFY(callError(id, "blocked.whose").find("blocked") != std::string::npos);
    QVERIFY(callError(id, "other.whose").find("other") != std::string::npos);
    // And it can still start contexts, for which it needs more of Mitogen.
    QCOMPARE(call(start(pythonHop(), id), "colorsys.whose"), Value("ours"));
}

QTEST_GUILESS_MAIN(PythonImportTest)
#include "python_import_test.moc"
