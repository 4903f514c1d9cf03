// Entering containers by their namespaces. The containers are made here, of a root directory with nothing in it and of
// namespaces; where a test is about what a container's own program says, a stand-in says it.
#include "tests/support/paths.h"
#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"
#include "tests/support/test_user.h"

#include "core/base/str.h"

#include <QTest>

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace rz;

namespace {

std::string textAt(const Value& dict, std::string_view key)
{
    const Value* value = dict.find(key);
    return value != nullptr && value->is<std::string>() ? *value->as<std::string>() : std::string();
}

std::string linkOf(pid_t pid, const char* name)
{
    char target[256] = {};
    return ::readlink(str("/proc/", pid, '/', name).c_str(), target, sizeof target - 1) > 0 ? target : "";
}

// The first one.
pid_t childOf(pid_t pid)
{
    return std::atoi(test::readFile(str("/proc/", pid, "/task/", pid, "/children")).c_str());
}

// A process with namespaces and a root of its own, and in that root no program at all.
class Container {
public:
    // With `options` of unshare besides; its process started by `starter`, a program that executes its arguments, and then in
    // a changed root of its mount namespace instead of one that became that of the namespace.
    explicit Container(const std::vector<std::string>& options = {}, const std::string& starter = {})
    {
        for (const char* name : {"proc", "dev", "etc", "old"})
            m_root.makeDirectory(name, 0755);
        test::mustRun({"cp", "/bin/busybox", m_root.file("busybox")});
        test::mustRun({"mknod", "-m", "666", m_root.file("dev/null"), "c", "1", "3"});
        m_root.write("etc/passwd", "root:x:0:0::/:/no/shell\nguest:x:4321:4322::/proc:/no/shell\n", 0644);
        m_root.write("etc/group", "root:x:0:\nguest:x:4322:\nfriends:x:4323:root,guest\n", 0644);
        const std::string first = "/busybox env -i PLACE=inside /busybox sleep 1000";
        const std::string start =
            starter.empty() ? "pivot_root . old; exec /busybox sh -c '/busybox umount -l /old; exec " + first + '\''
                            : str("exec ", starter, " chroot . ", first);
        const std::string script = str("set -e; busybox hostname box; mount --bind ", path(), ' ', path(), "; cd ",
                                       path(), "; mount -t proc proc proc; ", start);
        std::vector<std::string> argv{"unshare", "--mount", "--propagation", "private",  "--pid",       "--fork",
                                      "--uts",   "--ipc",   "--net",         "--cgroup", "--kill-child"};
        argv.insert(argv.end(), options.begin(), options.end());
        argv.insert(argv.end(), {"sh", "-c", script});
        m_process.emplace(argv, m_root.file("old.log"));
        const bool begun = test::waitUntil([this] {
            m_pid = childOf(m_process->pid());
            return test::readFile(str("/proc/", m_pid, "/cmdline")) == std::string_view("/busybox\0sleep\0"
                                                                                        "1000\0",
                                                                                        20);
        });
        if (!begun)
            throw std::runtime_error("the container did not start: " + test::readFile(m_root.file("old.log")));
        ::unlink(m_root.file("busybox").c_str());
    }

    ~Container() { stop(); }
    Container(const Container&) = delete;
    Container& operator=(const Container&) = delete;

    const std::string& path() const { return m_root.path(); }
    pid_t pid() const { return m_pid; }
    void stop()
    {
        if (m_pid > 0)
            ::kill(m_pid, SIGKILL);
        m_process->stop();
    }

private:
    test::TempDir m_root{0755};
    std::optional<test::Background> m_process;
    pid_t m_pid = 0;
};

// An agent that is entering a container, stopped when the process that will be in there has just begun.
class Entering {
public:
    explicit Entering(pid_t container)
    {
        if (::pipe2(m_input, O_CLOEXEC) != 0)  // held open: its end is not what ends the agent
            return;
        const std::string agent = test::binary("rhizome-agent");
        const std::string number = str(container);
        m_waiter = ::fork();
        if (m_waiter == 0) {
            ::dup2(m_input[0], STDIN_FILENO);
            ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
            ::execl(agent.c_str(), agent.c_str(), "enter", number.c_str(), nullptr);
            ::_exit(127);
        }
        constexpr int Forked = SIGTRAP | PTRACE_EVENT_FORK << 8;
        int status = 0;
        while (::waitpid(m_waiter, &status, 0) == m_waiter && WIFSTOPPED(status)) {
            if (status >> 8 == Forked) {
                ::ptrace(PTRACE_GETEVENTMSG, m_waiter, nullptr, &m_entered);
                ::waitpid(entered(), &status, __WALL);
                return;
            }
            ::ptrace(PTRACE_SETOPTIONS, m_waiter, nullptr, PTRACE_O_TRACEFORK);
            ::ptrace(PTRACE_CONT, m_waiter, nullptr, nullptr);
        }
    }
    ~Entering()
    {
        for (const pid_t pid : {m_waiter, entered()}) {
            if (pid > 0)
                ::kill(pid, SIGKILL);
        }
        ::waitpid(m_waiter, nullptr, 0);
        ::close(m_input[0]);
        ::close(m_input[1]);
    }
    Entering(const Entering&) = delete;
    Entering& operator=(const Entering&) = delete;

    // The process in there; 0 when it did not come so far.
    pid_t entered() const { return static_cast<pid_t>(m_entered); }
    // And then lets that process go on.
    void killWaiter() const
    {
        ::kill(m_waiter, SIGKILL);
        for (int status = 0; ::waitpid(m_waiter, &status, 0) == m_waiter && !WIFSIGNALED(status);) {
        }
        ::ptrace(PTRACE_DETACH, entered(), nullptr, nullptr);
    }

private:
    int m_input[2] = {-1, -1};
    pid_t m_waiter = -1;
    unsigned long m_entered = 0;
};

// A cgroup of its own; in whichever hierarchy counts processes here.
class Cgroup {
public:
    Cgroup()
    {
        for (const char* place : {"/sys/fs/cgroup/pids", "/sys/fs/cgroup"}) {
            m_path = str(place, "/rhizome-test-", ::getpid());
            if (::mkdir(m_path.c_str(), 0755) == 0)
                return;
        }
        throw std::runtime_error("no cgroup can be made here");
    }
    ~Cgroup() { ::rmdir(m_path.c_str()); }
    Cgroup(const Cgroup&) = delete;
    Cgroup& operator=(const Cgroup&) = delete;

    void add(pid_t pid) const { test::mustRun({"sh", "-c", str("echo ", pid, " > ", m_path, "/cgroup.procs")}); }
    bool has(pid_t pid) const
    {
        return ('\n' + test::readFile(m_path + "/cgroup.procs")).find(str('\n', pid, '\n')) != std::string::npos;
    }

private:
    std::string m_path;
};

// Takes the place of docker, lxc-info, lxc or machinectl: a shell script.
class StandIn {
public:
    explicit StandIn(std::string_view script)
    {
        m_path = m_directory.write("program", str("#!/bin/sh\n", script, '\n'), 0755);
    }
    const std::string& path() const { return m_path; }

private:
    test::TempDir m_directory{0755};
    std::string m_path;
};

connect::Hop setnsHop(const std::string& program)
{
    connect::Hop hop{.method = "setns", .options = {}};
    hop.options.set("container", "box");
    hop.options.set("docker_path", program);
    return hop;
}

}  // namespace

class SetnsTest : public QObject {
    Q_OBJECT

private:
    test::Outcome enter(pid_t pid, const std::string& user = {}, std::optional<ContextId> via = {})
    {
        m_standIn.emplace(str("echo ", pid));
        connect::Hop hop = setnsHop(m_standIn->path());
        if (!user.empty())
            hop.options.set("username", user);
        return m_master->connect(hop, via);
    }
    // As seen from here; the process that carries the stream waits for it.
    pid_t agentOf(const test::Outcome& outcome)
    {
        const pid_t waiting = m_master->connector().processOf(outcome.result()->id).value_or(0);
        return childOf(waiting);
    }
    std::string statusField(ContextId id, const std::string& name)
    {
        const std::string status = textOf(id, "/proc/self/status");
        const auto begin = status.find('\n' + name + ":\t") + name.size() + 3;
        return status.substr(begin, status.find('\n', begin) - begin);
    }
    std::string textOf(ContextId id, const char* path)
    {
        const Value read = m_master->context(id).call("fs.read", {Value(path)});
        const auto* bytes = read.as<Bytes>();
        return bytes != nullptr ? bytes->toString() : repr(read);
    }

    std::optional<StandIn> m_standIn;
    std::optional<test::TestMaster> m_master;

private slots:
    void initTestCase()
    {
        if (::geteuid() != 0)
            QSKIP("containers need root");
    }
    void init() { m_master.emplace(); }
    void cleanup() { m_master.reset(); }

    void an_agent_enters_a_container_that_has_no_file()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const Dict& facts = outcome.result()->facts;
        QCOMPARE(textAt(Value(facts), "host"), std::string("box"));
        QCOMPARE(textAt(Value(facts), "user"), std::string("root"));
        QCOMPARE(outcome.result()->name, std::string("setns.box"));
        QCOMPARE(outcome.stepNames(), (std::vector<std::string>{"find container", "enter", "agent start"}));

        auto context = m_master->context(outcome.result()->id);
        for (const char* kind : {"cgroup", "ipc", "mnt", "net", "pid", "uts"}) {
            const std::string name = str("ns/", kind);
            const Value link = context.call("fs.readlink", {Value("/proc/self/" + name)});
            QCOMPARE(*link.as<std::string>(), linkOf(container.pid(), name.c_str()));
        }
        const Value listing = context.call("fs.list", {Value("/")});
        QVERIFY2(repr(listing, 4000).find("old.log") != std::string::npos, repr(listing, 4000).c_str());
    }

    void what_it_executes_cannot_be_written_to_from_inside()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        auto context = m_master->context(outcome.result()->id);
        const Value path = context.call("fs.readlink", {Value("/proc/self/exe")});
        QCOMPARE(*path.as<std::string>(), std::string("/memfd:rhizome-agent (deleted)"));
        const UniqueFd executable(::open(str("/proc/", agentOf(outcome), "/exe").c_str(), O_RDONLY | O_CLOEXEC));
        const int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
        QCOMPARE(::fcntl(executable.get(), F_GET_SEALS) & seals, seals);
    }

    void it_has_children_of_its_own_in_there()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const ContextId child = m_master->local(outcome.result()->id);
        const Value host = m_master->context(child).call("os.hostname");
        QCOMPARE(*host.as<std::string>(), std::string("box"));
    }

    void the_user_is_one_of_the_containers()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid(), "guest");
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const ContextId id = outcome.result()->id;
        QCOMPARE(textAt(Value(outcome.result()->facts), "user"), std::string("guest"));
        QCOMPARE(statusField(id, "Uid"), std::string("4321\t4321\t4321\t4321"));
        QCOMPARE(statusField(id, "Gid"), std::string("4322\t4322\t4322\t4322"));
        QCOMPARE(statusField(id, "Groups"), std::string("4322 4323 "));
        QCOMPARE(statusField(id, "CapEff"), std::string("0000000000000000"));
        const std::string environment = repr(m_master->context(id).call("os.environ"), 4000);
        for (const char* variable : {"'USER': 'guest'", "'LOGNAME': 'guest'", "'HOME': '/proc'", "'SHELL': '/no/shell'",
                                     "'PLACE': 'inside'", "'PATH': '/usr/local/sbin:"})
            QVERIFY2(environment.find(variable) != std::string::npos, environment.c_str());
    }

    void a_user_may_be_a_number()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid(), "99");
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        QCOMPARE(statusField(outcome.result()->id, "Uid"), std::string("99\t99\t99\t99"));
    }

    void it_may_do_no_more_than_the_containers_root()
    {
        const Container container(
            {}, "setpriv --bounding-set -all,+chown,+dac_override,+setgid,+setuid,+sys_chroot --no-new-privs");
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        QCOMPARE(statusField(outcome.result()->id, "CapEff"), std::string("00000000000400c3"));
        QCOMPARE(statusField(outcome.result()->id, "CapBnd"), std::string("00000000000400c3"));
        QCOMPARE(statusField(outcome.result()->id, "NoNewPrivs"), std::string("1"));
    }

    void it_belongs_to_the_cgroups_of_the_container()
    {
        const Cgroup cgroup;
        const Container container;
        cgroup.add(container.pid());
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        QVERIFY(cgroup.has(agentOf(outcome)));
    }

    void a_user_namespace_is_entered_too()
    {
        const Container container({"--user", "--map-root-user"});
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const Value link = m_master->context(outcome.result()->id).call("fs.readlink", {Value("/proc/self/ns/user")});
        QCOMPARE(*link.as<std::string>(), linkOf(container.pid(), "ns/user"));
        QCOMPARE(statusField(outcome.result()->id, "Uid"), std::string("0\t0\t0\t0"));
    }

    void agents_enter_as_well()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid(), {}, m_master->local());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        QCOMPARE(textAt(Value(outcome.result()->facts), "host"), std::string("box"));
    }

    void disconnecting_leaves_no_process_behind()
    {
        const Container container;
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        const pid_t agent = agentOf(outcome);
        const pid_t waiting = *m_master->connector().processOf(outcome.result()->id);
        m_master->connector().disconnect(outcome.result()->id);
        const auto gone = [](pid_t pid) { return ::kill(pid, 0) != 0; };
        QVERIFY(m_master->until([&] { return gone(agent) && gone(waiting); }));
    }

    // Who is in there asks to be told of the end of the one who waits outside; that may have come before.
    void who_enters_does_not_outlive_the_one_who_waits()
    {
        const Container container;
        const Entering entering(container.pid());
        QVERIFY(entering.entered() > 0);
        entering.killWaiter();
        QVERIFY(test::waitUntil([&] { return !test::isAlive(entering.entered()); }));
    }

    void the_container_that_stops_takes_the_context_with_it()
    {
        Container container;
        const test::Outcome outcome = enter(container.pid());
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        container.stop();
        QVERIFY(m_master->until([this] { return m_master->router().getStreams().empty(); }));
    }

    void each_kind_is_asked_in_its_own_way_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("option");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("prints");
        QTest::newRow("docker") << "docker"
                                << "docker_path"
                                << "inspect --type=container --format={{.State.Pid}} -- box"
                                << "PID";
        QTest::newRow("lxc") << "lxc"
                             << "lxc_info_path"
                             << "--pid --no-humanize --name=box"
                             << "PID";
        QTest::newRow("lxd") << "lxd"
                             << "lxc_path"
                             << "info -- box"
                             << "Name: box\nStatus: RUNNING\nPID: PID\nResources:\n  Processes: 17";
        QTest::newRow("older lxd") << "lxd"
                                   << "lxc_path"
                                   << "info -- box"
                                   << "Name: box\nPid: PID";
        QTest::newRow("machinectl") << "machinectl"
                                    << "machinectl_path"
                                    << "show --property=Leader --value -- box"
                                    << "PID";
    }

    void each_kind_is_asked_in_its_own_way()
    {
        QFETCH(QString, kind);
        QFETCH(QString, option);
        QFETCH(QString, arguments);
        QFETCH(QString, prints);
        const Container container;
        prints.replace(QStringLiteral("PID"), QString::number(container.pid()));
        prints.replace(QStringLiteral("%1:").arg(container.pid()), QStringLiteral("PID:"));
        const StandIn program(str("[ \"$LC_ALL $*\" = 'C ", arguments.toStdString(),
                                  "' ] || { echo \"$*\" >&2; exit 9; }\n", "printf '", prints.toStdString(), "\\n'"));
        connect::Hop hop{.method = "setns", .options = {}};
        hop.options.set("container", "box");
        hop.options.set("kind", kind.toStdString());
        hop.options.set(option.toStdString(), program.path());
        const test::Outcome outcome = m_master->connect(hop);
        QVERIFY2(outcome.error().empty(), outcome.error().c_str());
        QCOMPARE(textAt(Value(outcome.result()->facts), "host"), std::string("box"));
    }

    void what_hinders_is_said_with_cause_and_fix_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("user");
        QTest::addColumn<QString>("step");
        QTest::addColumn<QString>("cause");
        QTest::newRow("stopped") << "echo 0" << "" << "find container" << "stopped";
        QTest::newRow("no container") << "echo 'Error: No such container: box' >&2; exit 1" << "" << "find container"
                                      << "no container of that name";
        QTest::newRow("no daemon") << "echo 'Cannot connect to the Docker daemon at unix:///x' >&2; exit 1" << ""
                                   << "find container" << "daemon";
        QTest::newRow("nothing said") << "exit 3" << "" << "find container" << "";
        QTest::newRow("no such process") << "echo 4194303" << "" << "enter" << "stopped meanwhile";
        QTest::newRow("no such user") << "echo $$" << "nobody-here" << "enter" << "no such user";
    }

    void what_hinders_is_said_with_cause_and_fix()
    {
        QFETCH(QString, script);
        QFETCH(QString, user);
        QFETCH(QString, step);
        QFETCH(QString, cause);
        const Container container;
        script.replace(QStringLiteral("$$"), QString::number(container.pid()));
        const StandIn program(script.toStdString());
        connect::Hop hop = setnsHop(program.path());
        if (!user.isEmpty())
            hop.options.set("username", user.toStdString());
        const test::Outcome outcome = m_master->connect(hop);
        QVERIFY(!outcome.error().empty());
        const ErrorDetails& details = outcome.result().error().details();
        QCOMPARE(details.step, step.toStdString());
        QVERIFY2(details.cause.find(cause.toStdString()) != std::string::npos,
                 (outcome.error() + details.cause).c_str());
        QCOMPARE(details.fix.empty(), cause.isEmpty());
    }

    void a_missing_program_is_said()
    {
        const test::Outcome outcome = m_master->connect(setnsHop("/no/such/docker"));
        QCOMPARE(outcome.error(),
                 std::string("StreamError: cannot execute /no/such/docker: No such file or directory"));
        QVERIFY(outcome.result().error().details().cause.find("not installed") != std::string::npos);
    }

    void only_root_may_enter()
    {
        const Container container;
        const test::TestUser user;
        const StandIn agent(str("exec setpriv --reuid ", user.uid(), " --regid ", user.uid(), " --clear-groups ",
                                test::binary("rhizome-agent"), " enter ", container.pid()));
        const test::Ran ran = test::run({agent.path()});
        QCOMPARE(ran.status, 1);
        QCOMPARE(ran.output, str("rhizome-agent: no permission to enter process ", container.pid(), '\n'));
    }
};

QTEST_GUILESS_MAIN(SetnsTest)
#include "setns_test.moc"
