// Command lines of OpenSSH's ssh, as the programs that use it write them.

#include "core/base/str.h"
#include "core/fakessh/client_request.h"
#include "core/fakessh/ssh_command_line.h"
#include "core/fakessh/terminal_modes.h"

#include <QTest>

#include <fcntl.h>
#include <unistd.h>

using namespace rz;
using namespace rz::fakessh;

namespace {

// One line about all that is not the default.
QString described(const Result<SshCommandLine>& line)
{
    if (!line)
        return QStringLiteral("refused: ") +
               QString::fromStdString(line.error().text()).section(QLatin1Char('\n'), 0, 0);
    constexpr const char* Actions[] = {"", "wait ", "config ", "version "};
    constexpr const char* Terminals[] = {"", "-T ", "-t ", "-tt "};
    std::string text = str(Actions[static_cast<int>(line->action)], Terminals[static_cast<int>(line->terminal)],
                           line->subsystem ? "-s " : "", line->noInput ? "-n " : "", line->quiet ? "-q " : "",
                           line->user, line->user.empty() ? "" : "@", line->destination, line->port.empty() ? "" : ":",
                           line->port, line->command ? " [" : "", line->command.value_or(""), line->command ? "]" : "");
    if (line->escapeCharacter != '~')
        text += line->escapeCharacter ? str(" escape ", int(*line->escapeCharacter)) : " escape none";
    for (const std::string& name : line->sendEnvironment)
        text += str(" send ", name);
    for (const std::string& variable : line->setEnvironment)
        text += str(" set ", variable);
    return QString::fromStdString(text);
}

}  // namespace

class FakesshCommandLineTest : public QObject {
    Q_OBJECT

private slots:
    void linesAreReadAsSshDoes_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<QString>("meaning");
        const auto row = [](const char* line, const char* meaning) {
            QTest::newRow(line) << QString::fromLatin1(line).split(QLatin1Char(' '), Qt::SkipEmptyParts)
                                << QString::fromLatin1(meaning);
        };
        // Programs
        row("-l alice host rsync --server -logDtpre.iLsfxCIvu . /x",
            "alice@host [rsync --server -logDtpre.iLsfxCIvu . /x]");
        row("-o SendEnv=GIT_PROTOCOL -p 2222 git@host git-upload-pack '/r'",
            "git@host:2222 [git-upload-pack '/r'] send GIT_PROTOCOL");
        row("-G git@host", "config git@host");
        row("-x -oPermitLocalCommand=no -oClearAllForwardings=yes -oRemoteCommand=none -oRequestTTY=no "
            "-oForwardAgent=no "
            "-l u -s -- host sftp",
            "-T -s u@host [sftp]");
        row("-oForwardX11=no -oClearAllForwardings=yes -2 host -s sftp", "-s host [sftp]");
        row("-x -oClearAllForwardings=yes -- host scp -t .", "host [scp -t .]");
        // Places of options
        row("host", "host");
        row("host -p 22 -t command -v", "-t host:22 [command -v]");
        row("-- host -p 22", "host [-p 22]");
        row("host -- -p", "host [-p]");
        row("-p22 -lme -vvNT4C host", "wait -T me@host:22");
        row("-tt host", "-tt host");
        row("-t -t host", "-tt host");
        row("-t -T host", "-T host");
        row("-T -t host", "-t host");
        row("-nq host a  b", "-n -q host [a b]");
        row("-i key -F config -E log -J jump -S none -c aes -m mac -b 1 -B eth0 -I p -y -K -k -X -A -M host", "host");
        // Destinations
        row("ssh://alice@host:2222", "alice@host:2222");
        row("ssh://host/", "host");
        row("ssh://[::1]:22", "::1:22");
        row("a@b@host", "a@b@host");
        row("-l first second@host", "first@host");
        row("-p 1 ssh://host:2", "host:1");
        // Settings: the first of each counts
        row("-o RequestTTY=force -o RequestTTY=no host", "-tt host");
        row("-o requesttty=yes host", "-t host");
        row("-T -o RequestTTY=yes host", "-T host");
        row("-oSessionType=none host", "wait host");
        row("-oStdinNull=yes host", "-n host");
        row("-oUser=x -oPort=7 -oUser=y host", "x@host:7");
        row("-oRemoteCommand=uptime host", "host [uptime]");
        row("-oNoSuchOption=1 host", "host");
        row("-oSendEnv=L* -oSendEnv=M* host", "host send L* send M*");
        row("-oSetEnv=A=1 -oSetEnv=B=2 host", "host set A=1");
        row("-L 1:a:2 -oClearAllForwardings=yes host", "host");
        row("-V", "version ");
        row("-e none host", "host escape none");
        row("-e ^] host", "host escape 29");
        row("-e% -e + host", "host escape 43");
        row("-oEscapeChar=a -oEscapeChar=b host", "host escape 97");
        row("-e x -oEscapeChar=none host", "host escape 120");
        row("-oEscapeChar=none -e ~ host", "host");
        row("-oLogLevel=ERROR host", "-q host");
        row("-oLogLevel=VERBOSE host", "host");
        // Refused
        row("", "refused: usage: ssh [options] destination [command [argument ...]]");
        row("-p", "refused: option requires an argument -- p");
        row("-z host", "refused: unknown option -- z");
        row("-o host", "refused: ssh -o \"host\": the option has no value");
        row("-s host", "refused: ssh: You must specify a subsystem to invoke.");
        row("-L 1:a:2 host",
            "refused: ssh -L 1:a:2: forwarding is not possible through Rhizome's connections; leave the option out");
        row("-W a:1 host",
            "refused: ssh -W a:1: forwarding is not possible through Rhizome's connections; leave the option out");
        row("-oDynamicForward=1 host", "refused: ssh -o dynamicforward: forwarding is not possible through Rhizome's "
                                       "connections; leave the option out");
        row("-f host sleep", "refused: ssh -f: it cannot go into the background here; start it with & instead");
        row("-O exit host", "refused: ssh -O: there is no control connection; Rhizome's own are in its window");
        row("-e ab host", "refused: Bad escape character 'ab'.");
        row("-oEscapeChar= host", "refused: ssh -o \"EscapeChar=\": the option has no value");
        row("-Q cipher", "refused: ssh -Q: nothing is encrypted here but by the connections that are there already");
        row("-oRemoteCommand=a host b", "refused: ssh: cannot execute command-line and remote command");
        row("-- -host", "refused: ssh: hostname contains invalid characters");
        row("-- -user@host", "refused: ssh: hostname contains invalid characters");
        row("-- @", "refused: ssh: hostname contains invalid characters");
    }
    void linesAreReadAsSshDoes()
    {
        QFETCH(const QStringList, words);
        QFETCH(const QString, meaning);
        std::vector<std::string> arguments;
        for (const QString& word : words)
            arguments.push_back(word.toStdString());
        QCOMPARE(described(parseSshCommandLine(arguments)), meaning);
    }

    void settingsMayHoldBlanksAndQuotes()
    {
        const std::vector<std::string> arguments{"-o", " RequestTTY = force ", "-o", "Port \"99\"", "host", ""};
        QCOMPARE(described(parseSshCommandLine(arguments)), QStringLiteral("-tt host:99"));
    }

    void patternsOfNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<bool>("matches");
        QTest::newRow("same") << "LANG" << "LANG" << true;
        QTest::newRow("longer") << "LANGUAGE" << "LANG" << false;
        QTest::newRow("rest") << "LC_ALL" << "LC_*" << true;
        QTest::newRow("nothing left") << "LC_" << "LC_*" << true;
        QTest::newRow("one") << "A1" << "A?" << true;
        QTest::newRow("not one") << "A" << "A?" << false;
        QTest::newRow("between") << "aXbXc" << "a*b*c" << true;
        QTest::newRow("backtracks") << "aabaab" << "*aab" << true;
        QTest::newRow("nothing") << "" << "" << true;
    }
    void patternsOfNames()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, pattern);
        QTEST(matchesPattern(name.toStdString(), pattern.toStdString()), "matches");
    }

    void aSessionGetsWhatSshSends()
    {
        const std::vector<std::string> arguments{"-oSendEnv=GIT_*", "-oSetEnv=X=1", "host", "command"};
        const std::vector<std::string> environment{"LANG=C", "LC_ALL=C", "GIT_PROTOCOL=version=2", "SECRET=1",
                                                   "TERM=x"};
        const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        const SessionRequest request = sessionFor(parseSshCommandLine(arguments).value(), environment, null);
        ::close(null);
        const std::vector<std::string> sent{"LANG=C", "LC_ALL=C", "GIT_PROTOCOL=version=2", "X=1"};
        QCOMPARE(request.environment, sent);
        QVERIFY(!request.terminal);
    }

    void aStandInsRequestIsReadStrictly()
    {
        using namespace std::string_view_literals;
        const auto good = standInRequestFrom("2\0a\0\0A=1\0nonsense\0=x\0"sv);
        QVERIFY(good);
        QCOMPARE(good->arguments, (std::vector<std::string>{"a", ""}));
        QCOMPARE(good->environment, std::vector<std::string>{"A=1"});
        QVERIFY(standInRequestFrom("0\0"sv));
        for (const std::string_view bad :
             {""sv, "1\0"sv, "x\0"sv, "-1\0"sv, "1"sv, "\0"sv, "1\0a"sv, "99999999999999999999999\0a\0"sv})
            QVERIFY(!standInRequestFrom(bad));
    }

    void aRequestTravels()
    {
        SessionRequest request{.command = "\xff command", .subsystem = false, .environment = {"A=1"}, .terminal = {}};
        request.terminal =
            TerminalRequest{.type = "xterm", .size = {.columns = 100, .rows = 50}, .modes = std::string(1, '\0')};
        const auto back = sessionRequestFrom(toDict(request));
        QVERIFY(back);
        QCOMPARE(toDict(*back), toDict(request));
        Dict bad = toDict(request);
        bad.set("command", Bytes(std::string(1, '\0')));
        QVERIFY(!sessionRequestFrom(bad));
        bad = toDict(request);
        bad.set("environment", List{.items = {Value(Bytes("=1"))}});
        QVERIFY(!sessionRequestFrom(bad));
        bad = toDict(request);
        bad.set("terminal", 7);
        QVERIFY(!sessionRequestFrom(bad));
        Dict subsystem;
        subsystem.set("subsystem", true);
        QVERIFY(!sessionRequestFrom(subsystem));
    }

    void modesOfATerminalTravel()
    {
        termios modes{};
        modes.c_iflag = ICRNL | IXON;
        modes.c_oflag = OPOST;
        modes.c_cflag = CS7 | PARENB;
        modes.c_lflag = ISIG | ECHO;
        for (std::size_t i = 0; i < NCCS; ++i)
            modes.c_cc[i] = static_cast<cc_t>(i + 1);
        termios back{};
        back.c_iflag = ISTRIP;
        back.c_cflag = CS8 | CREAD;
        back.c_lflag = ICANON;
        const std::string encoded = encodeModes(modes);
        QCOMPARE(encoded.substr(0, 10), std::string("\x81\0\0\x96\0\x80\0\0\x96\0", 10));
        applyModes(encoded, back);
        QCOMPARE(back.c_iflag, modes.c_iflag);
        QCOMPARE(back.c_oflag, modes.c_oflag);
        QCOMPARE(back.c_cflag, tcflag_t{CS7 | PARENB | CREAD});
        QCOMPARE(back.c_lflag, modes.c_lflag);
        QCOMPARE(back.c_cc[VINTR], modes.c_cc[VINTR]);
        QCOMPARE(back.c_cc[VDISCARD], modes.c_cc[VDISCARD]);
        for (std::size_t size = 0; size < encoded.size(); ++size)
            applyModes(std::string_view(encoded).substr(0, size), back);
    }
};

QTEST_GUILESS_MAIN(FakesshCommandLineTest)
#include "fakessh_command_line_test.moc"
