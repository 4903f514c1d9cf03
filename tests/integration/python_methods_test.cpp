// Python contexts by each connection method, at real targets: asked for by python_path, and where there is no agent for the
// machine. Each is called, imports a module of the user's, has children, and goes without a trace; so from other contexts.
#include "core/connect/libssh/ssh_opener.h"
#include "core/connect/openers/openssh_opener.h"
#include "tests/integration/container_fixture.h"
#include "tests/support/become_rules.h"
#include "tests/support/docker_daemon.h"
#include "tests/support/fixed_prompts.h"
#include "tests/support/isolated_process.h"
#include "tests/support/leak_check.h"
#include "tests/support/lxc_container.h"
#include "tests/support/lxd_daemon.h"
#include "tests/support/podman_storage.h"
#include "tests/support/ssh_account.h"

#include <QTest>

#include <any>
#include <array>
#include <sys/personality.h>
#include <unistd.h>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

namespace {

constexpr std::string_view Whereabouts =
    "import os, platform\n"
    "def tell():\n"
    "    return [os.getuid(), os.path.exists('/bin/sleeper'), platform.machine()]\n";

// Where a method leads to, while it lives.
struct Place {
    std::shared_ptr<void> target;
    Hop hop;
    std::int64_t uid = 0;
    bool isContainer = false;
    pid_t process = 0;  // a container's first one
    // What a master needs to get there by itself, and whether others can, too.
    std::function<void(TestMaster&)> prepare;
    bool fromOthers = true;
};

using MakePlace = Place (*)();

std::string procRoot(pid_t pid)
{
    return str("/proc/", pid, "/root");
}

Place local()
{
    return {.target = {}, .hop = hopTo("local", {}), .prepare = {}};
}

Place byAccount(const char* method, const std::shared_ptr<TestUser>& user, std::shared_ptr<void> rules = {})
{
    auto kept = std::make_shared<std::pair<std::shared_ptr<TestUser>, std::shared_ptr<void>>>(user, std::move(rules));
    return {
        .target = kept, .hop = hopTo(method, {{"username", Value(user->name())}}), .uid = user->uid(), .prepare = {}};
}

Place su()
{
    return byAccount("su", std::make_shared<TestUser>());
}

Place sudo()
{
    return byAccount("sudo", std::make_shared<TestUser>());
}

Place doas()
{
    auto user = std::make_shared<TestUser>();
    return byAccount("doas", user, std::make_shared<DoasRules>(str("permit nopass root as ", user->name())));
}

Place ssh(bool program)
{
    ::unsetenv("SSH_AUTH_SOCK");
    auto account = std::make_shared<SshAccount>();
    const SshSettings settings{.configFile = "none", .knownHostsFile = account->knownHosts()};
    return {.target = account,
            .hop = account->hop(),
            .uid = account->user().uid(),
            .prepare =
                [settings, program](TestMaster& master) {
                    master.connector().addOpener(program ? makeOpensshOpener(master.agents(), settings)
                                                         : makeLibsshOpener(settings, master.log("ssh")));
                },
            .fromOthers = false};
}

Place libssh()
{
    return ssh(false);
}

// Also from other contexts: theirs is the program, with what the hop tells it.
Place openssh()
{
    Place place = ssh(true);
    const auto account = std::static_pointer_cast<SshAccount>(place.target);
    place.hop.options.set("ssh_args", List{{Value("-oUserKnownHostsFile=" + account->knownHosts())}});
    place.fromOthers = true;
    return place;
}

Place container(std::shared_ptr<void> target, Hop hop, pid_t process)
{
    return {.target = std::move(target), .hop = std::move(hop), .isContainer = true, .process = process, .prepare = {}};
}

std::pair<std::shared_ptr<DockerDaemon>, pid_t> dockerBox()
{
    auto daemon = std::make_shared<DockerDaemon>();
    daemon->run("box", "rzbox");
    const pid_t pid = daemon->pidOf("box");
    addPython(procRoot(pid));
    return {daemon, pid};
}

Place docker()
{
    auto [daemon, pid] = dockerBox();
    return container(daemon, hopTo("docker", {{"container", "box"}}), pid);
}

// Of an image that has Python, as most that are used so.
Place dockerImage()
{
    auto [daemon, pid] = dockerBox();
    daemon->docker({"commit", "box", "rzpython"});
    return container(daemon, hopTo("docker", {{"image", "rzpython"}}), 0);
}

Place podman()
{
    auto storage = std::make_shared<PodmanStorage>();
    storage->importImages();
    storage->run("box", "rzbox");
    const pid_t pid = storage->pidOf("box");
    addPython(procRoot(pid));
    return container(storage, hopTo("podman", {{"container", "box"}}), pid);
}

Place buildah()
{
    auto storage = std::make_shared<PodmanStorage>();
    storage->makeWorkingContainer("box");
    const TempDir files{0755};
    files.makeDirectory("bin", 0755);
    addPython(files.path());
    storage->buildah({"copy", "--quiet", "box", files.path(), "/"});
    return container(storage, hopTo("buildah", {{"container", "box"}}), 0);
}

std::pair<std::shared_ptr<LxcContainer>, pid_t> lxcBox()
{
    auto box = std::make_shared<LxcContainer>();
    box->start();
    const pid_t pid = box->pid();
    addPython(procRoot(pid));
    return {box, pid};
}

Place lxc()
{
    auto [box, pid] = lxcBox();
    return container(box, hopTo("lxc", {{"container", Value(box->name())}}), pid);
}

std::pair<std::shared_ptr<LxdDaemon>, pid_t> lxdBox()
{
    auto daemon = std::make_shared<LxdDaemon>();
    daemon->launch("box", "rzbox");
    const pid_t pid = daemon->pidOf("box");
    addPython(procRoot(pid));
    return {daemon, pid};
}

Place lxd()
{
    auto [daemon, pid] = lxdBox();
    return container(daemon, hopTo("lxd", {{"container", "box"}}), pid);
}

Place setnsDocker()
{
    auto [daemon, pid] = dockerBox();
    return container(daemon, hopTo("setns", {{"container", "box"}, {"kind", "docker"}}), pid);
}

Place setnsLxc()
{
    auto [box, pid] = lxcBox();
    Place place = container(
        box, hopTo("setns", {{"container", Value(box->name())}, {"kind", "lxc"}, {"username", ContainerUser}}), pid);
    place.uid = ContainerUserId;
    return place;
}

Place setnsLxd()
{
    auto [daemon, pid] = lxdBox();
    return container(daemon, hopTo("setns", {{"container", "box"}, {"kind", "lxd"}}), pid);
}

struct StandInBox {
    IsolatedProcess box;
    StandIns programs;
};

std::shared_ptr<StandInBox> standInBox()
{
    auto made = std::make_shared<StandInBox>();
    addPython(procRoot(made->box.pid()));
    made->programs.addPod("web", made->box);
    made->programs.addJail("web", made->box);
    return made;
}

Place kubectl()
{
    auto made = standInBox();
    return container(made, hopTo("kubectl", {{"pod", "web"}, {"kubectl_path", Value(made->programs.kubectl())}}),
                     made->box.pid());
}

Place jail()
{
    auto made = standInBox();
    return container(made, hopTo("jail", {{"container", "web"}, {"jexec_path", Value(made->programs.jexec())}}),
                     made->box.pid());
}

struct Row {
    const char* name;
    MakePlace make;
    std::string (*unavailable)();
    bool asksMachine = true;  // by a shell, which tells what machine it is on
};

std::string doasUnavailable()
{
    return ::access("/usr/bin/doas", X_OK) == 0 ? TestUser::unavailable() : "doas is not installed";
}

std::string sudoUnavailable()
{
    return ::access("/usr/bin/sudo", X_OK) == 0 ? TestUser::unavailable() : "sudo is not installed";
}

constexpr std::array Rows{
    Row{"local", local, [] { return std::string(); }, false},
    Row{"su", su, &TestUser::unavailable},
    Row{"sudo", sudo, sudoUnavailable},
    Row{"doas", doas, doasUnavailable},
    Row{"ssh, the desktop's own", libssh, &SshServer::unavailable},
    Row{"ssh, the OpenSSH program", openssh, &SshServer::unavailable},
    Row{"docker", docker, &DockerDaemon::unavailable},
    Row{"docker, an image", dockerImage, &DockerDaemon::unavailable},
    Row{"podman", podman, &PodmanStorage::unavailable},
    Row{"buildah", buildah, &PodmanStorage::unavailable},
    Row{"lxc", lxc, &LxcContainer::unavailable},
    Row{"lxd", lxd, &LxdDaemon::unavailable},
    Row{"kubectl", kubectl, &IsolatedProcess::unavailable},
    Row{"jail", jail, &IsolatedProcess::unavailable},
    Row{"setns, docker", setnsDocker, &DockerDaemon::unavailable, false},
    Row{"setns, lxc", setnsLxc, &LxcContainer::unavailable, false},
    Row{"setns, lxd", setnsLxd, &LxdDaemon::unavailable, false},
};

// What this process starts is told of another machine than it is.
class OtherMachine {
public:
    OtherMachine() : m_before(::personality(0xffffffff)) { m_works = ::personality(PER_LINUX32) >= 0; }
    ~OtherMachine() { ::personality(static_cast<unsigned long>(m_before)); }
    OtherMachine(const OtherMachine&) = delete;
    OtherMachine& operator=(const OtherMachine&) = delete;

    bool works() const { return m_works; }

private:
    int m_before;
    bool m_works;
};

}  // namespace

class PythonMethodsTest : public QObject {
    Q_OBJECT

private:
    // A context of that name, for ps; throws with the failure.
    ContextId start(Hop hop, std::optional<ContextId> via = {})
    {
        hop.options.set("remote_name", m_tag);
        const Outcome outcome = m_master->connect(hop, via);
        if (!outcome.error().empty())
            throw std::runtime_error(described(outcome));
        m_wasNative = outcome.result()->native;
        m_story = outcome.story();
        return outcome.result()->id;
    }
    ContextId startPython(Hop hop, std::optional<ContextId> via = {})
    {
        hop.options.set("python_path", List{{Value("/usr/bin/python3")}});
        const ContextId id = start(std::move(hop), via);
        if (m_wasNative)
            throw std::runtime_error("it is an agent");
        return id;
    }
    void disconnect(ContextId id)
    {
        end(*m_master, id);
        QVERIFY2(m_master->until([this] { return left().empty(); }, std::chrono::seconds(60)), left().c_str());
    }
    // Everything that has its name, and what is in the container.
    std::string left() const
    {
        std::string text;
        for (const pid_t pid : processesWith(m_tag))
            text += str("process ", pid, ": ", commandOf(pid).substr(0, 200), '\n');
        return text + (m_place.process > 0 ? touchesOf(m_place.process) : std::string());
    }
    // Calls, a module of the user's, and a child, in a context where the place is.
    void checkIsThere(ContextId id)
    {
        QCOMPARE(call(*m_master, id, "platform.system"), Value("Linux"));
        QCOMPARE(call(*m_master, id, "os.getuid"), Value(m_place.uid));
        const Value told = call(*m_master, id, "whereabouts.tell");
        QCOMPARE(told.as<List>()->items.at(0), Value(m_place.uid));
        QCOMPARE(told.as<List>()->items.at(1), Value(m_place.isContainer));
    }
    void checkChild(ContextId id)
    {
        const ContextId child = startPython(hopTo("local", {}), id);
        QCOMPARE(call(*m_master, child, "os.getppid"), call(*m_master, id, "os.getpid"));
        checkIsThere(child);
    }
    void addRows(bool asksMachine)
    {
        QTest::addColumn<std::size_t>("row");
        for (std::size_t i = 0; i < Rows.size(); ++i) {
            if (!asksMachine || Rows[i].asksMachine)
                QTest::newRow(Rows[i].name) << i;
        }
    }

    TempDir m_modules;
    Place m_place;
    std::string m_tag;
    FixedPrompts m_prompts;
    std::optional<TestMaster> m_master;
    bool m_wasNative = false;
    Story m_story;

private slots:
    void initTestCase()
    {
        if (::access("/usr/bin/python3", X_OK) != 0 || ::access("/usr/lib/python3/dist-packages/mitogen", R_OK) != 0)
            QSKIP("needs python3 and python3-mitogen");
        m_modules.write("whereabouts.py", Whereabouts);
    }
    void init()
    {
        m_tag = "methods-" + randomWord(12);
        m_master.emplace(&m_prompts, LogLevel::Debug, std::vector<std::string>{m_modules.path()});
    }
    void cleanup()
    {
        m_master.reset();
        m_place = {};
    }

    void aPythonContextIsStarted_data() { addRows(false); }
    void aPythonContextIsStarted()
    {
        QFETCH(const std::size_t, row);
        if (const std::string why = Rows[row].unavailable(); !why.empty())
            QSKIP(why.c_str());
        m_place = Rows[row].make();
        if (m_place.prepare)
            m_place.prepare(*m_master);

        // Python below the method's agent; what a process keeps of its first child is there from now on.
        ContextId id = start(m_place.hop);
        QVERIFY(m_wasNative);
        checkChild(id);
        disconnect(id);

        const LeakCheck leaks({}, m_place.uid >= 1000 ? std::vector{static_cast<uid_t>(m_place.uid)}
                                                      : std::vector<uid_t>());
        id = startPython(m_place.hop);
        checkIsThere(id);
        checkChild(id);
        disconnect(id);
        QVERIFY2(m_master->until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());

        if (m_place.fromOthers) {
            const ContextId agent = start(hopTo("local", {}));
            id = startPython(m_place.hop, agent);
            checkIsThere(id);
            checkChild(id);
            disconnect(agent);
            QVERIFY2(m_master->until([&] { return leaks.leaks(Duration::zero()).empty(); }), leaks.leaks().c_str());
        }
    }

    void whereThereIsNoAgentPythonWillDo_data() { addRows(true); }
    void whereThereIsNoAgentPythonWillDo()
    {
        QFETCH(const std::size_t, row);
        if (const std::string why = Rows[row].unavailable(); !why.empty())
            QSKIP(why.c_str());
        // After the master, which knows its own.
        const OtherMachine machine;
        if (!machine.works())
            QSKIP("this kernel runs programs of one machine only");
        m_place = Rows[row].make();
        if (m_place.prepare)
            m_place.prepare(*m_master);
        const ContextId id = start(m_place.hop);
        QVERIFY(!m_wasNative);
        const auto says = [this](std::string_view text) {
            return std::ranges::any_of(
                m_story.steps, [text](const StoryStep& step) { return step.note.find(text) != std::string::npos; });
        };
        QVERIFY2(says("no agent for i686; Python instead"), m_story.steps.back().note.c_str());
        checkIsThere(id);
        QCOMPARE(call(*m_master, id, "whereabouts.tell").as<List>()->items.at(2), Value("i686"));
        disconnect(id);
    }

    void aCopyOfAnAgentIsNoPython()
    {
        const ContextId id = start(hopTo("fork", {}));
        QVERIFY(m_wasNative);
        m_place = local();
        checkChild(id);
        Hop hop = hopTo("fork", {});
        hop.options.set("python_path", List{{Value("/usr/bin/python3")}});
        const Outcome outcome = m_master->connect(hop);
        QVERIFY2(outcome.error().find("python_path") != std::string::npos, outcome.error().c_str());
    }
};

QTEST_GUILESS_MAIN(PythonMethodsTest)
#include "python_methods_test.moc"
