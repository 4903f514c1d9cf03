// The agent enters real containers of docker, LXC and LXD: with a shell and without, as root and as a user, and each stays
// as it was.

#include "core/base/str.h"
#include "tests/integration/container_fixture.h"
#include "tests/support/container_root.h"
#include "tests/support/docker_daemon.h"
#include "tests/support/lxc_container.h"
#include "tests/support/lxd_daemon.h"
#include "tests/support/test_master.h"

#include <QTest>

#include <memory>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

std::string linkOf(pid_t pid, const char* name)
{
    char target[256] = {};
    return ::readlink(str("/proc/", pid, '/', name).c_str(), target, sizeof target - 1) > 0 ? target : "";
}

Hop hopTo(const std::string& kind, const std::string& container, const std::string& user = {})
{
    Hop hop{.method = "setns", .options = {}};
    hop.options.set("container", container);
    hop.options.set("kind", kind);
    hop.options.set("connect_timeout", 120);
    if (!user.empty())
        hop.options.set("username", user);
    return hop;
}

// Enters a running container, whose first process is `pid`, as root and as its user.
void checkEntering(const std::string& kind, const std::string& container, pid_t pid)
{
    TestMaster master;
    for (const std::string& user : {std::string(), std::string(ContainerUser)}) {
        const Outcome outcome = master.connect(hopTo(kind, container, user));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const ContextId id = outcome.result()->id;
        auto context = master.context(id);
        QCOMPARE(context.call("os.getuid"), Value(user.empty() ? 0U : ContainerUserId));
        for (const char* name : {"ns/mnt", "ns/pid", "ns/net", "ns/ipc", "ns/uts", "ns/user", "ns/cgroup"})
            QCOMPARE(*context.call("fs.readlink", {Value(str("/proc/self/", name))}).as<std::string>(),
                     linkOf(pid, name));
        QCOMPARE(context.call("fs.exists", {Value(ContainerSleeper)}), Value(true));
        const ContextId child = master.local(id);
        QVERIFY(*master.context(child).call("os.getpid").as<std::int64_t>() < 1000);
        master.connector().disconnect(id);
        QVERIFY(master.until([&master, id] { return !master.router().findRoute(id); }));
        QVERIFY(master.until([pid] { return processesInNamespaceOf(pid).size() == 1; }));
    }
}

void checkFailure(const std::string& kind, const std::string& container, std::string_view says)
{
    TestMaster master;
    const Outcome outcome = master.connect(hopTo(kind, container));
    QVERIFY(outcome.done() && !outcome.result());
    QVERIFY2(described(outcome).find(says) != std::string::npos, described(outcome).c_str());
    QCOMPARE(outcome.result().error().details().step, std::string("find container"));
    QVERIFY2(!outcome.result().error().details().fix.empty(), described(outcome).c_str());
}

}  // namespace

class SetnsContainerTest : public QObject {
    Q_OBJECT

private slots:
    void docker_containers()
    {
        if (const std::string reason = DockerDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const DockerDaemon daemon;
        daemon.run("box", "rzbox");
        daemon.run("bare", "rzbare");
        daemon.create("stopped", "rzbox");
        checkEntering("docker", "box", daemon.pidOf("box"));
        checkEntering("docker", "bare", daemon.pidOf("bare"));
        checkFailure("docker", "stopped", "is not running");
        daemon.run("paused", "rzbox");
        daemon.docker({"pause", "paused"});
        checkFailure("docker", "paused", "is paused");
        checkFailure("docker", "nothing-like-this", "no container of that name");
        // No more rights than its root has, and killed with it.
        TestMaster master;
        const Outcome outcome = master.connect(hopTo("docker", "bare"));
        QVERIFY2(outcome.error().empty(), described(outcome).c_str());
        const Value status = master.context(outcome.result()->id).call("fs.read", {"/proc/self/status"});
        const std::string first = readFile(str("/proc/", daemon.pidOf("bare"), "/status"));
        const std::size_t bound = first.find("CapBnd:");
        QVERIFY(status.as<Bytes>()->view().find(first.substr(bound, 24)) != std::string_view::npos);
        daemon.docker({"kill", "bare"});
        QVERIFY(master.until([&master] { return master.router().getStreams().empty(); }));
    }

    void lxc_containers()
    {
        if (const std::string reason = LxcContainer::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        for (const auto root : {LxcContainer::Root::Busybox, LxcContainer::Root::Bare}) {
            LxcContainer container(root);
            checkFailure("lxc", container.name(), "is not running");
            container.start();
            checkEntering("lxc", container.name(), container.pid());
            container.freeze();
            checkFailure("lxc", container.name(), "is paused or frozen");
        }
        checkFailure("lxc", "nothing-like-this", "no container of that name");
    }

    void lxd_containers()
    {
        if (const std::string reason = LxdDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        const LxdDaemon daemon;
        daemon.launch("box", "rzbox");
        daemon.launch("bare", "rzbare");
        daemon.create("stopped", "rzbox");
        checkEntering("lxd", "box", daemon.pidOf("box"));
        checkEntering("lxd", "bare", daemon.pidOf("bare"));
        checkFailure("lxd", "stopped", "is not running");
        daemon.lxc({"pause", "box"});
        checkFailure("lxd", "box", "is paused");
        daemon.lxc({"start", "box"});
        checkFailure("lxd", "nothing-like-this", "no container of that name");
    }
};

QTEST_GUILESS_MAIN(SetnsContainerTest)
#include "setns_container_test.moc"
