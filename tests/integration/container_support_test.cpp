// The containers that other tests connect to: each kind starts, is what it says, and leaves nothing behind.

#include "core/base/str.h"
#include "tests/support/docker_daemon.h"
#include "tests/support/isolated_process.h"
#include "tests/support/leak_check.h"
#include "tests/support/lxc_container.h"
#include "tests/support/lxd_daemon.h"
#include "tests/support/podman_storage.h"

#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;
using namespace rz::test;

#define SKIP_UNLESS_AVAILABLE(Target)                                      \
    if (const std::string reason = Target::unavailable(); !reason.empty()) \
        QSKIP(reason.c_str());

class ContainerSupportTest : public QObject {
    Q_OBJECT

private slots:
    void dockerRunsContainersWithAndWithoutAShell()
    {
        SKIP_UNLESS_AVAILABLE(DockerDaemon)
        const LeakCheck leaks;
        {
            const DockerDaemon daemon;
            daemon.run("box", "rzbox");
            daemon.run("bare", "rzbare");
            daemon.create("stopped", "rzbox");
            QCOMPARE(
                daemon.docker({"exec", "--user", ContainerUser, "box", "sh", "-c", "id -u; head -c 2 /etc/passwd"}),
                str(ContainerUserId, "\nro"));
            QCOMPARE(processesInNamespaceOf(daemon.pidOf("bare")).size(), std::size_t{1});
            QCOMPARE(daemon.pidOf("stopped"), 0);
            QCOMPARE(daemon.containers().size(), std::size_t{3});
            QVERIFY(!run({"/usr/bin/docker", "exec", "bare", "sh", "-c", "id"}).ok());
        }
        QCOMPARE(leaks.leaks(), std::string());
    }

    void podmanAndBuildahHaveStorageOfTheirOwn()
    {
        SKIP_UNLESS_AVAILABLE(PodmanStorage)
        const LeakCheck leaks;
        {
            const PodmanStorage storage;
            storage.importImages();
            storage.run("box", "rzbox");
            storage.run("bare", "rzbare");
            QCOMPARE(storage.podman({"exec", "--user", ContainerUser, "box", "id", "-u"}), str(ContainerUserId));
            QCOMPARE(processesInNamespaceOf(storage.pidOf("bare")).size(), std::size_t{1});
            storage.makeWorkingContainer("working");
            QCOMPARE(storage.buildah({"run", "working", "--", "id", "-u"}), std::string("0"));
        }
        QCOMPARE(leaks.leaks(), std::string());
    }

    void lxcContainersStartAndStop()
    {
        SKIP_UNLESS_AVAILABLE(LxcContainer)
        LxcContainer container;
        QVERIFY(!run({"lxc-attach", "--name", container.name(), "--", "id"}).ok());
        container.start();
        QCOMPARE(mustRun({"lxc-attach", "--name", container.name(), "--", "id", "-u"}), std::string("0\n"));
        QCOMPARE(processesInNamespaceOf(container.pid()).size(), std::size_t{1});
        const pid_t pid = container.pid();
        container.stop();
        QVERIFY(processesInNamespaceOf(pid).empty());
    }

    void lxdRunsContainersWithAndWithoutAShell()
    {
        SKIP_UNLESS_AVAILABLE(LxdDaemon)
        const LeakCheck leaks;
        {
            const LxdDaemon daemon;
            daemon.launch("box", "rzbox");
            daemon.launch("bare", "rzbare");
            daemon.create("stopped", "rzbox");
            QCOMPARE(daemon.lxc({"exec", "--mode=non-interactive", "box", "--", "id", "-u"}), std::string("0\n"));
            QCOMPARE(processesInNamespaceOf(daemon.pidOf("bare")).size(), std::size_t{1});
        }
        QCOMPARE(leaks.leaks(), std::string());
    }

    void aCrashLeavesNoDaemonBehind()
    {
        SKIP_UNLESS_AVAILABLE(DockerDaemon)
        const TempDir directory;
        const std::string note = directory.file("socket");
        const pid_t child = ::fork();
        if (child == 0) {
            const DockerDaemon daemon;
            daemon.run("box", "rzbox");
            writeFile(note, str(daemon.pidOf("box"), ' ', daemon.socket()));
            ::_exit(1);
        }
        QCOMPARE(::waitpid(child, nullptr, 0), child);
        const std::string noted = readFile(note);
        const std::string socket = noted.substr(noted.find(' ') + 1);
        QVERIFY2(socket.ends_with("/docker.sock"), noted.c_str());
        QVERIFY(waitUntil([&] { return ::access(socket.substr(0, socket.rfind('/')).c_str(), F_OK) != 0; }));
        QVERIFY(processesInNamespaceOf(std::atoi(noted.c_str())).empty());
    }

    void theStandInForKubectlTakesWhatKubectlTakes()
    {
        SKIP_UNLESS_AVAILABLE(IsolatedProcess)
        const IsolatedProcess box;
        const IsolatedProcess bare(IsolatedProcess::Root::Bare);
        StandIns programs;
        programs.addPod("web", box);
        programs.addPod("bare", bare);
        programs.addEndedPod("job");
        const auto kubectl = [&](std::vector<std::string> arguments) {
            arguments.insert(arguments.begin(), programs.kubectl());
            return run(arguments, "hello");
        };
        QCOMPARE(kubectl({"exec", "-i", "web", "-c", "main", "--", "cat"}).output, std::string("hello"));
        QCOMPARE(kubectl({"-n", "default", "exec", "--stdin", "--container=main", "web", "--", "id", "-u"}).output,
                 std::string("0\n"));
        QVERIFY(kubectl({"exec", "-i", "web", "--", "readlink", "/proc/1/exe"}).output.ends_with("/bin/sleeper\n"));
        QVERIFY(kubectl({"exec", "-i", "none", "--", "id"}).output.find("(NotFound)") != std::string::npos);
        QVERIFY(kubectl({"exec", "-i", "-n", "other", "web", "--", "id"}).output.find("(NotFound)") !=
                std::string::npos);
        QVERIFY(kubectl({"exec", "-i", "job", "--", "id"}).output.find("completed pod") != std::string::npos);
        QVERIFY(kubectl({"exec", "-i", "bare", "--", "sh"}).output.find("executable file not found") !=
                std::string::npos);
        for (const std::vector<std::string>& wrong :
             std::vector<std::vector<std::string>>{{"exec", "web", "--", "id"},
                                                   {"exec", "-it", "web", "--", "id"},
                                                   {"exec", "-i", "web", "id"},
                                                   {"get", "pods"},
                                                   {"exec", "-i", "web"},
                                                   {"exec", "-i", "--wrong", "web", "--", "id"}})
            QCOMPARE(kubectl(wrong).status, 64);
    }

    void theStandInForJexecTakesWhatJexecTakes()
    {
        SKIP_UNLESS_AVAILABLE(IsolatedProcess)
        const IsolatedProcess box;
        StandIns programs;
        programs.addJail("web", box);
        const auto jexec = [&](std::vector<std::string> arguments) {
            arguments.insert(arguments.begin(), programs.jexec());
            return run(arguments, "hello");
        };
        QCOMPARE(jexec({"web", "cat"}).output, std::string("hello"));
        QCOMPARE(jexec({"-U", ContainerUser, "web", "id", "-u"}).output, str(ContainerUserId, '\n'));
        QCOMPARE(jexec({"-U", "nobody2", "web", "id"}).output, std::string("jexec: nobody2: no such user\n"));
        QCOMPARE(jexec({"none", "id"}).output, std::string("jexec: jail \"none\" not found\n"));
        QCOMPARE(jexec({"web", "none"}).output, std::string("jexec: execvp: none: No such file or directory\n"));
        for (const std::vector<std::string>& wrong :
             std::vector<std::vector<std::string>>{{}, {"web"}, {"-u", "root", "web", "id"}, {"-x", "web", "id"}})
            QCOMPARE(jexec(wrong).status, 64);
        QCOMPARE(mustRun({programs.jls(), "name"}), std::string("web\n"));
    }
};

QTEST_GUILESS_MAIN(ContainerSupportTest)
#include "container_support_test.moc"
