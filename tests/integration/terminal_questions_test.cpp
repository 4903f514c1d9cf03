#include "core/base/str.h"
#include "core/connect/openers/terminal_questions.h"
#include "core/io/process.h"
#include "tests/support/spin.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <QTest>

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>

using namespace rz;
using namespace rz::test;
using connect::TerminalQuestions;

namespace {

struct Question {
    std::string text;
    bool echo = false;
};

// A program on a terminal of its own.
class OnTerminal final : public TerminalQuestions::Host {
public:
    OnTerminal(io::Broker& broker, std::vector<std::string> argv) : m_broker(broker)
    {
        io::Pty pty = io::openPty().value();
        m_terminal = TerminalQuestions::create(broker, std::move(pty.master), *this).value();
        const int slave = pty.slave.get();
        const io::SpawnOptions options{
            .argv = std::move(argv),
            .descriptors = {{0, slave}, {1, slave}, {2, slave}},
            .controllingTty = pty.slavePath,
        };
        m_process = io::Process::spawn(broker, options, [this](io::ExitStatus status) { m_status = status; }).value();
    }

    void terminalLine(std::string line) override { m_lines.push_back(std::move(line)); }
    void terminalQuestion(std::string text, bool echo) override { m_questions.push_back({std::move(text), echo}); }
    void terminalEnded() override { m_closed = true; }

    bool ended() const { return m_closed && m_status; }
    bool asked(std::size_t times) const { return m_questions.size() == times; }
    bool printed(std::string_view line) const { return std::ranges::find(m_lines, line) != m_lines.end(); }

    io::Broker& m_broker;
    std::unique_ptr<TerminalQuestions> m_terminal;
    std::unique_ptr<io::Process> m_process;
    std::optional<io::ExitStatus> m_status;
    std::vector<std::string> m_lines;
    std::vector<Question> m_questions;
    bool m_closed = false;
};

}  // namespace

// Questions of real programs at a terminal, found by what they do to it.
class TerminalQuestionsTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_broker = io::Broker::create(io::Broker::Drive::Caller).value(); }
    void cleanup() { m_broker.reset(); }

    void echoThatGoesOffIsAQuestion_data()
    {
        QTest::addColumn<QString>("script");
        QTest::newRow("text after")
            << "stty -echo; printf 'Kennwort: '; read -r p; stty echo; echo; echo \"${#p} letters\"";
        QTest::newRow("text before")
            << "printf 'Kennwort: '; stty -echo; read -r p; stty echo; echo; echo \"${#p} letters\"";
        QTest::newRow("after lines") << "echo 'We trust you'; echo; printf '\\rKennwort: '; stty -echo; read -r p; "
                                        "stty echo; echo \"${#p} letters\"";
    }
    void echoThatGoesOffIsAQuestion()
    {
        QFETCH(QString, script);
        OnTerminal program(*m_broker, {"sh", "-c", script.toStdString()});
        QVERIFY(until([&] { return program.asked(1); }));
        QCOMPARE(program.m_questions[0].text, std::string("Kennwort: "));
        QVERIFY(!program.m_questions[0].echo);
        program.m_terminal->answer(Secret("abc def"));
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.printed("7 letters"));
        QVERIFY(program.asked(1));
    }

    void aQuestionMayHaveNoText()
    {
        OnTerminal program(*m_broker, {"sh", "-c", "stty -echo; read -r p; echo \"${#p} letters\""});
        QVERIFY(until([&] { return program.asked(1); }));
        QCOMPARE(program.m_questions[0].text, std::string());
        program.m_terminal->answer(Secret("abc"));
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.printed("3 letters"));
    }

    void oneQuestionAfterAnother_data()
    {
        QTest::addColumn<QString>("between");
        QTest::newRow("echo stays off") << "";
        QTest::newRow("echo back on for a moment") << "stty echo; echo; stty -echo;";
        QTest::newRow("an end of line") << "echo;";
    }
    void oneQuestionAfterAnother()
    {
        QFETCH(QString, between);
        const std::string script = str("stty -echo; printf 'first: '; read -r a;", between.toStdString(),
                                       "printf 'second: '; read -r b; stty echo; echo; echo \"${#a} ${#b}\"");
        OnTerminal program(*m_broker, {"sh", "-c", script});
        QVERIFY(until([&] { return program.asked(1); }));
        program.m_terminal->answer(Secret("a"));
        QVERIFY(until([&] { return program.asked(2); }));
        QCOMPARE(program.m_questions[1].text, std::string("second: "));
        program.m_terminal->answer(Secret("bb"));
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.printed("1 2"));
        QVERIFY(program.asked(2));
    }

    void aLineThatWaitsWithEchoIsAQuestion()
    {
        OnTerminal program(*m_broker, {"sh", "-c", "printf 'One-time code: '; read -r code; echo \"${#code} digits\""});
        QVERIFY(until([&] { return program.asked(1); }));
        QCOMPARE(program.m_questions[0].text, std::string("One-time code: "));
        QVERIFY(program.m_questions[0].echo);
        program.m_terminal->answer(Secret("123456"));
        QVERIFY(until([&] { return program.ended(); }));
        QCOMPARE(program.m_lines, std::vector<std::string>{"6 digits"});  // not what was typed
    }

    void aProgramThatOnlyPrintsAsksNothing()
    {
        OnTerminal program(*m_broker, {"sh", "-c", "for i in 1 2 3; do echo \"line $i: \"; done; printf 'the end'"});
        QVERIFY(until([&] { return program.ended(); }));
        QCOMPARE(program.m_lines, (std::vector<std::string>{"line 1: ", "line 2: ", "line 3: ", "the end"}));
        QVERIFY(program.asked(0));
    }

    // As sudo makes it for what it runs, which may be slow to begin.
    void aProgramThatMakesTheTerminalRawAsksNothing()
    {
        OnTerminal program(*m_broker, {"sh", "-c", "stty raw -echo; sleep 3; stty cooked echo; echo done"});
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.asked(0));
        QVERIFY(program.printed("done"));
    }

    void anyByteMayBePartOfAnAnswer()
    {
        std::string secret;
        for (char c = 1; c > 0; ++c) {
            if (c != '\n' && c != '\r')
                secret += c;
        }
        secret += "\xff\xc3\xa9";
        OnTerminal program(*m_broker,
                           {"sh", "-c", "stty -echo; printf '? '; head -n 1 | od -An -v -tx1 | tr -d ' \\n'; echo"});
        QVERIFY(until([&] { return program.asked(1); }));
        program.m_terminal->answer(Secret(secret));
        QVERIFY(until([&] { return program.ended(); }));
        const QByteArray bytes(secret.data(), static_cast<qsizetype>(secret.size()));
        QVERIFY(program.printed(bytes.toHex().toStdString() + "0a"));
    }

    void nothingBeyondTheEndOfALineIsSent()
    {
        OnTerminal program(
            *m_broker,
            {"sh", "-c", "stty -echo; printf '1 '; read -r a; printf '2 '; read -r b; echo \"${#a} ${#b}\""});
        QVERIFY(until([&] { return program.asked(1); }));
        program.m_terminal->answer(Secret("abc\ndefg"));
        QVERIFY(until([&] { return program.asked(2); }));
        program.m_terminal->answer(Secret("x"));
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.printed("3 1"));
    }

    void aSecretThatIsPrintedIsNotHandedOn()
    {
        OnTerminal program(*m_broker,
                           {"sh", "-c", "stty -echo; printf '? '; read -r p; echo; echo \"you said $p\"; echo so"});
        QVERIFY(until([&] { return program.asked(1); }));
        program.m_terminal->answer(Secret("open sesame"));
        QVERIFY(until([&] { return program.ended(); }));
        QCOMPARE(program.m_lines, std::vector<std::string>{"so"});
    }

    void aSecretIsNotSentOnceEchoIsOnAgain()
    {
        const TempDir dir;
        const std::string first = dir.file("first");
        const std::string second = dir.file("second");
        QCOMPARE(::mkfifo(first.c_str(), 0600), 0);
        QCOMPARE(::mkfifo(second.c_str(), 0600), 0);
        const std::string script = str("stty -echo; printf '? '; : <", first, "; stty echo; echo gave up; : <", second,
                                       "; stty -icanon min 0 time 0; echo \"$(head -c 100 | wc -c) waited\"");
        OnTerminal program(*m_broker, {"sh", "-c", script});
        QVERIFY(until([&] { return program.asked(1); }));
        const UniqueFd givesUp(::open(first.c_str(), O_WRONLY | O_CLOEXEC));
        QVERIFY(until([&] { return program.printed("gave up"); }));
        program.m_terminal->answer(Secret("open sesame"));
        const UniqueFd looks(::open(second.c_str(), O_WRONLY | O_CLOEXEC));
        QVERIFY(until([&] { return program.ended(); }));
        QVERIFY(program.printed("0 waited"));
    }

    void theTerminalIsRawOnceItIsReleased()
    {
        OnTerminal program(*m_broker, {"sh", "-c", "echo ready; head -c 3"});
        QVERIFY(until([&] { return program.printed("ready"); }));
        const UniqueFd master = program.m_terminal->release();
        QCOMPARE(::write(master.get(), "a\rb", 3), 3);
        std::string seen;
        QVERIFY(until([&] {
            std::array<char, 16> buffer;
            const ssize_t count = ::read(master.get(), buffer.data(), buffer.size());
            seen.append(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
            return seen.size() >= 3;
        }));
        QCOMPARE(seen, std::string("a\rb"));
    }

    void realSuAsks_data()
    {
        QTest::addColumn<QString>("locale");
        for (const char* locale : {"C", "de_DE.UTF-8", "ja_JP.UTF-8"})
            QTest::newRow(locale) << locale;
    }
    void realSuAsks()
    {
        if (const std::string why = TestUser::unavailable(); !why.empty())
            QSKIP(why.c_str());
        QFETCH(QString, locale);
        const TestUser alice;
        const TestUser bob;
        const std::vector<std::string> su{"env",        "LC_ALL=" + locale.toStdString(),
                                          "setpriv",    "--reuid",
                                          alice.name(), "--init-groups",
                                          "su",         bob.name(),
                                          "-c",         "id -un"};
        OnTerminal right(*m_broker, su);
        QVERIFY(until([&] { return right.asked(1); }));
        qInfo("%s", right.m_questions[0].text.c_str());
        right.m_terminal->answer(Secret(bob.password()));
        QVERIFY(until([&] { return right.ended(); }));
        QCOMPARE(right.m_status->code, 0);
        QVERIFY(right.printed(bob.name()));
        OnTerminal wrong(*m_broker, su);
        QVERIFY(until([&] { return wrong.asked(1); }));
        wrong.m_terminal->answer(Secret("wrong"));
        QVERIFY(until([&] { return wrong.ended(); }));
        QCOMPARE(wrong.m_status->code, 1);
        QVERIFY(!wrong.m_lines.empty());
        qInfo("%s", wrong.m_lines.back().c_str());
        QVERIFY(wrong.asked(1));
    }

private:
    template <class Condition>
    bool until(Condition condition)
    {
        return spinUntil(*m_broker, condition);
    }

    std::unique_ptr<io::Broker> m_broker;
};

QTEST_GUILESS_MAIN(TerminalQuestionsTest)
#include "terminal_questions_test.moc"
