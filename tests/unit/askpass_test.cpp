#include "core/base/str.h"
#include "core/connect/openers/askpass_server.h"
#include "core/io/process.h"
#include "tests/support/paths.h"
#include "tests/support/spin.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;
using connect::AskpassServer;
using connect::HelperQuestion;

namespace {

const std::string AgentPath = test::binary("rhizome-agent");

// The agent's executable, started as ssh and sudo start their helper.
class Helper {
public:
    Helper(io::Broker& broker, std::vector<std::string> arguments, std::string variable,
           std::vector<std::string> prefix = {})
    {
        auto output = io::makePipe().value();
        std::vector<std::string> argv = std::move(prefix);
        argv.emplace_back(AgentPath);
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        const io::SpawnOptions options{
            .argv = argv,
            .environment = std::vector<std::string>{"PATH=/usr/bin:/bin", "SSH_ASKPASS_PROMPT=confirm", variable},
            .descriptors = {{1, output.second.get()}},
        };
        m_process = io::Process::spawn(broker, options, [this](io::ExitStatus status) { m_status = status; }).value();
        m_output = std::move(output.first);
        ::fcntl(m_output.get(), F_SETFL, O_NONBLOCK);
    }

    bool ended() const { return m_status.has_value(); }
    int status() const { return m_status->shellStatus(); }
    void kill() { m_process->signal(SIGKILL); }
    std::string output()
    {
        std::array<char, 4096> buffer;
        for (ssize_t count = 1; count > 0;) {
            count = ::read(m_output.get(), buffer.data(), buffer.size());
            m_text.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        }
        return m_text;
    }

private:
    std::unique_ptr<io::Process> m_process;
    std::optional<io::ExitStatus> m_status;
    UniqueFd m_output;
    std::string m_text;
};

}  // namespace

// The agent as an askpass program, and the server it asks.
class AskpassTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_questions.clear();
        m_broker = io::Broker::create(io::Broker::Drive::Caller).value();
        m_server = AskpassServer::create(*m_broker, [this](HelperQuestion question, AskpassServer::Reply reply) {
                       m_questions.emplace_back(std::move(question), std::move(reply));
                   }).value();
    }
    void cleanup()
    {
        m_questions.clear();
        m_server.reset();
        m_broker.reset();
    }

    void theAnswerIsPrinted()
    {
        Helper helper(*m_broker, {"Password for alice: "}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        QCOMPARE(m_questions[0].first.arguments, std::vector<std::string>{"Password for alice: "});
        QCOMPARE(m_questions[0].first.hint, std::string("confirm"));
        QVERIFY(!helper.ended());
        m_questions[0].second(Secret("open sesame"));
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.status(), 0);
        QCOMPARE(helper.output(), std::string("open sesame\n"));
    }

    void anEmptyAnswerIsAnAnswer()
    {
        Helper helper(*m_broker, {"?"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        m_questions[0].second(Secret());
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.status(), 0);
        QCOMPARE(helper.output(), std::string("\n"));
    }

    void aRefusalIsAFailureWithoutOutput()
    {
        Helper helper(*m_broker, {"?"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        m_questions[0].second({});
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.status(), 1);
        QCOMPARE(helper.output(), std::string());
    }

    void aWrongTokenIsTurnedAway_data()
    {
        QTest::addColumn<QString>("change");
        QTest::newRow("another") << "another";
        QTest::newRow("longer") << "longer";
        QTest::newRow("none") << "none";
    }
    void aWrongTokenIsTurnedAway()
    {
        QFETCH(QString, change);
        std::string variable = m_server->environment();
        if (change == "another")
            variable.back() = variable.back() == '0' ? '1' : '0';
        else if (change == "longer")
            variable += '0';
        else
            variable.resize(variable.rfind(' '));
        Helper helper(*m_broker, {"?"}, variable);
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.status(), 1);
        QVERIFY(m_questions.empty());
    }

    void anotherUserIsTurnedAwayThoughHeKnowsTheToken()
    {
        if (::geteuid() != 0)
            QSKIP("becoming another user needs root");
        // The build folder may be closed to others.
        const TempDir dir(0755);
        const std::string copy = dir.file("rhizome-agent");
        writeFile(copy, readFile(AgentPath), 0755);
        const auto ask = [&](const std::string& user) {
            return std::make_unique<Helper>(*m_broker, std::vector<std::string>{"?"}, m_server->environment(),
                                            std::vector<std::string>{"setpriv", "--reuid", user, "--clear-groups", "sh",
                                                                     "-c", str("exec ", copy, " \"$2\""), "sh"});
        };
        const auto foreign = ask("65534");
        QVERIFY(until([&] { return foreign->ended(); }));
        QCOMPARE(foreign->status(), 1);
        QVERIFY(m_questions.empty());
        const auto own = ask("0");
        QVERIFY(until([this] { return m_questions.size() == 1; }));
    }

    void aServerThatIsGoneIsAFailure()
    {
        Helper waiting(*m_broker, {"?"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        const std::string variable = m_server->environment();
        m_server.reset();
        QVERIFY(until([&] { return waiting.ended(); }));
        QCOMPARE(waiting.status(), 1);
        Helper late(*m_broker, {"?"}, variable);
        QVERIFY(until([&] { return late.ended(); }));
        QCOMPARE(late.status(), 1);
        m_questions[0].second(Secret("too late"));
    }

    void theTextArrivesAsItIs()
    {
        std::string text = "\x1b]0;title\a one\ntwo\t\x01\xff\xc3\x28";
        text.resize(connect::MaxAskpassText, 'x');
        Helper helper(*m_broker, {text}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        QVERIFY(m_questions[0].first.arguments.front() == text);
        m_questions[0].second(Secret("\xff\x01 \t"));
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.output(), std::string("\xff\x01 \t\n"));
    }

    void aLongerTextIsCut()
    {
        const std::string text(connect::MaxAskpassText + 1, 'x');
        Helper helper(*m_broker, {text}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        QCOMPARE(m_questions[0].first.arguments.front().size(), connect::MaxAskpassText);
    }

    void aKnownHostsCommandPassesAllItsArguments()
    {
        Helper helper(*m_broker, {"known-hosts", "ADDRESS", "web1"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        QCOMPARE(m_questions[0].first.arguments, (std::vector<std::string>{"known-hosts", "ADDRESS", "web1"}));
        m_questions[0].second(Secret("web1 ssh-ed25519 AAAA"));
        QVERIFY(until([&] { return helper.ended(); }));
        QCOMPARE(helper.output(), std::string("web1 ssh-ed25519 AAAA\n"));
    }

    void manyMayWaitAndAreAnsweredInAnyOrder()
    {
        constexpr int Count = 50;
        std::vector<std::unique_ptr<Helper>> helpers;
        for (int i = 0; i < Count; ++i)
            helpers.push_back(
                std::make_unique<Helper>(*m_broker, std::vector<std::string>{str(i)}, m_server->environment()));
        QVERIFY(until([this] { return m_questions.size() == Count; }));
        for (auto question = m_questions.rbegin(); question != m_questions.rend(); ++question)
            question->second(Secret(str("answer to ", question->first.arguments.front())));
        for (int i = 0; i < Count; ++i) {
            Helper& helper = *helpers[static_cast<std::size_t>(i)];
            QVERIFY(until([&] { return helper.ended(); }));
            QCOMPARE(helper.output(), str("answer to ", i, '\n'));
        }
    }

    void oneThatDiesWhileItWaitsDisturbsNobody()
    {
        Helper first(*m_broker, {"1"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 1; }));
        first.kill();
        QVERIFY(until([&] { return first.ended(); }));
        Helper second(*m_broker, {"2"}, m_server->environment());
        QVERIFY(until([this] { return m_questions.size() == 2; }));
        m_questions[0].second(Secret("one"));
        m_questions[1].second(Secret("two"));
        QVERIFY(until([&] { return second.ended(); }));
        QCOMPARE(second.output(), std::string("two\n"));
    }

    void withoutTheVariableItIsNoAskpass()
    {
        Helper helper(*m_broker, {"--version"}, "OTHER=1");
        QVERIFY(until([&] { return helper.ended(); }));
        QVERIFY(helper.output().starts_with("rhizome-agent "));
    }

private:
    template <class Condition>
    bool until(Condition condition)
    {
        return spinUntil(*m_broker, condition);
    }

    std::unique_ptr<io::Broker> m_broker;
    std::unique_ptr<AskpassServer> m_server;
    std::vector<std::pair<HelperQuestion, AskpassServer::Reply>> m_questions;
};

QTEST_GUILESS_MAIN(AskpassTest)
#include "askpass_test.moc"
