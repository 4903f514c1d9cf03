// The stand-in for ssh and the sessions it opens, in a context of this machine.

#include "tests/integration/fakessh_fixture.h"

#include "core/base/str.h"
#include "core/io/own_account.h"
#include "core/rpc/pool.h"
#include "core/rpc/worker_pool.h"
#include "tests/support/run.h"
#include "tests/support/sanitizer.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>
#include <unistd.h>
#include <utility>

using namespace rz;
using namespace rz::test;

namespace {

// Memory of a process that is its own, in bytes.
std::size_t residentBytes(std::int64_t pid)
{
    std::ifstream file(str("/proc/", pid, "/statm"));
    std::size_t pages = 0;
    file >> pages >> pages;
    return pages * 4096;
}

}  // namespace

class FakesshSessionTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        ::setenv("TMPDIR", m_temporary.path().c_str(), 1);
        m_master = std::make_unique<FakesshMaster>();
        m_context = m_master->local();
    }

    void cleanupTestCase()
    {
        m_master.reset();
        QCOMPARE(mustRun({"find", m_temporary.path(), "-mindepth", "1"}), std::string());
    }

    void statusAndStreamsAreTheCommands()
    {
        const auto run = ssh({"host", "echo to-out; echo to-err >&2; exit 7"});
        QCOMPARE(run->status(), 7);
        QCOMPARE(run->out(), std::string("to-out\n"));
        QCOMPARE(run->err(), std::string("to-err\n"));
    }

    void wordsAreJoinedForTheShell()
    {
        const auto run =
            ssh({"-p", "22", "-l", "me", "-oBatchMode=yes", "host", "printf", "'%s|'", "'a  b'", "$((1+1))"});
        QVERIFY2(run->status() == 0, run->text().c_str());
        QCOMPARE(run->out(), std::string("a  b|2|"));
    }

    void aSignalIs255AsForSsh() { QCOMPARE(ssh({"host", "kill -9 $$"})->status(), 255); }

    void theEnvironmentIsThatOfALogin()
    {
        const auto run = ssh({"-oSetEnv=GIVEN=yes", "host", "pwd; echo $HOME $USER $LOGNAME $SHELL $GIVEN; env"});
        const io::OwnAccount own = io::ownAccount();
        QVERIFY2(run->out().starts_with(
                     str(own.home, '\n', own.home, ' ', own.name, ' ', own.name, ' ', own.shell, " yes\n")),
                 run->text().c_str());
        QVERIFY2(run->out().find("RHIZOME") == std::string::npos, run->out().c_str());
        QVERIFY2(run->out().find("TMPDIR") == std::string::npos, run->out().c_str());
        QVERIFY2(run->out().find("TERM=") == std::string::npos, run->out().c_str());
    }

    void inputIsHalfClosed()
    {
        const auto run = sh("printf 'one\\ntwo\\n' | ssh host 'cat; echo end'");
        QCOMPARE(run->out(), std::string("one\ntwo\nend\n"));
        const auto none = sh("echo unread | ssh -n host 'cat; echo end'");
        QCOMPARE(none->out(), std::string("end\n"));
    }

    void inputFromAFileAndOutputToOne()
    {
        const std::string from = m_files.write("from", std::string(3'000'000, 'x'));
        const auto run = sh(str("ssh host cat < ", from, " > ", m_files.file("to")));
        QVERIFY2(run->status() == 0, run->text().c_str());
        QCOMPARE(readFile(m_files.file("to")), readFile(from));
    }

    void whoReadsNoMoreEndsTheCommand()
    {
        const auto run = sh("ssh host 'yes; echo status $? >&2' | head -n 1");
        QVERIFY2(run->done(), run->text().c_str());
        QCOMPARE(run->out(), std::string("y\n"));
    }

    void aLoginShellIsOne()
    {
        const auto run = sh("echo 'echo $0' | ssh -T host");
        const std::string shell = io::ownAccount().shell;
        QCOMPARE(run->out(), str('-', shell.substr(shell.rfind('/') + 1), '\n'));
    }

    void aTerminalIsForced()
    {
        const auto run = sh("TERM=xterm-test ssh -tt host 'tty; echo $TERM; stty size' < /dev/null");
        QVERIFY2(run->out().starts_with("/dev/pts/"), run->text().c_str());
        QVERIFY2(run->out().find("\r\nxterm-test\r\n0 0\r\n") != std::string::npos, run->text().c_str());
    }

    void noTerminalWithoutOneHere()
    {
        const auto run = ssh({"-t", "host", "tty"});
        QVERIFY2(run->out().starts_with("not a tty"), run->text().c_str());
        QVERIFY2(run->err().find("Pseudo-terminal will not be allocated") != std::string::npos, run->text().c_str());
    }

    void oneThatWaitsDoesUntilItIsEnded()
    {
        const auto run = m_master->begin(m_context, {"ssh", "-N", "host"});
        QVERIFY(!m_master->until([&run] { return run->done(); }, std::chrono::milliseconds(300)));
        run->transfer().cancel();
        QVERIFY(m_master->until([&run] { return run->done(); }));
    }

    void whatItCannotDoItSays()
    {
        const auto run = ssh({"-L", "1:localhost:2", "host", "true"});
        QCOMPARE(run->status(), 255);
        QVERIFY2(run->err().find("forwarding is not possible") != std::string::npos, run->text().c_str());
    }

    void gitAsksWhatItIsTalkingTo()
    {
        const auto run = ssh({"-G", "-p", "2222", "alice@host"});
        QCOMPARE(run->status(), 0);
        QCOMPARE(run->out(), std::string("user alice\nhostname host\nport 2222\n"));
    }

    // At either end of the session.
    void aGreatAmountTakesLittleMemory()
    {
        ssh({"host", "head -c 10000000 /dev/zero"});  // whatever that makes grow once
        const auto agent = *m_master->context(m_context).call("os.getpid").as<std::int64_t>();
        const std::size_t here = residentBytes(::getpid());
        const std::size_t there = residentBytes(agent);
        const auto run = sh("head -c 1000000000 /dev/zero | ssh host cat | wc -c");
        QVERIFY2(run->out() == "1000000000\n", run->text().c_str());
        QCOMPARE(run->traffic().sent, std::uint64_t{1'000'000'000});
        QCOMPARE(run->traffic().received, std::uint64_t{1'000'000'000});
        for (const auto& [pid, before] : {std::pair(std::int64_t{::getpid()}, here), std::pair(agent, there)}) {
            if (UnderAddressSanitizer && pid == ::getpid())
                continue;
            const std::size_t grown = std::max(residentBytes(pid), before) - before;
            QVERIFY2(grown < 48'000'000, str(pid, ": ", grown, " bytes more").c_str());
        }
    }

    void aReaderThatWaitsMakesTheWriterWait()
    {
        const std::string mark = m_files.file("mark");
        const auto run =
            m_master->begin(m_context, {"sh", "-c",
                                        str("ssh host 'head -c 50000000 /dev/zero; touch ", mark,
                                            "' | (sleep 1; test ! -e ", mark, " && echo waited; cat > /dev/null)")});
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QCOMPARE(run->out(), std::string("waited\n"));
        QVERIFY(m_master->until([&mark] { return ::access(mark.c_str(), F_OK) == 0; }));
    }

    void sixteenAtATime()
    {
        const auto run =
            sh("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do "
               "(head -c 2000000 /dev/urandom > $D/in$i; ssh host cat < $D/in$i | cmp - $D/in$i && echo $i) & "
               "done; wait");
        QVERIFY2(run->status() == 0, run->text().c_str());
        QCOMPARE(std::ranges::count(run->out(), '\n'), 16);
        QVERIFY2(run->err().empty(), run->text().c_str());
    }

    void cancellingEndsWhatRunsThere()
    {
        const std::string name = "7654.321";
        const auto run = m_master->begin(m_context, {"ssh", "host", str("sleep ", name)});
        QVERIFY(m_master->until([&name] { return test::run({"pgrep", "-fx", str("sleep ", name)}).ok(); }));
        run->transfer().cancel();
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QCOMPARE(run->status(), 255);  // as ssh, for which a signal is an error of its own
        QVERIFY(m_master->until([&name] { return !test::run({"pgrep", "-fx", str("sleep ", name)}).ok(); }));
    }

    void droppingItEndsEverything()
    {
        const std::string name = "7654.322";
        auto run = m_master->begin(m_context, {"sh", "-c", str("ssh host sleep ", name, "; sleep ", name)});
        QVERIFY(m_master->until([&name] { return test::run({"pgrep", "-fx", str("sleep ", name)}).ok(); }));
        run->drop();
        QVERIFY(m_master->until([&name] { return !test::run({"pgrep", "-fx", str("sleep ", name)}).ok(); }));
    }

    void pausedItDoesNothing()
    {
        const auto run = m_master->begin(m_context, {"sh", "-c", "while :; do ssh host echo x; done"});
        QVERIFY(m_master->until([&run] { return run->out().size() > 2; }));
        run->transfer().pause();
        m_master->until([] { return false; }, std::chrono::milliseconds(500));
        const std::size_t then = run->out().size();
        QVERIFY(!m_master->until([&] { return run->out().size() > then; }, std::chrono::milliseconds(500)));
        run->transfer().resume();
        QVERIFY(m_master->until([&] { return run->out().size() > then; }));
        run->transfer().cancel();
        QVERIFY(m_master->until([&run] { return run->done(); }));
    }

    void aContextThatDiesIsAConnectionThatIsLost()
    {
        const ContextId doomed = m_master->local();
        const auto pid = *m_master->context(doomed).call("os.getpid").as<std::int64_t>();
        const auto run = m_master->begin(doomed, {"ssh", "host", "echo there; exec sleep 7654.323"});
        QVERIFY(m_master->until([&run] { return run->out() == "there\n"; }));
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QCOMPARE(run->status(), 255);
        QVERIFY2(run->err().starts_with("Connection to host closed by remote host.\r\nssh: "), run->text().c_str());
        mustRun({"pkill", "-fx", "sleep 7654.323"});
    }

    void aProgramThatIsNotThere()
    {
        const auto run = m_master->run(m_context, {"/no/such/program"});
        QCOMPARE(run->status(), -1);
        QVERIFY2(run->text().find("/no/such/program") != std::string::npos, run->text().c_str());
    }

    void runBlocksUntilTheEnd()
    {
        const auto options = running({"sh", "-c", "exec ssh host exit 4"});
        const auto status = fakessh::run(m_master->context(m_context), options);
        QVERIFY(status);
        QCOMPARE(status->code, 4);
        fakessh::ProgramOptions slow = options;
        slow.argv = {"ssh", "host", "sleep 7654.324"};
        const auto late = fakessh::run(m_master->context(m_context), slow, std::chrono::milliseconds(300));
        QVERIFY(!late);
        QVERIFY(late.error().kind() == ErrorKind::Timeout);
        QVERIFY(m_master->until([] { return !test::run({"pgrep", "-fx", "sleep 7654.324"}).ok(); }));
    }

    void runEndsWithThePoolWhoseThreadWaits()
    {
        auto pool = rpc::Pool::create(m_master->router()).value();
        std::optional<Result<io::ExitStatus>> end;
        const auto options = running({"sleep", "7654.325"});
        QVERIFY(pool->workers().submit([&] { end = fakessh::run(m_master->context(m_context), options); }));
        QVERIFY(m_master->until([] { return test::run({"pgrep", "-fx", "sleep 7654.325"}).ok(); }));
        pool.reset();
        QVERIFY(!*end && end->error().kind() == ErrorKind::Cancelled);
        QVERIFY(m_master->until([] { return !test::run({"pgrep", "-fx", "sleep 7654.325"}).ok(); }));
    }

    void whatNobodyWaitsForAnyMoreIsNotBegun()
    {
        const std::string mark = m_files.file("begun");
        auto pool = rpc::Pool::create(m_master->router()).value();
        std::optional<Result<io::ExitStatus>> end;
        const auto options = running({"touch", mark});
        QVERIFY(pool->workers().submit([&] { end = fakessh::run(m_master->context(m_context), options); }));
        pool.reset();
        QVERIFY(!*end && end->error().kind() == ErrorKind::Cancelled);
        QVERIFY(!m_master->until([&mark] { return ::access(mark.c_str(), F_OK) == 0; }, std::chrono::seconds(1)));
    }

    void runEndsWithTheLoop()
    {
        FakesshMaster other;
        std::optional<Result<io::ExitStatus>> end;
        const auto options = running({"sleep", "7654.326"});
        std::jthread waiting([&] { end = fakessh::run(other.context(MasterId), options); });
        QVERIFY(other.until([] { return test::run({"pgrep", "-fx", "sleep 7654.326"}).ok(); }));
        other.broker().shutdown();
        other.broker().runUntil([] { return false; });
        waiting.join();
        QVERIFY(!*end && end->error().kind() == ErrorKind::Channel);
        QVERIFY(!test::run({"pgrep", "-fx", "sleep 7654.326"}).ok());
    }

    void aPathWithBlanks()
    {
        const std::string directory = m_files.makeDirectory("with blanks");
        ::setenv("TMPDIR", directory.c_str(), 1);
        const auto run = ssh({"host", "echo found"});
        const auto byName = sh("eval \"$GIT_SSH_COMMAND\" host echo quoted; \"$GIT_SSH\" host echo plain");
        const auto copied =
            sh("echo x > $D/a; scp -q $D/a r:$D/b && rsync r:$D/b $D/c && sftp -q r:$D/c $D/d && cmp $D/a $D/d");
        ::setenv("TMPDIR", m_temporary.path().c_str(), 1);
        QCOMPARE(run->out(), std::string("found\n"));
        QCOMPARE(byName->out(), std::string("quoted\nplain\n"));
        QVERIFY2(copied->status() == 0, copied->text().c_str());
    }

    // scp and sftp do not look for ssh in PATH; who calls them there need not know.
    void programsOfProgramsFindIt()
    {
        const auto run = sh("echo x > $D/1; scp -q $D/1 r:$D/2 && env /bin/sh -c \"printf 'get $D/2 $D/3' | sftp -qb - "
                            "r\" && cat $D/3");
        QCOMPARE(run->out(), str("sftp> get ", m_files.file("2"), ' ', m_files.file("3"), "\nx\n"));
        // Of another such program around this one, too.
        const auto twice = sh("own=${GIT_SSH%/ssh}; mkdir $D/rhizome-ssh-x && ln -s $GIT_SSH $D/rhizome-ssh-x/scp; "
                              "PATH=$own:$D/rhizome-ssh-x:${PATH#*:} scp -q $D/1 r:$D/4 && cat $D/4; PATH=$own scp");
        QVERIFY2(twice->out() == "x\n" && twice->err() == "scp: not found\n" && twice->status() == 127,
                 twice->text().c_str());
    }

private:
    std::unique_ptr<FakesshRun> ssh(std::vector<std::string> arguments)
    {
        arguments.insert(arguments.begin(), "ssh");
        return m_master->run(m_context, std::move(arguments));
    }
    fakessh::ProgramOptions running(std::vector<std::string> argv)
    {
        return {.argv = std::move(argv),
                .environment = {},
                .directory = {},
                .standIn = m_master->agents().localPath().value()};
    }
    std::unique_ptr<FakesshRun> sh(const std::string& script)
    {
        return m_master->run(m_context, {"sh", "-c", str("D=", m_files.path(), "; ", script)});
    }

    TempDir m_temporary;
    TempDir m_files;
    std::unique_ptr<FakesshMaster> m_master;
    ContextId m_context{};
};

QTEST_GUILESS_MAIN(FakesshSessionTest)
#include "fakessh_session_test.moc"
