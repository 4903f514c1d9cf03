// Scripts that call ssh without a terminal, three times: OpenSSH's ssh, rhizomectl ssh, and the ssh of a program that
// rhizomectl runs, to the same account of a real sshd. What they print and how they end is the same.

#include "core/base/str.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/ssh_account.h"

#include <QTest>

#include <array>
#include <csignal>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

enum class Ssh { Model, Ctl, Program };

std::string inQuotes(const std::vector<std::string>& words)
{
    std::string line;
    for (const std::string& word : words)
        line += str('\'', word, "' ");
    return line;
}

}  // namespace

class LikeSshTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshAccount::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        ::unsetenv("SSH_AUTH_SOCK");
        m_account.emplace();
        std::vector<std::string> model = m_account->ssh();
        m_files.write("model", str("#!/bin/sh\nexec ", inQuotes(model), "\"$@\"\n"), 0755);
        m_files.write("ctl", str("#!/bin/sh\nexec ", inQuotes(m_account->ctl()), "ssh \"$@\"\n"), 0755);
        mustRun({"sh", "-c", str("head -c 3000000 /dev/urandom > ", m_files.file("random"))});
    }
    void cleanupTestCase() { m_account.reset(); }

    // $S is ssh, $H the host; `there` waits until it has logged in.
    void scriptsSeeNoDifference_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("printed");
        const auto row = [](const char* script, const char* printed) {
            QTest::newRow(script) << QString::fromUtf8(script) << QString::fromUtf8(printed);
        };
        row("$S $H 'echo out; echo err >&2; exit 7'", "out\nerr\nstatus 7\n");
        for (const char* number : {"9", "15", "1", "11"})
            row(str("$S $H 'kill -", number, " $$'").c_str(), "status 255\n");
        row("$S $H nosuchcommand", "127\n");
        row("$S $H echo 'a  b' \"'c  d'\"; $S $H -n -T echo x -n; $S -- $H echo y", "a b c  d\nx -n\ny\nstatus 0\n");
        row("$S $H 'pwd; umask; echo $USER $LOGNAME $HOME $SHELL $MAIL; echo $0 $TERM $SHLVL'", "/var/mail/");
        row("$S -o RemoteCommand='echo it' $H", "it\n");
        // The ends of streams
        row("$S $H 'exec >&- 2>&-; sleep 1; exit 3'", "status 3\n");
        row("($S $H 'echo hi; exec >&- 2>&-; sleep 1; exit 3'; echo $?) | cat", "hi\n3\n");
        row("$S $H 'exec >&- 2>&-; exec sleep 3' | (cat; pgrep -u $U -x sleep > /dev/null && echo it runs on)",
            "it runs on\n");
        row("$S $H 'exec >&-; exec sleep 1' | (cat; pgrep -u $U -x sleep > /dev/null || echo it has ended)",
            "it has ended\n");
        row("$S $H 'sleep 1 & echo hi' | cat", "hi\n");
        row("$S $H 'cat; echo end' <&-", "end\n");
        row("$S $H 'echo x; echo y >&2; exit 4' >&-", "y\nstatus 4\n");
        row("$S $H 'echo x; echo y >&2; exit 4' 2>&-", "x\nstatus 4\n");
        row("$S $H 'echo x; echo y >&2; exit 4' <&- >&- 2>&-", "status 4\n");
        row("$S $H 'seq 100000; exit 4' > /dev/full", "status 4\n");
        row("($S $H exec yes; echo $? >&2) | head -n 1", "y\n255\n");
        row("($S $H 'seq 100000; exit 5'; echo $? >&2) | head -n 1", "1\n5\n");
        row("echo x | $S -n $H cat; echo x | $S -o StdinNull=yes $H cat", "status 0\n");
        row("head -c 10000000 /dev/zero | $S $H 'exit 3'", "status 3\n");
        row("yes | $S $H 'exec <&-; sleep 0.5; echo x; exit 3'", "x\nstatus 3\n");
        row("printf 'a\\nb\\n' > f; (read x; $S -n $H true; cat) < f", "b\n");
        row("$S $H cat < $W/random | cmp - $W/random", "status 0\n");
        row("seq 100000 | $S $H cat | $S $H tac | md5sum", "status 0\n");
        row("$S $H 'seq 100000 >&2' 2>&1 > /dev/null | md5sum", "status 0\n");
        row("(for i in $(seq 9); do $S $H echo $i & done; wait) | sort", "1\n2\n3\n4\n5\n6\n7\n8\n9\n");
        row("$S $H \"printf %s $(head -c 100000 /dev/zero | tr '\\0' x) | wc -c\"", "100000\n");
        // Terminals that are not there
        row("$S -t $H tty", "Pseudo-terminal will not be allocated because stdin is not a terminal.");
        row("echo 'echo in; exit 6' | $S $H", "Pseudo-terminal will not be allocated");
        row("echo 'echo in; exit 6' | $S -q $H", "in\nstatus 6\n");
        row("echo 'echo in; exit 6' | $S -T $H", "in\nstatus 6\n");
        row("$S -tt $H 'stty size; tty > /dev/null && echo one; exit 3'", "0 0\r\none\r\n");
        // Signals to ssh
        for (const char* name : {"HUP", "INT", "QUIT", "TERM"}) {
            row(str("set -m; $S -N $H & there; kill -", name, " $!; wait $!").c_str(), "status ");
            row(str("rm -f f; set -m; $S $H 'echo x; sleep 100' > f & until [ -s f ]; do sleep 0.1; done; kill -", name,
                    " $!; wait $!; echo $?; cat f")
                    .c_str(),
                "255\nx\n");
            row(str("trap '' HUP INT QUIT TERM; $S $H 'sleep 2; exit 4' & there; kill -", name, " $!; wait $!").c_str(),
                "status 4\n");
        }
        row("$S $H 'echo x; sleep 2; echo y; exit 2' & there; kill -STOP $!; sleep 0.5; kill -CONT $!; wait $!",
            "x\ny\nstatus 2\n");
    }
    void scriptsSeeNoDifference()
    {
        QFETCH(const QString, script);
        QFETCH(const QString, printed);
        const std::string model = seen(Ssh::Model, script);
        QVERIFY2(model.find(printed.toStdString()) != std::string::npos, model.c_str());
        for (const Ssh ours : {Ssh::Ctl, Ssh::Program}) {
            const std::string text = seen(ours, script);
            QVERIFY2(text == model, text.c_str());
        }
    }

private:
    // Standard output, errors, and how it ended.
    std::string seen(Ssh which, const QString& script)
    {
        const std::string name = which == Ssh::Program ? "ssh" : m_files.file(which == Ssh::Model ? "model" : "ctl");
        const std::string host = which == Ssh::Ctl ? m_account->chain() : SshServer::host();
        const std::string there =
            str("there() { until pgrep -u ", m_account->user().name(), which == Ssh::Model ? "" : " -x rhizome-agent",
                " > /dev/null; do sleep 0.05; done; sleep 0.5; }");
        const std::string text =
            str("S='", name, "' H='", host, "' W='", m_files.path(), "' U='", m_account->user().name(), "'\n", there,
                "\nexec 2> ", m_files.file("errors"), "\ncd ", m_files.path(), "; ", script.toStdString());
        std::vector<std::string> argv{"bash", "-c", text};
        if (which == Ssh::Program) {
            const std::vector<std::string> ctl = m_account->ctl();
            argv.insert(argv.begin(), {"fakessh", m_account->chain(), "--"});
            argv.insert(argv.begin(), ctl.begin(), ctl.end());
        }
        const Ran ran = run(argv);
        const std::string all = str(ran.output, readFile(m_files.file("errors")), "status ", ran.status, '\n');
        return QString::fromStdString(all)
            .replace(QString::fromStdString(host), QStringLiteral("HOST"))
            .replace(QString::fromStdString(name), QStringLiteral("SSH"))
            .toStdString();
    }

    TempDir m_files{0755};
    std::optional<SshAccount> m_account;
};

QTEST_GUILESS_MAIN(LikeSshTest)
#include "like_ssh_test.moc"
