// Contexts in docker containers: a real dockerd, containers with and without a shell.

#include "tests/integration/container_fixture.h"
#include "tests/support/docker_daemon.h"
#include "tests/support/leak_check.h"

#include <csignal>
#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class DockerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = DockerDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_daemon.emplace();
        m_daemon->run("box", "rzbox");
        m_daemon->run("bare", "rzbare");
        m_daemon->create("stopped", "rzbox");
        m_box = m_daemon->pidOf("box");
        m_bare = m_daemon->pidOf("bare");
    }

    void cleanupTestCase() { m_daemon.reset(); }

    void aContextInAContainer()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "box"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(outcome.result()->name, std::string("docker.box"));
        QCOMPARE(call(master, id, "os.getuid"), Value(0));
        QVERIFY(*call(master, id, "os.getpid").as<std::int64_t>() < 1000);
        QVERIFY(lists(master, id, "/bin", "sleeper"));
        QVERIFY(hasStep(outcome, "start program") && hasStep(outcome, "first stage"));
        end(master, id);
        QVERIFY(isUntouched(master, m_box));
    }

    void aUserOfTheContainer()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "box"}, {"username", ContainerUser}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(ContainerUserId));
    }

    void viaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "box"}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(lists(master, outcome.result()->id, "/bin", "sleeper"));
        end(master, local);
        QVERIFY(isUntouched(master, m_box));
    }

    void aTemporaryContainerGoesWithItsContext()
    {
        TestMaster master;
        const std::size_t before = m_daemon->containers().size();
        const Outcome outcome = master.connect(hopTo("docker", {{"image", "rzbox"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(outcome.result()->name, std::string("docker.rzbox"));
        QCOMPARE(m_daemon->containers().size(), before + 1);
        end(master, outcome.result()->id);
        QVERIFY(master.until([&] { return m_daemon->containers().size() == before; }));
    }

    void aTemporaryContainerGoesWhenItsConnectionIsCut()
    {
        TestMaster master;
        const std::size_t before = m_daemon->containers().size();
        const Outcome outcome = master.connect(hopTo("docker", {{"image", "rzbox"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const std::optional<pid_t> program = master.connector().processOf(outcome.result()->id);
        QVERIFY(program);
        ::kill(*program, SIGKILL);
        QVERIFY(master.until([&] { return !master.router().findRoute(outcome.result()->id); }));
        QVERIFY(master.until([&] { return m_daemon->containers().size() == before; }));
    }

    void aTemporaryContainerGoesWhenItIsGivenUpHalfway()
    {
        TestMaster master;
        const std::size_t before = m_daemon->containers().size();
        for (const char* step : {"first stage", "agent upload"}) {
            Outcome outcome;
            Connector::Handle handle = master.connector().connect(hopTo("docker", {{"image", "rzbox"}}), {}, outcome);
            QVERIFY(master.until([&] { return hasStep(outcome, step); }));
            handle.reset();
            QVERIFY(master.until([&] { return outcome.done(); }));
            QVERIFY2(master.until([&] { return m_daemon->containers().size() == before; }), step);
        }
    }

    void aContainerWithoutAShell()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "bare"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(hasStep(outcome, "put agent there"));
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(0));
        QVERIFY(master.until([&] { return agentFilesIn(m_bare).empty(); }));
        end(master, outcome.result()->id);
        QVERIFY(isUntouched(master, m_bare));
    }

    void aUserOfAContainerWithoutAShell()
    {
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "bare"}, {"username", ContainerUser}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QCOMPARE(call(master, outcome.result()->id, "os.getuid"), Value(ContainerUserId));
        // That user may not remove it itself.
        QVERIFY(master.until([&] { return agentFilesIn(m_bare).empty(); }));
        end(master, outcome.result()->id);
        QVERIFY(isUntouched(master, m_bare));
    }

    void aContainerWithoutAShellViaAnotherContext()
    {
        TestMaster master;
        const ContextId local = master.local();
        const Outcome outcome = master.connect(hopTo("docker", {{"container", "bare"}}), local);
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(hasStep(outcome, "put agent there"));
        end(master, local);
        QVERIFY(isUntouched(master, m_bare));
    }

    void anImageWithoutAShell()
    {
        TestMaster master;
        const std::size_t before = m_daemon->containers().size();
        const Outcome outcome = master.connect(hopTo("docker", {{"image", "rzbare"}}));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        QVERIFY(hasStep(outcome, "put agent there"));
        QVERIFY(*call(master, outcome.result()->id, "os.getpid").as<std::int64_t>() == 1);
        end(master, outcome.result()->id);
        QVERIFY(master.until([&] { return m_daemon->containers().size() == before; }));
    }

    void whatThereIsToConnectToIsFound()
    {
        TestMaster master;
        const std::vector<std::string> names = found(master, hopTo("docker", {}));
        QVERIFY2(contains(names, "box running") && contains(names, "stopped created"),
                 names.empty() ? "none" : names.front().c_str());
    }

    void failuresTellTheirCause_data()
    {
        QTest::addColumn<Failure>("failure");
        const auto add = [](const char* name, Failure failure) { QTest::newRow(name) << std::move(failure); };
        add("stopped", {hopTo("docker", {{"container", "stopped"}}), "The container is stopped.", "is not running"});
        add("missing", {hopTo("docker", {{"container", "none"}}), "There is no container of that name.", "No such"});
        add("no such user", {hopTo("docker", {{"container", "box"}, {"username", "nobody2"}}), "There is no such user",
                             "unable to find user"});
        add("no such image", {hopTo("docker", {{"image", "rznone.invalid/none"}}), "The image is not on that host",
                              "Unable to find image"});
        add("no program", {hopTo("docker", {{"container", "box"}, {"docker_path", "/nonexistent/docker"}}),
                           "The program /nonexistent/docker is not installed", ""});
        add("no daemon",
            {hopTo("docker", {{"container", "box"},
                              {"docker_path", wrapper("no-daemon", "exec env DOCKER_HOST=unix:///nonexistent")}}),
             "The docker daemon does not run there.", "Cannot connect"});
        add("not allowed",
            {hopTo("docker", {{"container", "box"},
                              {"docker_path",
                               wrapper("not-allowed", "exec setpriv --reuid=65534 --regid=65534 --clear-groups")}}),
             "This user may not use docker.", "permission denied"});
        add("paused", {hopTo("docker", {{"container", "paused"}}), "The container is paused.", "is paused"});
        add("another processor", {hopTo("docker", {{"container", "foreign"}}),
                                  "The container is made for another processor.", "exec format error"});
        add("read-only without a shell", {hopTo("docker", {{"container", "fixed"}}),
                                          "The container has no shell, and the agent cannot", "read-only"});
        m_daemon->run("paused", "rzbox");
        m_daemon->docker({"pause", "paused"});
        m_daemon->run("foreign", "rzbare");
        const std::string foreign = m_directory.write("sh",
                                                      "\x7f"
                                                      "ELF, of another kind",
                                                      0755);
        m_daemon->docker({"cp", foreign, "foreign:/bin/sh"});
        m_daemon->run("fixed", "rzbare", {"--read-only"});
    }

    void failuresTellTheirCause()
    {
        QFETCH(Failure, failure);
        TestMaster master;
        const LeakCheck leaks;
        checkFailure(master, failure);
        QVERIFY2(master.until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());
    }

    void namesThatLookLikeOptionsAreRefused()
    {
        TestMaster master;
        for (const Hop& hop :
             {hopTo("docker", {{"container", "--privileged"}}), hopTo("docker", {{"image", "-v/:/mnt"}}),
              hopTo("docker", {{"image", "rzbox"}, {"container", "box"}}), hopTo("docker", {})}) {
            const Outcome outcome = master.connect(hop);
            QVERIFY2(outcome.done() && !outcome.result(), described(outcome).c_str());
            QVERIFY(outcome.result().error().kind() == ErrorKind::Argument);
        }
    }

    void aHundredContextsAtOnce()
    {
        TestMaster master;
        Hop hop = hopTo("docker", {{"container", "box"}});
        hop.options.set("connect_timeout", 390);
        checkManyAtOnce(master, hop, 100, m_box);
    }

private:
    std::string wrapper(std::string_view name, std::string_view before) const
    {
        return m_directory.write(name, str("#!/bin/sh\n", before, " /usr/bin/docker \"$@\"\n"), 0755);
    }

    TempDir m_directory{0755};
    std::optional<DockerDaemon> m_daemon;
    pid_t m_box = -1;
    pid_t m_bare = -1;
};

QTEST_GUILESS_MAIN(DockerTest)
#include "docker_test.moc"
