// Every Python of this machine as a context of ours, and under Python masters of every other with agents between them.
#include "core/base/str.h"
#include "core/rpc/described_answer.h"
#include "core/rpc/pool.h"
#include "core/services/file_service.h"
#include "tests/interop/pythons.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include <QCryptographicHash>
#include <QTest>

#include <csignal>
#include <unistd.h>

using namespace rz;
using test::Python;

namespace {

constexpr Duration AnswerPatience = std::chrono::seconds(60);
constexpr int Modules = 20;
const connect::Hop AgentHop{.method = "local", .options = {}};

connect::Hop interpreterHop(const std::string& interpreter)
{
    connect::Hop hop{.method = "local", .options = {}};
    hop.options.set("python_path", List{{Value(interpreter)}});
    return hop;
}

// A package whose modules import each other.
void writePackage(const test::TempDir& directory)
{
    static_cast<void>(directory.makeDirectory("bigpkg"));
    directory.write("bigpkg/m0.py", "def count():\n    return 1\n");
    for (int i = 1; i < Modules; ++i)
        directory.write(str("bigpkg/m", i, ".py"),
                        str("from . import m", i - 1, "\n\ndef count():\n    return 1 + m", i - 1, ".count()\n"));
    directory.write("bigpkg/__init__.py", str("from bigpkg.m", Modules - 1, " import count\n"));
    directory.write("western.py", "# coding: latin-1\ndef text():\n    return u'gr\xfc\xdf'\n");
    directory.write("marked.py", "\xef\xbb\xbf"
                                 "def text():\r\n    return u'marked'\r\n");
}

}  // namespace

class PythonMatrixTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (test::mitogens().empty() || test::pythons().empty())
            QSKIP("needs python3 and python3-mitogen");
        for (const Python& python : test::pythons())
            qInfo("%s: %s", python.name.c_str(), python.path.c_str());
        writePackage(m_directory);
    }
    void cleanup()
    {
        m_pool.reset();
        m_master.reset();
    }

    void aPythonIsAContextOfOurs_data();
    void aPythonIsAContextOfOurs();
    void aPythonThatProfilesIsCalled_data();
    void aPythonThatProfilesIsCalled();
    void pythonMastersReachPythonsThroughAgents_data();
    void pythonMastersReachPythonsThroughAgents();

private:
    ContextId start(const connect::Hop& hop, std::optional<ContextId> via)
    {
        const test::Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error() + outcome.result().error().details().seen);
        return outcome.result()->id;
    }
    Value call(ContextId id, std::string_view function, std::vector<Value> args = {}, Dict kwargs = {})
    {
        return m_master->context(id).call(function, std::move(args), std::move(kwargs), AnswerPatience);
    }

    Value describedCall(ContextId id, std::string_view function)
    {
        return m_master->context(id).call(rpc::describingObjects(rpc::Call::byName(function)), AnswerPatience);
    }

    test::TempDir m_directory;
    std::optional<test::TestMaster> m_master;
    std::unique_ptr<rpc::Pool> m_pool;
};

void PythonMatrixTest::aPythonIsAContextOfOurs_data()
{
    QTest::addColumn<QString>("mitogen");
    QTest::addColumn<std::size_t>("python");
    QTest::addColumn<int>("agents");
    for (const std::string& mitogen : test::mitogens()) {
        for (std::size_t i = 0; i < test::pythons().size(); ++i) {
            for (const int agents : {0, 2})
                QTest::newRow(str(test::pythons()[i].name, ", ", mitogen, ", ", agents, " agents").c_str())
                    << QString::fromStdString(mitogen) << i << agents;
        }
    }
}

void PythonMatrixTest::aPythonIsAContextOfOurs()
{
    QFETCH(const QString, mitogen);
    QFETCH(const std::size_t, python);
    QFETCH(const int, agents);
    const Python& interpreter = test::pythons()[python];
    m_master.emplace(
        nullptr, LogLevel::Debug,
        std::vector<std::string>{m_directory.path(), test::sourcePath("tests/interop"), mitogen.toStdString()});
    std::optional<ContextId> via;
    for (int i = 0; i < agents; ++i)
        via = start(AgentHop, via);
    const ContextId id = start(interpreterHop(interpreter.path), via);

    const Value version = call(id, "matrix_functions.version");
    QVERIFY(interpreter.name.ends_with(*version.as<std::string>()));

    const std::vector<Value> values{Value(),
                                    Value(true),
                                    Value(std::int64_t{-1}),
                                    Value(std::int64_t{1} << 62),
                                    Value(1.5),
                                    Value("gr\u00fc\u00dfe \u20ac \U0001f600"),
                                    Value(Bytes(std::string("\0\xff", 2))),
                                    Value(Blob{Bytes("blob")}),
                                    Value(List{{Value(1), Value(Tuple{{Value("a"), Value("b")}})}}),
                                    Value(Dict{{{"key", Value(Bytes("v"))}}})};
    const Value echoed = call(id, "matrix_functions.echo", values, Dict{{{"name", Value("value")}}});
    QCOMPARE(echoed.as<List>()->items.at(0), Value(List{values}));
    QCOMPARE(echoed.as<List>()->items.at(1), Value(Dict{{{"name", Value("value")}}}));

    const auto failed = m_master->context(id).tryCall(
        rpc::Call::byName("matrix_functions.fails", {Value("on purpose")}), AnswerPatience);
    QCOMPARE(failed.error().text(), interpreter.builtin("ValueError: on purpose"));
    QVERIFY(failed.error().details().trace.find("matrix_functions.py\", line 2") != std::string::npos);

    // For people, results of any class. What travels is protocol 2, but not each Python makes the same of the same object.
    QVERIFY(!m_master->context(id).tryCall(rpc::Call::byName("matrix_functions.objects"), AnswerPatience));
    const Value objects = describedCall(id, "matrix_functions.objects");
    const auto described = [&](std::size_t i) { return repr(objects.as<List>()->items.at(i), 500); };
    const auto attribute = [&](std::string_view name) {
        return interpreter.major == 2 ? str("b'", name, "'") : str("'", name, "'");
    };
    QCOMPARE(objects.as<List>()->items.size(), std::size_t{9});
    QCOMPARE(described(0),
             str("{'$class': 'matrix_functions.Order', '$args': (), '$state': {", attribute("number"), ": 7}}"));
    QCOMPARE(described(1),
             str("{'$class': 'matrix_functions.Old', '$args': (), '$state': {", attribute("lines"), ": [2]}}"));
    QVERIFY2(described(2).starts_with("{'$class': 'matrix_functions.Size', '$args': (3, 4)"), described(2).c_str());
    QCOMPARE(described(3), "{'$class': '__builtin__.set', '$args': ([5],)}");
    QVERIFY2(described(4).starts_with("{'$class': 'collections.OrderedDict', '$args': (") &&
                 described(4).find("'b'") < described(4).find("'a'"),
             described(4).c_str());
    QCOMPARE(described(5), "{'$class': 'datetime.timedelta', '$args': (1, 2, 3)}");
    QCOMPARE(described(6), "{'$class': 'exceptions.ValueError', '$args': ('no',)}");
    QCOMPARE(described(7), "{'$class': 'matrix_functions.Order'}");
    QVERIFY2(described(8).starts_with("{'$class': '__builtin__.dict', '$items': [({'$class': 'matrix_functions.Size'"),
             described(8).c_str());
    const Value system = describedCall(id, "platform.uname");
    const Value* const name = system.find("$class");
    QCOMPARE(name != nullptr, interpreter.major == 3);
    QVERIFY(name == nullptr || *name == Value("platform.uname_result"));
    const Value& fields = name == nullptr ? system : *system.find("$args");
    const Value& kernel = fields.as<Tuple>()->items.at(0);
    QCOMPARE(kernel, interpreter.major == 2 ? Value(Bytes("Linux")) : Value("Linux"));

    QCOMPARE(call(id, "matrix_functions.modules"), Value(Modules));
    QCOMPARE(call(id, "western.text"), Value("gr\u00fc\u00df"));
    QCOMPARE(call(id, "marked.text"), Value("marked"));
    call(id, "matrix_functions.prints", {Value("printed there")});
    QVERIFY(m_master->until([&] {
        return m_master->logs().contains("printed there") && m_master->logs().contains("printed there to stderr");
    }));

    m_pool = rpc::Pool::create(m_master->router(), {.size = 2}).value();
    auto service = std::make_unique<services::FileService>(
        m_master->router(), services::FileService::Options{.chunks = m_master->modules().fileChunks()});
    const std::string content(3'000'001, 'x');
    const std::string file = m_directory.write("file", content);
    service->registerPath(file);
    QVERIFY(m_pool->add(std::move(service)));
    const Value fetched = call(id, "file_functions.fetch", {Value(file)});
    QCOMPARE(fetched.as<List>()->items.at(0), Value(true));
    const QByteArray digest =
        QCryptographicHash::hash(QByteArray::fromStdString(content), QCryptographicHash::Sha256).toHex();
    QCOMPARE(fetched.as<List>()->items.at(2), Value(digest.toStdString()));

    const ContextId child = start(interpreterHop(interpreter.path), id);
    QCOMPARE(call(child, "os.getppid"), call(id, "os.getpid"));
    QCOMPARE(call(child, "matrix_functions.modules"), Value(Modules));
    const auto pid = static_cast<pid_t>(*call(child, "os.getpid").as<std::int64_t>());
    m_master->connector().disconnect(id);
    QVERIFY(m_master->until([&] { return ::kill(pid, 0) != 0; }));
}

void PythonMatrixTest::aPythonThatProfilesIsCalled_data()
{
    QTest::addColumn<QString>("mitogen");
    QTest::addColumn<std::size_t>("python");
    for (const std::string& mitogen : test::mitogens()) {
        for (std::size_t i = 0; i < test::pythons().size(); ++i)
            QTest::newRow(str(test::pythons()[i].name, ", ", mitogen).c_str()) << QString::fromStdString(mitogen) << i;
    }
}

// From 3.12 on, Mitogen's way to profile threads ends a Python, so there it is not asked to.
void PythonMatrixTest::aPythonThatProfilesIsCalled()
{
    QFETCH(const QString, mitogen);
    QFETCH(const std::size_t, python);
    const Python& interpreter = test::pythons()[python];
    m_master.emplace(
        nullptr, LogLevel::Debug,
        std::vector<std::string>{m_directory.path(), test::sourcePath("tests/interop"), mitogen.toStdString()});
    connect::Hop hop = interpreterHop(interpreter.path);
    hop.options.set("profiling", true);
    const ContextId id = start(hop, {});
    const Value version = call(id, "matrix_functions.version");
    QVERIFY(interpreter.name.ends_with(*version.as<std::string>()));
    QCOMPARE(call(id, "matrix_functions.modules"), Value(Modules));
}

void PythonMatrixTest::pythonMastersReachPythonsThroughAgents_data()
{
    QTest::addColumn<QString>("mitogen");
    QTest::addColumn<std::size_t>("python");
    for (const std::string& mitogen : test::mitogens()) {
        for (std::size_t i = 0; i < test::pythons().size(); ++i) {
            const std::string& name = test::pythons()[i].name;
            // On PyPy a Mitogen master cannot serve modules to its own children either.
            if (!name.starts_with("PyPy"))
                QTest::newRow(str(name, ", ", mitogen).c_str()) << QString::fromStdString(mitogen) << i;
        }
    }
}

void PythonMatrixTest::pythonMastersReachPythonsThroughAgents()
{
    QFETCH(const QString, mitogen);
    QFETCH(const std::size_t, python);
    // Alone: what else lies beside it is for one Python only.
    const test::TempDir alone;
    QVERIFY(::symlink(str(mitogen.toStdString(), "/mitogen").c_str(), alone.file("mitogen").c_str()) == 0);
    std::vector<std::string> command{test::pythons()[python].path,
                                     "-B",
                                     test::sourcePath("tests/interop/matrix.py"),
                                     alone.path(),
                                     m_directory.path(),
                                     test::binary("rhizome-agent")};
    for (const Python& child : test::pythons())
        command.push_back(child.path);
    const test::Ran ran = test::run(command, {}, std::chrono::seconds(300));
    QVERIFY2(ran.ok(), str("it ended with ", ran.status, ": ", ran.output).c_str());
}

QTEST_GUILESS_MAIN(PythonMatrixTest)
#include "python_matrix_test.moc"
