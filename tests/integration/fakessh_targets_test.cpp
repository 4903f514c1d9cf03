// Programs that use ssh, to contexts of every kind: over ssh, as another user there, in a container without an sftp-server,
// far down the tree, and from one context to another.

#include "tests/integration/container_fixture.h"
#include "tests/integration/fakessh_fixture.h"

#include "core/connect/libssh/ssh_opener.h"
#include "tests/support/become_rules.h"
#include "tests/support/docker_daemon.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/paths.h"
#include "tests/support/ssh_account.h"
#include "tests/support/temp_dir.h"

#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <optional>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// By this process, to files of any file system that has a disk or is its own.
std::uint64_t bytesWrittenToDisk()
{
    std::ifstream file("/proc/self/io");
    std::string name;
    std::uint64_t bytes = 0;
    while (file >> name >> bytes && name != "write_bytes:") {
    }
    return bytes;
}

}  // namespace

class FakesshTargetsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshAccount::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        ::unsetenv("SSH_AUTH_SOCK");
        m_account.emplace();
        m_rules.emplace(str(m_account->user().name(), " ALL=(ALL) NOPASSWD: ALL\n"));
        m_master = std::make_unique<FakesshMaster>(&m_prompts);
        m_master->connector().addOpener(connect::makeLibsshOpener(
            {.configFile = "none", .knownHostsFile = m_account->knownHosts()}, m_master->log("ssh")));
        m_large = m_files.write("large", mustRun({"head", "-c", "5000000", "/dev/urandom"}), 0644);
        m_files.makeDirectory("tree");
        m_files.makeDirectory("tree/plain");
        for (int i = 0; i < 300; ++i)
            m_files.write(str("tree/", i), str(i), 0644);
        for (int byte = 1; byte < 256; ++byte) {
            if (byte != '/')
                m_files.write(str("tree/name-", static_cast<char>(byte)), str(byte));
        }
        // What scp's own protocol has no words for are the names.
        mustRun({"sh", "-c",
                 str("cd ", m_files.path(), " && head -c 3000000 large > tree/large && ln -s 1 tree/link && ",
                     "cp tree/1 'tree/plain/a b' && cp -a tree/plain . && chmod -R a+rX tree plain")});
    }

    void cleanupTestCase()
    {
        m_master.reset();
        m_rules.reset();
        m_daemon.reset();
        m_account.reset();
    }

    void eachProgramToEachTarget_data()
    {
        QTest::addColumn<QString>("target");
        for (const char* target : {"ssh", "sudo", "docker", "four hops", "context to context"})
            QTest::newRow(target) << QString::fromLatin1(target);
    }
    void eachProgramToEachTarget()
    {
        QFETCH(const QString, target);
        std::optional<ContextId> at;
        ContextId id{};
        std::string there = m_files.file("there");
        if (target == u"docker") {
            if (const std::string reason = DockerDaemon::unavailable(); !reason.empty())
                QSKIP(reason.c_str());
            // This machine's programs, but no sftp-server.
            daemon().run("programs", "rzbox",
                         {"-v", "/usr:/usr:ro", "-v", "/lib:/lib:ro", "-v", "/lib64:/lib64:ro", "-v",
                          "/dev/null:/usr/lib/openssh/sftp-server:ro"});
            id = connected(hopTo("docker", {{"container", "programs"}}));
            there = "/there";
        } else {
            id = connected(m_account->hop());
            if (target == u"sudo" || target == u"four hops")
                id = connected(hopTo("sudo", {{"username", "root"}}), id);
            else
                there = str(m_account->user().home(), "/there");
            if (target == u"four hops")
                id = m_master->local(m_master->local(id));
            if (target == u"context to context")
                at = m_master->local(m_master->local());
        }
        const std::vector<std::string> argv{"sh", sourcePath("tests/integration/each_program.sh"), m_files.path(),
                                            there};
        const auto run = at ? m_master->beginIn(*at, id, argv) : m_master->begin(id, argv);
        m_master->until([&run] { return run->done(); }, std::chrono::seconds(200));
        QVERIFY2(run->status() == 0, run->text().c_str());
        QVERIFY(run->traffic().sent > 10'000'000 && run->traffic().received > 10'000'000);
    }

    void itIsTheUserOfTheTarget()
    {
        const ContextId ssh = connected(m_account->hop());
        QCOMPARE(ok(ssh, {"ssh", "remote", "id -un; pwd"})->out(),
                 str(m_account->user().name(), '\n', m_account->user().home(), '\n'));
        const ContextId root = connected(hopTo("sudo", {{"username", "root"}}), ssh);
        QCOMPARE(ok(root, {"ssh", "remote", "id -un; pwd"})->out(), std::string("root\n/root\n"));
    }

    // Each a program of its own with a session of its own, there and back, through the one connection.
    void sixteenAtOnceOverSsh()
    {
        const ContextId id = connected(m_account->hop());
        const std::string home = m_account->user().home();
        mustRun({"cp", m_large, str(home, "/source")});
        mustRun({"chmod", "644", str(home, "/source")});
        const std::string batch = m_files.write("batch", str("get ", home, "/source ", m_files.file("got-sftp"), "\n"));
        std::vector<std::unique_ptr<FakesshRun>> runs;
        std::vector<std::string> copies;
        for (int i = 0; i < 16; ++i) {
            const std::string there = str(home, "/copy", i);
            const std::string here = m_files.file(str("copy", i));
            const std::vector<std::string> programs[] = {
                {"rsync", m_large, str("remote:", there)},
                {"rsync", str("remote:", home, "/source"), here},
                {"scp", "-q", m_large, str("remote:", there)},
                {"scp", "-q", str("remote:", home, "/source"), here},
                {"scp", "-qO", m_large, str("remote:", there)},
                {"scp", "-qO", str("remote:", home, "/source"), here},
                {"sh", "-c", str("ssh remote 'cat > ", there, "' < ", m_large)},
                {"sh", "-c", str("ssh remote cat ", home, "/source > ", here)},
            };
            runs.push_back(m_master->begin(id, programs[i % 8]));
            copies.push_back(i % 2 == 0 ? there : here);
        }
        const auto sftp = m_master->begin(id, {"sftp", "-b", batch, "remote"});
        QVERIFY(m_master->until([&] { return std::ranges::all_of(runs, &FakesshRun::done) && sftp->done(); },
                                std::chrono::seconds(120)));
        for (std::size_t i = 0; i < runs.size(); ++i) {
            QVERIFY2(runs[i]->status() == 0, str(i, ' ', runs[i]->text()).c_str());
            QVERIFY2(test::run({"cmp", m_large, copies[i]}).ok(), copies[i].c_str());
        }
        QVERIFY2(sftp->status() == 0, sftp->text().c_str());
        QVERIFY(test::run({"cmp", m_large, m_files.file("got-sftp")}).ok());
    }

    void intoAContainerWithoutAnSftpServer()
    {
        if (const std::string reason = DockerDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        daemon().run("box", "rzbox");
        daemon().run("bare", "rzbare");
        for (const char* container : {"box", "bare"}) {
            const ContextId id = connected(hopTo("docker", {{"container", container}}));
            ok(id, {"scp", "-q", m_large, "remote:/large"});
            ok(id, {"scp", "-rq", m_files.file("tree"), "remote:/tree"});
            const std::string back = m_files.file(str("from-", container));
            ok(id, {"scp", "-q", "remote:/large", back});
            QVERIFY(test::run({"cmp", m_large, back}).ok());
            ok(id, {"scp", "-rq", "remote:/tree", str(back, "-tree")});
            QVERIFY(test::run({"diff", "-r", m_files.file("tree"), str(back, "-tree")}).ok());
        }
    }

    void fromOneContextToAnother()
    {
        const ContextId one = m_master->local(m_master->local());
        const ContextId other = connected(m_account->hop());
        const std::uint64_t before = bytesWrittenToDisk();
        const auto run = in(one, other, {"rsync", "-a", "--info=progress2", m_large, "remote:copied"});
        QCOMPARE(bytesWrittenToDisk(), before);  // of this process, through which it went
        QVERIFY2(run->status() == 0, run->text().c_str());
        QVERIFY2(run->out().find("100%") != std::string::npos, run->text().c_str());
        QVERIFY(run->traffic().sent > 5'000'000);
        QVERIFY(test::run({"cmp", m_large, str(m_account->user().home(), "/copied")}).ok());
        const auto back = in(one, other, {"scp", "-q", "remote:copied", m_files.file("copied-back")});
        QVERIFY2(back->status() == 0, back->text().c_str());
        QVERIFY(test::run({"cmp", m_large, m_files.file("copied-back")}).ok());
        const auto failing = in(one, other, {"sh", "-c", "ssh remote 'echo words >&2; exit 3'"});
        QCOMPARE(failing->status(), 3);
        QCOMPARE(failing->err(), std::string("words\n"));
    }

    void fromOneContextToAnotherCancelled()
    {
        const ContextId one = m_master->local();
        const ContextId other = m_master->local();
        const auto run = m_master->beginIn(one, other, {"ssh", "remote", "echo there; exec sleep 7654.331"});
        QVERIFY(m_master->until([&run] { return run->out() == "there\n" || run->done(); }));
        run->transfer().cancel();
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QVERIFY(m_master->until([] { return !test::run({"pgrep", "-fx", "sleep 7654.331"}).ok(); }));
    }

    void fromOneContextToAnotherThatIsLost()
    {
        const ContextId one = m_master->local();
        const ContextId other = m_master->local();
        const auto pid = *m_master->context(other).call("os.getpid").as<std::int64_t>();
        const auto run = m_master->beginIn(one, other, {"ssh", "remote", "echo there; exec sleep 7654.332"});
        QVERIFY(m_master->until([&run] { return run->out() == "there\n" || run->done(); }));
        ::kill(static_cast<pid_t>(pid), SIGKILL);
        QVERIFY(m_master->until([&run] { return run->done(); }));
        QCOMPARE(run->status(), 255);
        QVERIFY2(run->err().starts_with("Connection to remote closed by remote host.\r\nssh: "), run->text().c_str());
        test::run({"pkill", "-fx", "sleep 7654.332"});
    }

private:
    DockerDaemon& daemon() { return m_daemon ? *m_daemon : m_daemon.emplace(); }
    ContextId connected(const connect::Hop& hop, std::optional<ContextId> via = {})
    {
        const Outcome outcome = m_master->connect(hop, via);
        [&outcome] { QVERIFY2(outcome.error().empty(), described(outcome).c_str()); }();
        return outcome.result().value().id;
    }
    std::unique_ptr<FakesshRun> ok(ContextId destination, std::vector<std::string> argv)
    {
        auto run = m_master->run(destination, std::move(argv), m_files.path());
        [&run] { QVERIFY2(run->status() == 0, run->text().c_str()); }();
        return run;
    }
    std::unique_ptr<FakesshRun> in(ContextId at, ContextId destination, std::vector<std::string> argv)
    {
        auto run = m_master->beginIn(at, destination, std::move(argv));
        m_master->until([&run] { return run->done(); }, std::chrono::seconds(60));
        return run;
    }

    TempDir m_files{0755};
    FixedPrompts m_prompts;
    std::optional<SshAccount> m_account;
    std::optional<SudoRules> m_rules;
    std::optional<DockerDaemon> m_daemon;
    std::unique_ptr<FakesshMaster> m_master;
    std::string m_large;
};

QTEST_GUILESS_MAIN(FakesshTargetsTest)
#include "fakessh_targets_test.moc"
