// Questions on a terminal: one that is withdrawn, keys that end or stop a process. The rest is in ctl_ask_test.
#include "core/base/unique_fd.h"
#include "core/connect/terminal_prompts.h"
#include "tests/support/no_threads.h"
#include "tests/support/run.h"
#include "tests/support/sanitizer.h"

#include <QTest>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <functional>
#include <future>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

std::future<PromptAnswer> ask(TerminalPrompts& prompts, std::uint64_t id, const char* subject)
{
    auto promise = std::make_shared<std::promise<PromptAnswer>>();
    prompts.ask({.id = id, .kind = PromptKind::Password, .subject = subject, .fields = {{.label = "Password: "}}},
                [promise](PromptAnswer answer) { promise->set_value(std::move(answer)); });
    return promise->get_future();
}

bool isSesame(const PromptAnswer& answer)
{
    return answer.fields.size() == 1 && answer.fields.front().reveal() == "sesame";
}

// A process with a terminal of its own, which the test types at.
class AtTerminal {
public:
    explicit AtTerminal(const std::function<int()>& body)
    {
        ::grantpt(m_master.get());
        ::unlockpt(m_master.get());
        const std::string name = ::ptsname(m_master.get());
        m_slave = UniqueFd(::open(name.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC));
        m_pid = ::fork();
        if (m_pid != 0)
            return;
        ::setsid();
        ::open(name.c_str(), O_RDWR | O_CLOEXEC);  // becomes its terminal
        ::signal(SIGINT, SIG_DFL);
        ::_exit(body());
    }
    ~AtTerminal()
    {
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }
    AtTerminal(const AtTerminal&) = delete;
    AtTerminal& operator=(const AtTerminal&) = delete;

    void type(std::string_view text) const { static_cast<void>(::write(m_master.get(), text.data(), text.size())); }
    bool shows(std::string_view text)
    {
        return waitUntil([&] {
            for (char c = 0; ::read(m_master.get(), &c, 1) == 1;)
                m_seen += c;
            return m_seen.find(text) != std::string::npos;
        });
    }
    const std::string& seen() const { return m_seen; }
    bool echoes() const
    {
        termios now{};
        return ::tcgetattr(m_slave.get(), &now) == 0 && (now.c_lflag & ECHO) != 0 && (now.c_lflag & ISIG) != 0;
    }
    void signal(int number) const { ::kill(m_pid, number); }
    // As waitpid() tells it; -1 when it does not end.
    int end() const
    {
        int status = -1;
        waitUntil([&] {
            siginfo_t info{};
            return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
                   info.si_pid == m_pid;
        }) &&
            ::waitpid(m_pid, &status, WNOHANG);
        return status;
    }
    // Nothing when it does not end by itself.
    std::optional<int> exitStatus() const
    {
        const int status = end();
        return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
    }

private:
    UniqueFd m_master{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)};
    UniqueFd m_slave;
    pid_t m_pid = -1;
    std::string m_seen;
};

}  // namespace

class ConnectTerminalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (UnderThreadSanitizer)
            QSKIP("ThreadSanitizer does not follow the threads of the process that asks");
    }

    void oneThatIsWithdrawnLeavesTheNext()
    {
        int go[2] = {-1, -1};
        QCOMPARE(::pipe2(go, O_CLOEXEC), 0);
        AtTerminal process([&go] {
            TerminalPrompts prompts;
            auto first = ask(prompts, 1, "one");
            char c = 0;
            static_cast<void>(::read(go[0], &c, 1));
            prompts.withdraw(1);
            if (first.get().decision != PromptAnswer::Decision::Refused)
                return 1;
            return isSesame(ask(prompts, 2, "two").get()) ? 0 : 2;
        });
        QVERIFY(process.shows("password of one: "));
        QCOMPARE(::write(go[1], "x", 1), ssize_t{1});
        QVERIFY(process.shows("password of two: "));
        process.type("sesame\n");
        QCOMPARE(process.exitStatus(), std::optional(0));
        ::close(go[0]);
        ::close(go[1]);
    }

    void anInterruptLeavesTheTerminalAsItWas()
    {
        AtTerminal process([] {
            TerminalPrompts prompts;
            ask(prompts, 1, "one").wait();
            return 0;
        });
        QVERIFY(process.shows("password of one: "));
        QVERIFY(!process.echoes());
        process.type("half\x03");
        const int status = process.end();
        QVERIFY(WIFSIGNALED(status));
        QCOMPARE(WTERMSIG(status), SIGINT);
        QVERIFY(process.echoes());
    }

    void keysThatQuitOrSuspendAreNoPartOfASecret()
    {
        AtTerminal process([] {
            TerminalPrompts prompts;
            return isSesame(ask(prompts, 1, "one").get()) ? 0 : 1;
        });
        QVERIFY(process.shows("password of one: "));
        process.type("\032ses\034\032ame\034\n");
        QCOMPARE(process.exitStatus(), std::optional(0));
    }

    void theFactsOfAHostKeyAreNoWordsToTheTerminal()
    {
        AtTerminal process([] {
            const auto hostile = [](std::string_view fact) {
                return std::string(fact) + "\x1b[2J\x1b]52;c;eA==\x07\r\xc2\x9b"
                                           "2J\x7f\nmore";
            };
            const HostKeyFacts facts{.host = hostile("host"),
                                     .type = hostile("type"),
                                     .fingerprint = hostile("fingerprint"),
                                     .randomart = hostile("randomart"),
                                     .oldType = hostile("old type"),
                                     .oldFingerprint = hostile("old fingerprint"),
                                     .knownHostsFile = hostile("file"),
                                     .knownHostsLine = 1};
            TerminalPrompts prompts;
            for (const PromptKind kind : {PromptKind::HostKeyUnknown, PromptKind::HostKeyChanged}) {
                std::promise<PromptAnswer> answer;
                prompts.ask({.id = 1, .kind = kind, .path = {hostile("hop")}, .hostKey = facts},
                            [&answer](PromptAnswer given) { answer.set_value(std::move(given)); });
                if (answer.get_future().get().decision != PromptAnswer::Decision::AcceptOnce)
                    return 1;
            }
            return 0;
        });
        for (const char* const question : {"is not known.", "has changed."}) {
            QVERIFY(process.shows(question));
            QVERIFY(process.shows("[no]: "));
            process.type("once\n");
        }
        QCOMPARE(process.exitStatus(), std::optional(0));
        QString seen = QString::fromStdString(process.seen());
        seen.replace(QStringLiteral("\r\n"), QStringLiteral("\n"));
        for (const QChar c : std::as_const(seen))
            QVERIFY2(c.category() != QChar::Other_Control || c == u'\n', qPrintable(seen));
        // Each fact keeps to its line; only the picture has several.
        QCOMPARE(seen.count(QStringLiteral("\nmore")), 2);
    }

    void whereNoThreadCanBeHadNobodyCanAnswer()
    {
        AtTerminal process([] {
            TerminalPrompts prompts;
            {
                const NoThreads none;
                if (ask(prompts, 1, "one").get().decision != PromptAnswer::Decision::Cancelled)
                    return 1;
            }
            return isSesame(ask(prompts, 2, "two").get()) ? 0 : 2;
        });
        QVERIFY(process.shows("password of two: "));
        process.type("sesame\n");
        QCOMPARE(process.exitStatus(), std::optional(0));
    }

    void whoAsksInTheBackgroundIsStopped()
    {
        AtTerminal process([] {
            const pid_t asker = ::fork();
            if (asker == 0) {
                ::setpgid(0, 0);
                TerminalPrompts prompts;
                ::_exit(isSesame(ask(prompts, 1, "one").get()) ? 0 : 1);
            }
            int status = 0;
            if (::waitpid(asker, &status, WUNTRACED) != asker || !WIFSTOPPED(status))
                return 2;
            ::tcsetpgrp(::open("/dev/tty", O_RDWR | O_CLOEXEC), asker);
            ::kill(asker, SIGCONT);
            return ::waitpid(asker, &status, 0) == asker && WIFEXITED(status) ? WEXITSTATUS(status) : 3;
        });
        QVERIFY(process.shows("password of one: "));
        process.type("sesame\n");
        QCOMPARE(process.exitStatus(), std::optional(0));
    }
};

QTEST_GUILESS_MAIN(ConnectTerminalTest)
#include "connect_terminal_test.moc"
