// rhizomectl ssh at a terminal, and the ssh of programs that it runs, beside OpenSSH's ssh at one, to the same account of a
// real sshd: the same keys, the same screen, the same end.

#include "core/base/str.h"
#include "tests/integration/terminal_run.h"
#include "tests/support/run.h"
#include "tests/support/ssh_account.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <csignal>
#include <iterator>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// What a person does: "=text" waits for that, "#100x30" gives the window that size, "!N" sends signal N to the program;
// all else is typed.
using Steps = QStringList;

QString followed(TerminalRun& terminal, const Steps& steps)
{
    for (const QString& step : steps) {
        const std::string text = step.mid(1).toStdString();
        const bool isWait = step.startsWith(QLatin1Char('='));
        if (isWait && !terminal.waitFor(text))
            return QStringLiteral("waited in vain for ") + step;
        if (step.startsWith(QLatin1Char('#')))
            terminal.resize(step.mid(1).section(QLatin1Char('x'), 0, 0).toInt(),
                            step.section(QLatin1Char('x'), 1).toInt());
        else if (step.startsWith(QLatin1Char('!')))
            terminal.signal(step.mid(1).toInt());
        else if (!isWait)
            terminal.type(step.toStdString());
    }
    return {};
}

const QString Shell = QStringLiteral("PS1='P> ' exec bash --norc --noediting -i");

const QString Resizing = QStringLiteral("trap 'stty size' WINCH; echo ready; while :; do sleep 0.05; done");

}  // namespace

class CtlTerminalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshAccount::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        ::unsetenv("SSH_AUTH_SOCK");
        m_account.emplace();
    }
    void cleanupTestCase() { m_account.reset(); }

    void keysDoWhatTheyDoAtSsh_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QString>("command");
        QTest::addColumn<QStringList>("steps");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const QString& command, const Steps& steps, int status = 0,
                            const QStringList& options = {}) {
            QTest::newRow(name) << options << command << steps << status;
        };
        const QString prompt = QStringLiteral("=P> ");
        row("a command's exit status", "exit 3", {}, 3);
        row("a command that is killed", "kill -9 $$", {}, 255);
        row("an exit from the shell", Shell, {prompt, "exit 7\r"}, 7);
        row("end of file", Shell, {prompt, "\x04"});
        row("kind and modes of the terminal", "echo $TERM; stty -a; tty", {});
        row("its size", Shell, {prompt, "stty size\r", "=24 80", prompt, "exit\r"});
        row("a window that changes", Resizing, {"=ready", "#101x31", "=31 101", "#20x5", "=5 20", "\x03"}, 255);
        // It says so itself once the terminal is its own.
        const QString sleeping = QStringLiteral("sh -c 'echo on; exec sleep 100'\r");
        row("Ctrl-C", Shell,
            {prompt, sleeping, "=100'\r\non\r\n", "\x03", prompt, "echo $?\r", "=130", prompt, "exit\r"});
        row("Ctrl-C that is caught", "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done",
            {"=ready", "\x03"}, 9);
        row("Ctrl-\\", Shell,
            {prompt, sleeping, "=100'\r\non\r\n", "\x1c", prompt, "echo $?\r", "=131", prompt, "exit\r"});
        row("Ctrl-Z", Shell,
            {prompt, sleeping, "=100'\r\non\r\n", "\x1a", "=Stopped", prompt, "exit 0\r", "=stopped jobs", prompt,
             "exit 0\r"});
        row("Ctrl-S and Ctrl-Q", Shell, {prompt, "\x13", "echo held\r", "\x11", "=held\r\nheld", prompt, "exit\r"});
        row("keys without echo", "stty -echo; echo ask; read x; stty echo; echo \"<$x>\"", {"=ask", "secret\r"});
        row("single keys", "stty raw -echo; echo go; dd bs=1 count=3 2>/dev/null | od -An -c", {"=go", "\x03~\r"});
        // Escape keys
        row("~.", Shell, {prompt, "~."}, 255);
        row("~. in two", Shell, {prompt, "echo x\r", "=x\r\n", prompt, "~", "."}, 255);
        row("~. of a command that does not read", "echo begun; exec sleep 100", {"=begun", "~."}, 255);
        row("~. behind text", Shell, {prompt, "echo a~.\r", "=a~.\r\na~.", prompt, "exit\r"});
        row("~~", Shell, {prompt, "~~\r", prompt, "exit 0\r"});
        row("~ and any other key", Shell, {prompt, "~nobody\r", prompt, "exit 0\r"});
        row("-e none", Shell, {prompt, "~.\r", prompt, "exit 0\r"}, 0, {"-e", "none"});
        row("EscapeChar=none", Shell, {prompt, "~.\r", prompt, "exit 0\r"}, 0, {"-o", "EscapeChar=none"});
        row("-e ^]", Shell, {prompt, "~.\r", prompt, "\x1d."}, 255, {"-e", "^]"});
        row("-e %", Shell, {prompt, "%%\r", prompt, "%."}, 255, {"-e", "%"});
        row("-q", "echo quiet", {}, 0, {"-q"});
        row("a terminal that is not asked for", "tty", {}, 1, {"-T"});
        // Signals to the program on this side
        row("SIGTERM", "echo begun; exec sleep 100", {"=begun", "!15"}, 255);
        row("SIGINT", "echo begun; exec sleep 100", {"=begun", "!2"}, 255);
        row("SIGQUIT", "echo begun; exec sleep 100", {"=begun", "!3"}, 255);
    }
    void keysDoWhatTheyDoAtSsh()
    {
        QFETCH(const QStringList, options);
        QFETCH(const QString, command);
        QFETCH(const QStringList, steps);
        QFETCH(const int, status);
        const bool isKilled = steps.value(steps.size() - 1).startsWith(QLatin1Char('!'));
        TerminalRun model(ssh(options, command));
        QVERIFY2(followed(model, steps).isEmpty(), model.seen().c_str());
        QCOMPARE(model.end(), status);
        TerminalRun terminal(ctl(options, command));
        const QString failure = followed(terminal, steps);
        QVERIFY2(failure.isEmpty(), (failure.toStdString() + '\n' + terminal.seen()).c_str());
        QCOMPARE(terminal.end(), status);
        if (!isKilled) {
            QCOMPARE(screen(terminal), screen(model));
            TerminalRun standIn(program(options, command));
            const QString failed = followed(standIn, steps);
            QVERIFY2(failed.isEmpty(), (failed.toStdString() + '\n' + standIn.seen()).c_str());
            QCOMPARE(standIn.end(), status);
            QCOMPARE(screen(standIn), screen(model));
        }
        QVERIFY2(waitUntil([this] { return m_account->user().processes().empty(); }), "something lives on there");
    }

    // A shell gets the terminal meanwhile, as it was.
    void itIsSuspendedAndGoesOn()
    {
        QString model;
        for (const auto& argv : {ssh({}, Resizing), ctl({}, Resizing)}) {
            std::vector<std::string> shell{
                "bash", "-c",
                R"sh(set -m; "$@"; echo "suspended $?"; case "$(stty -a)" in *" icanon"*) echo cooked; esac
read go; fg > /dev/null; echo "over $?")sh",
                "bash"};
            shell.insert(shell.end(), argv.begin(), argv.end());
            TerminalRun terminal(shell);
            const QString failure = followed(terminal, {"=ready", "~\x1a", "=suspended 148", "=cooked", "#90x20", "\r",
                                                        "=20 90", "~.", "=over 255"});
            QVERIFY2(failure.isEmpty(), (failure.toStdString() + '\n' + terminal.seen()).c_str());
            QCOMPARE(terminal.end(), 0);
            if (model.isEmpty())
                model = screen(terminal);
            QCOMPARE(screen(terminal), model);
        }
    }

    void helpTellsWhatThereIs()
    {
        TerminalRun terminal(ctl({}, Shell));
        QVERIFY(
            followed(terminal, {"=P> ", "~?", "=immediately after newline.)\r\n", "~?", "=newline.)", "~."}).isEmpty());
        QCOMPARE(terminal.end(), 255);
        for (const char* line : {"~?\r\nSupported escape sequences:\r\n", "\n ~.   - terminate connection\r\n",
                                 "\n ~^Z  - suspend ssh\r\n", "\n ~~   - send the escape character"})
            QVERIFY2(terminal.seen().find(line) != std::string::npos, terminal.seen().c_str());
    }

    void whoGoesAwayHangsUp()
    {
        for (const auto& argv : {ssh({}, "echo begun; exec sleep 100"), ctl({}, "echo begun; exec sleep 100")}) {
            TerminalRun terminal(argv);
            QVERIFY2(terminal.waitFor("begun"), terminal.seen().c_str());
            terminal.hangUp();
            QVERIFY2(waitUntil([this] { return m_account->user().processes().empty(); }), argv.front().c_str());
        }
    }

    // The terminal is as it was, whatever has happened.
    void theTerminalIsGivenBack_data()
    {
        QTest::addColumn<QString>("end");
        QTest::newRow("exit") << "exit\r";
        QTest::newRow("~.") << "~.";
        QTest::newRow("lost") << "kill -9 $PPID\r";
    }
    void theTerminalIsGivenBack()
    {
        QFETCH(const QString, end);
        std::string line;
        for (const std::string& word : ctl({}, Shell))
            line += str(
                "'", QString::fromStdString(word).replace(QStringLiteral("'"), QStringLiteral("'\\''")).toStdString(),
                "' ");
        TerminalRun terminal({"sh", "-c",
                              str("stty -a > ", m_files.file("before"), "; ", line, "; stty -a > ",
                                  m_files.file("after"), "; echo over")});
        QVERIFY(followed(terminal, {"=P> ", end, "=over"}).isEmpty());
        QCOMPARE(terminal.end(), 0);
        QVERIFY(!readFile(m_files.file("before")).empty());
        QCOMPARE(readFile(m_files.file("after")), readFile(m_files.file("before")));
    }

private:
    std::vector<std::string> ssh(const QStringList& options, const QString& command) const
    {
        std::vector<std::string> argv = m_account->ssh();
        argv.emplace_back("-t");
        for (const QString& option : options)
            argv.push_back(option.toStdString());
        argv.insert(argv.end(), {SshServer::host(), command.toStdString()});
        return argv;
    }
    std::vector<std::string> ctl(const QStringList& options, const QString& command) const
    {
        std::vector<std::string> argv = m_account->ctl();
        argv.insert(argv.end(), {"ssh", "-t"});
        for (const QString& option : options)
            argv.push_back(option.toStdString());
        argv.insert(argv.end(), {m_account->chain(), command.toStdString()});
        return argv;
    }
    // By the name ssh, for a program that rhizomectl runs.
    std::vector<std::string> program(const QStringList& options, const QString& command) const
    {
        std::vector<std::string> argv = ctl(options, command);
        const auto word = std::ranges::find(argv, "ssh");
        argv.back() = command.toStdString();
        *std::prev(argv.end(), 2) = SshServer::host();
        *word = "fakessh";
        argv.insert(std::next(word), {m_account->chain(), "--", "ssh"});
        return argv;
    }
    // What was seen, by one name for the host and one for the terminal there. The last line may be printed while the terminal
    // is raw, or not.
    QString screen(const TerminalRun& terminal) const
    {
        static const QRegularExpression device(QStringLiteral("/dev/pts/\\d+"));
        QString text = QString::fromStdString(terminal.seen());
        return text.replace(QString::fromStdString(m_account->chain()), QString::fromStdString(SshServer::host()))
            .replace(device, QStringLiteral("/dev/pts/N"))
            .replace(QStringLiteral("\r\r\n"), QStringLiteral("\r\n"));
    }

    TempDir m_files;
    std::optional<SshAccount> m_account;
};

QTEST_GUILESS_MAIN(CtlTerminalTest)
#include "ctl_terminal_test.moc"
