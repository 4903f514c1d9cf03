// The fixtures themselves: what the other integration tests rely on.

#include "core/base/str.h"
#include "tests/support/leak_check.h"
#include "tests/support/run.h"
#include "tests/support/ssh_keys.h"
#include "tests/support/ssh_server.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <QTest>

#include <csignal>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

namespace {

// The OpenSSH client, which knows nothing of us.
Ran openssh(const SshServer& server, const TestUser& user, const SshKey& key, const TempDir& directory)
{
    return run({"ssh", "-F", "none", "-i", key.path, "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
                str("UserKnownHostsFile=", directory.write("known_hosts", server.knownHosts())), "-p",
                str(server.port()), str(user.name(), '@', SshServer::host()), "id -un"});
}

}  // namespace

class SupportTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = SshServer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
    }

    void aServerLetsInWhoIsAuthorized()
    {
        const TempDir directory;
        const TestUser user;
        const SshKey key = makeSshKey(directory, "key");
        SshServer server;

        QVERIFY(!openssh(server, user, key, directory).ok());
        server.authorize(user, key.publicLine);
        const Ran ran = openssh(server, user, key, directory);

        QCOMPARE(ran.output, user.name() + "\n");
        QVERIFY2(ran.ok(), server.log().c_str());
    }

    void aServerComesBackOnItsPort()
    {
        SshServer server;
        const auto port = server.port();
        server.stop();
        server.start();
        QCOMPARE(server.port(), port);
        QVERIFY(server.pid() > 0);
    }

    void changedHostKeysAreOthers()
    {
        const TempDir directory;
        const TestUser user;
        const SshKey key = makeSshKey(directory, "key");
        SshServer server;
        server.authorize(user, key.publicLine);
        const std::string known = server.knownHosts();
        server.changeHostKeys();
        QVERIFY(server.knownHosts() != known);
    }

    void aUserIsGoneWithItsProcesses()
    {
        std::string name;
        pid_t sleeper = 0;
        {
            const TestUser user;
            name = user.name();
            const Background started({"setpriv", str("--reuid=", user.uid()), "--clear-groups", "sleep", "1000"});
            QVERIFY(waitUntil([&] { return user.processes().size() == 1; }));
            sleeper = user.processes().front();
        }
        QVERIFY(::kill(sleeper, 0) != 0);
        QVERIFY(::getpwnam(name.c_str()) == nullptr);
        QVERIFY(::access(str("/home/", name).c_str(), F_OK) != 0);
    }

    void aCrashLeavesNoUserBehind()
    {
        const TempDir directory;
        const std::string note = directory.file("name");
        const pid_t child = ::fork();
        if (child == 0) {
            const TestUser user;
            writeFile(note, user.name());
            ::_exit(1);
        }
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        const std::string name = readFile(note);
        QVERIFY(name.starts_with("rz"));
        QVERIFY(waitUntil([&] { return ::access(str("/home/", name).c_str(), F_OK) != 0; }));
        QVERIFY(waitUntil([&] { return ::getpwnam(name.c_str()) == nullptr; }));
    }

    void aLeakCheckSeesDescriptorsProcessesAndFiles()
    {
        const LeakCheck check;
        QCOMPARE(check.leaks(), std::string());
        {
            const UniqueFd descriptor(::dup(0));
            const Background process({"sleep", "1000"});
            writeFile("/tmp/.rhizome-test", "");
            const std::string leaks = check.leaks(Duration::zero());
            ::unlink("/tmp/.rhizome-test");
            QVERIFY2(leaks.find("descriptor ") != std::string::npos, leaks.c_str());
            QVERIFY2(leaks.find("child process ") != std::string::npos, leaks.c_str());
            QVERIFY2(leaks.find("file /tmp/.rhizome-test") != std::string::npos, leaks.c_str());
        }
        QCOMPARE(check.leaks(), std::string());
    }

    void anAgentHoldsKeys()
    {
        const TempDir directory;
        SshAgent agent(directory);
        agent.add(makeSshKey(directory, "key"));
        const std::string listed = mustRun({"env", "SSH_AUTH_SOCK=" + agent.socket(), "ssh-add", "-l"});
        QVERIFY2(listed.find("key (ED25519)") != std::string::npos, listed.c_str());
    }
};

QTEST_GUILESS_MAIN(SupportTest)
#include "support_test.moc"
