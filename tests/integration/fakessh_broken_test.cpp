// Copies that break off in the middle, by whatever dies: beside the same copy by OpenSSH's ssh, whose exit status and words are
// the model, and what is left over.

#include "tests/integration/container_fixture.h"
#include "tests/integration/fakessh_fixture.h"

#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/ssh_account.h"
#include "tests/support/temp_dir.h"

#include <QRegularExpression>
#include <QTest>

#include <csignal>
#include <functional>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

struct Ended {
    int status = -1;
    QStringList said;
};

// Without what depends on when and where it broke off, and on which rsync it is.
QStringList linesOf(const std::string& text)
{
    static const QRegularExpression changing(
        QStringLiteral(R"(\(\d+ bytes received so far\)|io\.c\(\d+\)|=[0-9.]+\])"));
    QStringList lines = QString::fromStdString(text).remove(changing).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    lines.removeIf([](const QString& line) {
        // That tells why, and is ours alone.
        return line.startsWith(QStringLiteral("Warning: Permanently added")) ||
               line.startsWith(QStringLiteral("ssh: "));
    });
    return lines;
}

// Whose command line fits.
std::vector<pid_t> processesNamed(const std::string& pattern)
{
    std::vector<pid_t> found;
    for (const QString& word :
         QString::fromStdString(run({"pgrep", "-f", pattern}).output).split(QLatin1Char('\n'), Qt::SkipEmptyParts))
        found.push_back(word.toInt());
    return found;
}

}  // namespace

class FakesshBrokenTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshAccount::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        ::unsetenv("SSH_AUTH_SOCK");
        ::setenv("TMPDIR", m_temporary.path().c_str(), 1);
        m_account.emplace();
        mustRun({"sh", "-c", str("head -c 50000000 /dev/urandom > ", m_files.file("big"))});
        m_account->user().write("big", readFile(m_files.file("big")));
    }
    void init() { m_master = newMaster(); }
    void cleanup() { m_master.reset(); }
    void cleanupTestCase() { m_account.reset(); }

    void aCopyBreaksOffAsBySsh_data()
    {
        QTest::addColumn<QString>("dying");
        QTest::addColumn<bool>("there");
        QTest::addColumn<int>("number");
        for (const char* dying : {"connection", "remote rsync", "ssh", "rsync"}) {
            for (const bool there : {true, false}) {
                for (const int number : {SIGKILL, SIGTERM})
                    QTest::addRow("%s, %s, signal %d", dying, there ? "there" : "back", number)
                        << QString::fromLatin1(dying) << there << number;
            }
        }
    }
    void aCopyBreaksOffAsBySsh()
    {
        QFETCH(const QString, dying);
        QFETCH(const bool, there);
        QFETCH(const int, number);
        const auto end = [&](const std::string& ssh, const std::string& rsync) {
            if (dying == u"connection")
                killAll(m_account->server().connectionProcesses(), number);
            else if (dying == u"remote rsync")
                killAll(remoteRsyncs(), number);
            else
                killAll(processesNamed(dying == u"ssh" ? ssh : rsync), number);
        };
        const Ended model = bySsh(there, end);
        const ContextId id = connected(m_account->hop());
        const auto processes = m_account->user().processes().size();
        const Ended ended = throughContext(id, there, end);
        const std::string text = str("ssh: ", model.status, '\n', model.said.join(QLatin1Char('\n')).toStdString(),
                                     "\nours: ", ended.status, '\n', ended.said.join(QLatin1Char('\n')).toStdString());
        QVERIFY2(isAsGood(model, ended), text.c_str());
        if (dying == u"connection") {  // which real ssh does not tell each time when its server ends in order
            QVERIFY2(isLost(ended.status), text.c_str());
            QVERIFY2(ended.said.contains(QStringLiteral("Connection to 127.0.0.1 closed by remote host.\r")),
                     text.c_str());
        } else {
            QCOMPARE(ended.said.filter(QStringLiteral("Connection to")),
                     model.said.filter(QStringLiteral("Connection to")));
        }
        // Whoever was killed by SIGKILL itself could not clean up.
        const bool mayLeaveFiles = number == SIGKILL && dying == (there ? u"remote rsync" : u"rsync");
        QVERIFY(m_master->until([&] { return remoteRsyncs().empty(); }));
        if (dying == u"connection")
            QVERIFY(m_master->until([&] { return m_account->user().processes().empty(); }));
        else
            QVERIFY(m_master->until([&] { return m_account->user().processes().size() == processes; }));
        if (mayLeaveFiles)
            clean();
        QCOMPARE(leftovers(), QString());
    }

    // The same when it is not the nearest.
    void aHopInTheMiddleIsLost_data()
    {
        QTest::addColumn<int>("hop");
        for (const int hop : {0, 1, 2})
            QTest::addRow("hop %d", hop) << hop;
    }
    void aHopInTheMiddleIsLost()
    {
        QFETCH(const int, hop);
        std::vector<ContextId> line{connected(m_account->hop())};
        line.push_back(m_master->local(line.back()));
        line.push_back(m_master->local(line.back()));
        const auto pid = *call(*m_master, line[static_cast<std::size_t>(hop)], "os.getpid").as<std::int64_t>();
        const Ended ended = throughContext(line.back(), true, [pid](const std::string&, const std::string&) {
            ::kill(static_cast<pid_t>(pid), SIGKILL);
        });
        const QString text = QStringLiteral("%1: %2").arg(ended.status).arg(ended.said.join(QLatin1Char('\n')));
        QVERIFY2(isLost(ended.status), qPrintable(text));
        QVERIFY2(ended.said.contains(QStringLiteral("Connection to 127.0.0.1 closed by remote host.\r")),
                 qPrintable(text));
        QVERIFY(m_master->until([&] { return remoteRsyncs().empty(); }));
        QVERIFY2(waitUntil([this] { return leftovers().isEmpty(); }), qPrintable(leftovers()));
    }

    // Nobody is left to clean up but those who see it go.
    void whoStartedItIsKilled()
    {
        clean();
        std::vector<std::string> argv = m_account->ctl();
        argv.insert(argv.end(), {"fakessh", m_account->chain(), "--", "rsync", "--bwlimit=10m", m_files.file("big"),
                                 "127.0.0.1:copy"});
        Background ctl(argv, m_files.file("log"));
        QVERIFY2(waitUntil([this] { return isUnderWay(true); }), readFile(m_files.file("log")).c_str());
        ctl.signal(SIGKILL);
        QVERIFY(waitUntil([this] { return processesNamed(localRsync()).empty() && remoteRsyncs().empty(); }));
        QVERIFY(waitUntil([this] { return m_account->user().processes().empty(); }));
        const auto said = [this] { return readFile(m_files.file("log")); };
        // By whom it is noticed first: rsync ends its ssh then.
        QVERIFY2(waitUntil([&said] {
                     return said().contains("ssh: the connection that it stands for is lost") ||
                            said().contains("rsync error");
                 }),
                 said().c_str());
        QVERIFY2(waitUntil([this] { return leftovers().isEmpty(); }), qPrintable(leftovers()));
    }

private:
    using Damage = std::function<void(const std::string& ssh, const std::string& rsync)>;

    std::unique_ptr<FakesshMaster> newMaster()
    {
        auto master = std::make_unique<FakesshMaster>(&m_prompts);
        master->connector().addOpener(connect::makeLibsshOpener(
            {.configFile = "none", .knownHostsFile = m_account->knownHosts()}, master->log("ssh")));
        return master;
    }
    ContextId connected(const connect::Hop& hop)
    {
        const Outcome outcome = m_master->connect(hop);
        [&outcome] { QVERIFY2(outcome.error().empty(), described(outcome).c_str()); }();
        return outcome.result().value().id;
    }
    static void killAll(const std::vector<pid_t>& processes, int number)
    {
        for (const pid_t process : processes)
            ::kill(process, number);
    }
    std::string localRsync() const { return str("^rsync --bwlimit=10m .*", m_files.path()); }
    std::vector<pid_t> remoteRsyncs() const
    {
        std::vector<pid_t> found = m_account->user().processes();
        std::erase_if(found, [](pid_t process) { return !commandOf(process).starts_with("rsync --server"); });
        return found;
    }

    std::vector<std::string> rsync(bool there) const
    {
        const std::string here = there ? m_files.file("big") : m_files.file("copy");
        const std::string remote = str("127.0.0.1:", there ? "copy" : "big");
        return {"rsync", "--bwlimit=10m", there ? here : remote, there ? remote : here};
    }
    // Its receiver has written something.
    bool isUnderWay(bool there) const
    {
        return !mustRun(
                    {"find", there ? m_account->user().home() : m_files.path(), "-name", ".copy.*", "-size", "+1000k"})
                    .empty();
    }

    Ended bySsh(bool there, const Damage& damage)
    {
        clean();
        std::vector<std::string> argv = rsync(there);
        std::string ssh;
        for (const std::string& word : m_account->ssh())
            ssh += str(ssh.empty() ? "" : " ", word);
        argv.insert(argv.begin() + 2, {"-e", ssh});
        std::string script;
        for (const std::string& word : argv)
            script += str('\'', word, "' ");
        Background shell({"sh", "-c", str(script, "; echo $? > ", m_files.file("status"))}, m_files.file("said"));
        [&] { QVERIFY2(waitUntil([&] { return isUnderWay(there); }), readFile(m_files.file("said")).c_str()); }();
        damage(str("^ssh .*", m_account->user().name(), ".*rsync --server"), localRsync());
        const bool isOver = waitUntil([&] {
            return !shell.running() && processesNamed(localRsync()).empty() && m_account->user().processes().empty();
        });
        [&] { QVERIFY2(isOver, "OpenSSH leaves something over"); }();
        Ended ended{.status = QString::fromStdString(readFile(m_files.file("status"))).toInt(),
                    .said = linesOf(readFile(m_files.file("said")))};
        return ended;
    }
    Ended throughContext(ContextId id, bool there, const Damage& damage)
    {
        clean();
        const auto run = m_master->begin(id, rsync(there));
        const bool begun = m_master->until([&] { return run->done() || isUnderWay(there); }) && !run->done();
        [&] { QVERIFY2(begun, run->text().c_str()); }();
        damage(str("^", m_temporary.path(), "/rhizome-ssh-.*rsync --server"), localRsync());
        [&] { QVERIFY(m_master->until([&run] { return run->done(); })); }();
        return {.status = run->status(), .said = linesOf(run->err())};
    }
    void clean() const
    {
        mustRun({"find", m_account->user().home(), m_files.path(), "-name", ".copy.*", "-delete"});
        mustRun({"rm", "-f", m_files.file("copy"), str(m_account->user().home(), "/copy"), m_files.file("said"),
                 m_files.file("status")});
    }
    // rsync ends with the status of ssh, if that has ended when it looks and is the greater; else with one of these.
    static bool isRsyncsOwn(int status)
    {
        constexpr int SocketIo = 10;
        constexpr int Protocol = 12;
        constexpr int Signal = 20;
        return status == SocketIo || status == Protocol || status == Signal;
    }
    // Or ssh's, whose connection is lost.
    static bool isLost(int status)
    {
        constexpr int Ssh = 255;
        return status == Ssh || isRsyncsOwn(status);
    }
    static bool isAsGood(const Ended& model, const Ended& ended)
    {
        return ended.status == model.status || (ended.status != 0 && isRsyncsOwn(model.status)) ||
               (isRsyncsOwn(ended.status) && model.status != 0);
    }
    QString leftovers() const
    {
        return QString::fromStdString(mustRun({"find", m_account->user().home(), m_files.path(), m_temporary.path(),
                                               "-name", ".copy.*", "-o", "-name", "rhizome-*"}));
    }

    TempDir m_files{0755};
    TempDir m_temporary;
    FixedPrompts m_prompts;
    std::optional<SshAccount> m_account;
    std::unique_ptr<FakesshMaster> m_master;
};

QTEST_GUILESS_MAIN(FakesshBrokenTest)
#include "fakessh_broken_test.moc"
