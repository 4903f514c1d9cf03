#include <QTest>

#include <thread>
#include <zlib.h>

#include "agent/native_start.h"
#include "agent/pipe_io.h"
#include "agent/python_literal.h"
#include "agent/python_start.h"
#include "agent_support.h"
#include "core/connect/bootstrap/native_bootstrap.h"
#include "core/io/process.h"
#include "core/wire/pickle.h"

using namespace rz;
using namespace rz::agent;
using namespace rz::test;

namespace {

std::string compressed(const std::string& text)
{
    std::string packed(::compressBound(text.size()), '\0');
    auto size = static_cast<uLongf>(packed.size());
    if (::compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(text.data()),
                    text.size(), 9) != Z_OK)
        std::abort();
    packed.resize(size);
    return packed;
}

// As Mitogen 0.3.3 and 0.3.52 write them.
const std::string OldConfig = "{'parent_ids': [1, 0], 'context_id': 2, 'debug': False, 'profiling': False, "
                              "'unidirectional': True, "
                              "'log_level': 10, 'whitelist': ['', 'ours'], 'blacklist': ['theirs'], "
                              "'max_message_size': 134217728, 'version': (0, 3, 3)}";
const std::string NewConfig =
    "{'parent_ids': [0], 'context_id': 7, 'debug': False, 'profiling': False, 'unidirectional': "
    "False, "
    "'log_levels': [30, 20, 20], 'import_overrides': ['ours', 'mitogen'], 'import_blocks': ['theirs'], "
    "'max_message_size': 1048576, "
    "'version': (0, 3, 52, 'dev')}";

std::string preambleText(const std::string& config)
{
    return "# core source\nclass X: pass\n\nExternalContext(" + config + ").main()\n";
}

// The parent's half of a conversation over a socket pair.
class Parent {
public:
    Parent() : m_ends(must(io::makeSocketPair()))
    {
        // The child's calls block; a parent that forgets it ends with the socket.
    }

    int childFd() const { return m_ends.second.get(); }
    void says(std::string_view text) { must(writeAll(m_ends.first.get(), text)); }
    void hears(std::string_view text)
    {
        std::string got(text.size(), '\0');
        must(readExactly(m_ends.first.get(), std::as_writable_bytes(std::span(got))));
        QCOMPARE(got, std::string(text));
    }
    std::string hearsSome()
    {
        std::string got(4096, '\0');
        got.resize(must(readSome(m_ends.first.get(), std::as_writable_bytes(std::span(got)))));
        return got;
    }
    void leaves() { m_ends.first.reset(); }

private:
    std::pair<UniqueFd, UniqueFd> m_ends;
};

class HelloHost final : public connect::Bootstrap::Host {
public:
    void send(Bytes) override {}
    void beginStep(std::string_view) override {}
    void note(std::string_view) override {}
    void output(std::string_view line) override { printed.emplace_back(line); }
    Result<connect::AgentImage> agent(std::string_view, bool) override { return fail(ErrorKind::Error, "not asked"); }
    bool takePython(std::string_view) override { return true; }
    void sendPreamble() override {}
    std::vector<std::string> printed;
};

}  // namespace

class AgentStartTest : public QObject {
    Q_OBJECT

private slots:
    void literalsAreReadAsPythonWritesThem_data();
    void literalsAreReadAsPythonWritesThem();
    void whatIsNoLiteralIsRefused_data();
    void whatIsNoLiteralIsRefused();
    void literalsMayNotNestWithoutEnd();
    void configurationsOfOldAndNewMastersAreRead();
    void brokenPreamblesAreRefusedWithTheReason_data();
    void brokenPreamblesAreRefusedWithTheReason();
    void pythonArgumentsAreRecognised();
    void aPythonMasterIsAnsweredStepByStep();
    void aParentThatTakesUsForPythonIsAnswered_data();
    void aParentThatTakesUsForPythonIsAnswered();
    void aNativeParentHearsTheHelloAndConfigures();
    void aParentThatSendsSomethingElseIsAnError();
};

void AgentStartTest::literalsAreReadAsPythonWritesThem_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("shown");
    const auto row = [](const char* text, const char* shown) {
        QTest::newRow(text) << QByteArray(text) << QByteArray(shown);
    };
    row("None", "None");
    row(" True ", "True");
    row("False", "False");
    row("0", "0");
    row("-12", "-12");
    row("134217728L", "134217728");
    row("99999999999999999999999", "99999999999999999999999");
    row("'text'", "'text'");
    row("u'text'", "'text'");
    row("\"it's\"", "\"it's\"");
    row("b'a\\xff'", "b'a\\xff'");
    row("'\\x41\\u20ac\\U0001f600\\n\\t\\\\\\''", "\"A\xe2\x82\xac\xf0\x9f\x98\x80\\n\\t\\\\'\"");
    row("[]", "[]");
    row("[1, 'a', None]", "[1, 'a', None]");
    row("[1,]", "[1]");
    row("()", "()");
    row("(1,)", "(1,)");
    row("(1)", "1");
    row("(0, 3, 52, 'dev')", "(0, 3, 52, 'dev')");
    row("{}", "{}");
    row("{'a': {'b': [1]}, 'c': ()}", "{'a': {'b': [1]}, 'c': ()}");
    row("{'a': 1, 'a': 2}", "{'a': 2}");
}

void AgentStartTest::literalsAreReadAsPythonWritesThem()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, shown);
    QCOMPARE(repr(must(parsePythonLiteral(text.toStdString()))), shown.toStdString());
}

void AgentStartTest::whatIsNoLiteralIsRefused_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* const text : {"",
                                   " ",
                                   "x",
                                   "Nonesuch",
                                   "None None",
                                   "1.5",
                                   "1e5",
                                   "0x10",
                                   "1_0",
                                   "-",
                                   "--1",
                                   "1 + 1",
                                   "'open",
                                   "'a\nb'",
                                   "\"a'",
                                   "'\\q'",
                                   "'\\x4'",
                                   "'\\u20'",
                                   "'\\U00110000'",
                                   "b'\\u20ac'",
                                   "r'a'",
                                   "'a' 'b'",
                                   "[",
                                   "[1",
                                   "[1 2]",
                                   "[,]",
                                   "(",
                                   "(1",
                                   "{",
                                   "{'a'}",
                                   "{'a': }",
                                   "{'a': 1",
                                   "{1: 2}",
                                   "{None: 2}",
                                   "{'a': 1 'b': 2}",
                                   "f(1)",
                                   "[x for x in y]",
                                   "__import__('os')",
                                   "'\xff'",
                                   "...",
                                   "{1, 2}"})
        QTest::newRow(text) << QByteArray(text);
    QTest::newRow("a number without end") << QByteArray(100'000, '9');
}

void AgentStartTest::whatIsNoLiteralIsRefused()
{
    QFETCH(const QByteArray, text);
    const auto refused = parsePythonLiteral(text.toStdString());
    QVERIFY(!refused);
    QVERIFY(refused.error().kind() == ErrorKind::Decode);
    QVERIFY2(errorOf(refused).contains("(column "), qPrintable(errorOf(refused)));
}

void AgentStartTest::literalsMayNotNestWithoutEnd()
{
    must(parsePythonLiteral(std::string(30, '[') + std::string(30, ']')));
    QVERIFY(!parsePythonLiteral(std::string(1'000'000, '[')));
    QVERIFY(!parsePythonLiteral(std::string(1'000'000, '(')));
}

void AgentStartTest::configurationsOfOldAndNewMastersAreRead()
{
    const Preamble old = must(parsePreamble(preambleText(OldConfig)));
    QCOMPARE(raw(old.config.contextId), 2U);
    QCOMPARE(old.config.parentIds, (std::vector<ContextId>{ContextId{1}, ContextId{0}}));
    QCOMPARE(old.config.maxMessageSize, std::size_t{134217728});
    QVERIFY(old.config.unidirectional && !old.config.nativeParent && !old.config.debug);
    QVERIFY(old.config.logLevel == LogLevel::Debug);
    QCOMPARE(old.config.imports.overrides, std::vector<std::string>{"ours"});
    QCOMPARE(old.config.imports.blocks, std::vector<std::string>{"theirs"});
    QCOMPARE(old.core.source.toString(), "# core source\nclass X: pass\n");

    const Preamble recent = must(parsePreamble(preambleText(NewConfig)));
    QCOMPARE(raw(recent.config.contextId), 7U);
    QVERIFY(recent.config.logLevel == LogLevel::Warning);
    QCOMPARE(recent.config.imports.overrides, (std::vector<std::string>{"ours", "mitogen"}));
    QCOMPARE(recent.config.imports.blocks, std::vector<std::string>{"theirs"});
    QCOMPARE(recent.config.maxMessageSize, std::size_t{1048576});
}

void AgentStartTest::brokenPreamblesAreRefusedWithTheReason_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("reason");
    const QByteArray noCall = "the preamble does not end with a call of ExternalContext";
    QTest::newRow("nothing") << QByteArray() << noCall;
    QTest::newRow("no call") << QByteArray("source\nprint(1)\n") << noCall;
    QTest::newRow("only the call's beginning") << QByteArray("ExternalContext(") << noCall;
    QTest::newRow("overlapping ends") << QByteArray("ExternalContext().main()")
                                      << QByteArray("CONFIG: this is not a literal (column 1)");
    QTest::newRow("code") << QByteArray("ExternalContext(f()).main()")
                          << QByteArray("CONFIG: this is not a literal (column 1)");
    QTest::newRow("not a dict") << QByteArray("ExternalContext(5).main()")
                                << QByteArray("configuration: must be dict, not int");
    QTest::newRow("no id") << QByteArray("ExternalContext({'parent_ids': [0]}).main()")
                           << QByteArray("configuration: context_id is missing");
    QTest::newRow("no parents") << QByteArray("ExternalContext({'parent_ids': [], 'context_id': 3}).main()")
                                << QByteArray("configuration: parent_ids is empty");
    QTest::newRow("own parent") << QByteArray("ExternalContext({'parent_ids': [3], 'context_id': 3}).main()")
                                << QByteArray("configuration: parent_ids names the context itself");
}

void AgentStartTest::brokenPreamblesAreRefusedWithTheReason()
{
    QFETCH(const QByteArray, text);
    QFETCH(const QByteArray, reason);
    QCOMPARE(errorOf(parsePreamble(text.toStdString())), QString(reason));
}

void AgentStartTest::pythonArgumentsAreRecognised()
{
    const auto nameOf = [](std::vector<std::string> arguments) {
        std::vector<char*> pointers;
        for (std::string& argument : arguments)
            pointers.push_back(argument.data());
        return pythonRemoteName(pointers);
    };
    QVERIFY(!nameOf({"rhizome-agent"}));
    QVERIFY(!nameOf({}));
    QCOMPARE(*nameOf({"rhizome-agent", "-c", "import codecs"}), "mitogen");
    QCOMPARE(*nameOf({"agent", "extra", "-c", "import", "eJx", "alice@desk:5", "19122"}), "alice@desk:5");
    QCOMPARE(*nameOf({"agent", "-c", "exec(\"\")", "alice@desk:6"}), "alice@desk:6");
}

void AgentStartTest::aPythonMasterIsAnsweredStepByStep()
{
    Parent parent;
    std::optional<Result<Preamble>> result;
    std::thread child([&] { result = startUnderPython(parent.childFd(), parent.childFd()); });
    parent.hears("MITO000\n");
    const std::string packed = compressed(preambleText(NewConfig));
    parent.says(packed.substr(0, 10));
    parent.says(packed.substr(10));
    parent.hears("MITO001\nMITO002\n");
    child.join();
    QCOMPARE(raw(must(std::move(*result)).config.contextId), 7U);
}

void AgentStartTest::aParentThatTakesUsForPythonIsAnswered_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<QByteArray>("error");
    const QByteArray text = QByteArray::fromStdString(preambleText(NewConfig));
    const qsizetype core = text.indexOf("ExternalContext(");
    const QByteArray packed = QByteArray::fromStdString(compressed(text.first(core).toStdString()));
    const auto sizes = [](qsizetype first, qsizetype second) {
        return QByteArray::number(first, 16).rightJustified(8, '0') +
               QByteArray::number(second, 16).rightJustified(8, '0');
    };
    QTest::newRow("packed core") << sizes(packed.size(), text.size() - core) + packed + text.sliced(core)
                                 << QByteArray();
    QTest::newRow("plain core") << sizes(0, text.size()) + text << QByteArray();
    QTest::newRow("packed part cut") << sizes(packed.size() - 1, 0) + packed
                                     << QByteArray("the packed part of the preamble has no end");
    QTest::newRow("more behind it") << sizes(packed.size() + 1, 0) + packed + 'x'
                                    << QByteArray("something follows the packed data");
    QTest::newRow("no sizes") << QByteArray("0000000x00000000")
                              << QByteArray("the preamble does not begin with its sizes");
    QTest::newRow("too large") << QByteArray("00000000ffffffff")
                               << QByteArray("the preamble does not begin with its sizes");
    QTest::newRow("leaves") << sizes(0, text.size()) + text.first(100)
                            << QByteArray("the parent closed the connection");
}

// Of ours, with the agent's file for python_path.
void AgentStartTest::aParentThatTakesUsForPythonIsAnswered()
{
    QFETCH(const QByteArray, sent);
    QFETCH(const QByteArray, error);
    Parent parent;
    std::optional<Result<Preamble>> result;
    std::thread child([&] { result = startUnderPython(parent.childFd(), parent.childFd()); });
    parent.hears("MITO000\n");
    parent.says(sent.first(10).toStdString());
    parent.says(sent.sliced(10).toStdString());
    if (error.isEmpty())
        parent.hears("MITO001\nMITO002\n");
    else
        parent.leaves();
    child.join();
    QCOMPARE(errorOf(*result), error.isEmpty() ? QStringLiteral("(no error)") : QString(error));
    if (error.isEmpty()) {
        QCOMPARE(raw((*result)->config.contextId), 7U);
        QCOMPARE((*result)->core.source.toString(), "# core source\nclass X: pass\n");
    }
}

void AgentStartTest::aNativeParentHearsTheHelloAndConfigures()
{
    Parent parent;
    std::optional<Result<rpc::ChildConfig>> result;
    std::thread child([&] { result = startUnderNative(parent.childFd(), parent.childFd()); });
    HelloHost host;
    connect::NativeBootstrap bootstrap(host, connect::NativeBootstrap::State::AwaitingAgent);
    while (!must(bootstrap.feed(asBytes(parent.hearsSome())))) {
    }
    const Value facts(bootstrap.facts());
    QCOMPARE(at<std::int64_t>(facts, "pid"), std::int64_t{::getpid()});
    QCOMPARE(at<std::int64_t>(facts, "uid"), std::int64_t{::geteuid()});
    for (const char* const key : {"version", "machine", "host", "user"})
        QVERIFY(!at<std::string>(facts, key).empty());

    rpc::ChildConfig config;
    config.contextId = ContextId{5};
    config.parentIds = {ContextId{0}};
    config.name = "alice@desk:1";
    const std::string payload = must(wire::pickle(config.toValue())).flat().toString();
    wire::FrameHeader header;
    header.handle = wire::Configure;
    header.length = static_cast<std::uint32_t>(payload.size());
    const auto head = wire::encodeHeader(header);
    parent.says(std::string_view(reinterpret_cast<const char*>(head.data()), head.size()));
    parent.says(payload);
    child.join();
    const rpc::ChildConfig configured = must(std::move(*result));
    QCOMPARE(raw(configured.contextId), 5U);
    QCOMPARE(configured.name, "alice@desk:1");
}

void AgentStartTest::aParentThatSendsSomethingElseIsAnError()
{
    const auto answerTo = [](const std::string& said) {
        Parent parent;
        parent.says(said);
        std::optional<Result<rpc::ChildConfig>> result;
        std::thread child([&] { result = startUnderNative(parent.childFd(), parent.childFd()); });
        parent.hearsSome();
        parent.leaves();
        child.join();
        return errorOf(*result);
    };
    QCOMPARE(answerTo(""), "the parent closed the connection");
    QCOMPARE(answerTo("MI"), "the parent closed the connection");
    QCOMPARE(answerTo(std::string(26, 'x')), "not a frame: it begins with 0x7878 instead of 0x4d49");
    wire::FrameHeader header;
    header.handle = wire::CallFunction;
    const auto head = wire::encodeHeader(header);
    QCOMPARE(answerTo(std::string(reinterpret_cast<const char*>(head.data()), head.size())),
             "the parent did not begin with a configuration");
}

QTEST_GUILESS_MAIN(AgentStartTest)
#include "agent_start_test.moc"
