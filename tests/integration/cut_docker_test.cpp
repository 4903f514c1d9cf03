// Cuts in the middle of each step into docker's containers: a running one and images, with a shell and without, from here and
// through another context, and entered directly.

#include "tests/integration/container_fixture.h"
#include "tests/integration/cut_check.h"
#include "tests/support/docker_daemon.h"

#include <optional>

using namespace rz;
using namespace rz::connect;
using namespace rz::test;

class CutDockerTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string reason = DockerDaemon::unavailable(); !reason.empty())
            QSKIP(reason.c_str());
        m_daemon.emplace();
        m_daemon->run("box", "rzbox");
        m_daemon->run("bare", "rzbare");
        m_containers = m_daemon->containers();
        m_pids = {m_daemon->pidOf("box"), m_daemon->pidOf("bare")};
    }
    void cleanupTestCase() { m_daemon.reset(); }

    void aContainer() { checkCuts(way("docker", {{"container", "box"}})); }
    void aContainerWithoutAShell() { checkCuts(way("docker", {{"container", "bare"}})); }
    void anImage() { checkCuts(way("docker", {{"image", "rzbox"}})); }
    void anImageWithoutAShell() { checkCuts(way("docker", {{"image", "rzbare"}})); }
    void aContainerEnteredDirectly() { checkCuts(way("setns", {{"container", "bare"}, {"kind", "docker"}})); }

    void anImageThroughAnotherContext()
    {
        FixedPrompts prompts;
        TestMaster master(&prompts);
        Way through = way("docker", {{"image", "rzbox"}});
        through.via = master.local();
        // Threads and descriptors of its first child stay.
        end(master, master.local(through.via));
        checkCuts(master, prompts, through);
    }

private:
    Way way(const char* method, std::initializer_list<std::pair<const char*, Value>> options)
    {
        return {.hop = hopTo(method, options), .left = [this] {
                    std::string text;
                    for (const std::string& name : m_daemon->containers()) {
                        if (!contains(m_containers, name))
                            text += str("container ", name, '\n');
                    }
                    for (const pid_t pid : m_pids)
                        text += touchesOf(pid);
                    return text;
                }};
    }

    std::optional<DockerDaemon> m_daemon;
    std::vector<std::string> m_containers;
    std::vector<pid_t> m_pids;
};

QTEST_GUILESS_MAIN(CutDockerTest)
#include "cut_docker_test.moc"
