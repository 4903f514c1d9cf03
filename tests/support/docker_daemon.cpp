#include "tests/support/docker_daemon.h"

#include "core/base/str.h"

#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr const char* Docker = "/usr/bin/docker";
constexpr const char* Dockerd = "/usr/sbin/dockerd";

}  // namespace

std::string DockerDaemon::unavailable()
{
    return containersUnavailable({Docker, Dockerd, "/usr/sbin/runc"});
}

DockerDaemon::DockerDaemon()
    : m_host("DOCKER_HOST", "unix://" + socket()), m_configuration("DOCKER_CONFIG", m_directory.file("config"))
{
    const std::string pidFile = m_directory.file("pid");
    // The daemon ends its containers and its containerd with itself.
    m_janitor = std::make_unique<Janitor>(str(
        "export DOCKER_HOST=unix://", socket(), "; ", Docker, " rm --force $(", Docker, " ps --all --quiet); p=$(cat ",
        pidFile, ") && kill $p && for i in $(seq 200); do kill -0 $p || break; sleep 0.1; done; umount -l ",
        m_directory.file("data"), "; rm -rf ", m_directory.path()));
    m_process = std::make_unique<Background>(
        std::vector<std::string>{Dockerd, "--host", "unix://" + socket(), "--data-root", m_directory.file("data"),
                                 "--exec-root", m_directory.file("exec"), "--pidfile", pidFile, "--iptables=false",
                                 "--bridge=none", "--storage-driver=vfs"},
        m_directory.file("log"));
    const bool up = waitUntil([&] { return !m_process->running() || ::access(socket().c_str(), F_OK) == 0; },
                              std::chrono::seconds(60));
    if (!up || !m_process->running() || !rz::test::run({Docker, "version"}).ok())
        throw std::runtime_error("dockerd does not start: " + log());
    importImages();
}

DockerDaemon::~DockerDaemon()
{
    std::vector<std::string> command{Docker, "rm", "--force"};
    for (const std::string& name : containers())
        command.push_back(name);
    if (command.size() > 3)
        rz::test::run(command);
    m_process->stop(std::chrono::seconds(30));
    rz::test::run({"sh", "-c", str("umount -l ", m_directory.file("data"))});
}

void DockerDaemon::importImages() const
{
    const std::string box = m_directory.makeDirectory("box", 0755);
    const std::string bare = m_directory.makeDirectory("bare", 0755);
    makeBusyboxRoot(box);
    makeBareRoot(bare);
    const std::string command = str("CMD [\"", ContainerSleeper, "\"]");
    mustRun({Docker, "import", "--change", command, "-", "rzbox"}, packed(box));
    mustRun({Docker, "import", "--change", command, "-", "rzbare"}, packed(bare));
}

std::string DockerDaemon::docker(std::vector<std::string> arguments) const
{
    arguments.insert(arguments.begin(), Docker);
    std::string output = mustRun(arguments);
    if (output.ends_with('\n'))
        output.pop_back();
    return output;
}

void DockerDaemon::run(const std::string& name, const std::string& image, const std::vector<std::string>& options) const
{
    std::vector<std::string> arguments{"run", "--detach", "--network=none", "--name", name};
    arguments.insert(arguments.end(), options.begin(), options.end());
    arguments.push_back(image);
    docker(std::move(arguments));
}

void DockerDaemon::create(const std::string& name, const std::string& image) const
{
    docker({"create", "--network=none", "--name", name, image});
}

pid_t DockerDaemon::pidOf(const std::string& container) const
{
    return std::atoi(docker({"inspect", "--format", "{{.State.Pid}}", container}).c_str());
}

std::vector<std::string> DockerDaemon::containers() const
{
    const Ran ran = rz::test::run({Docker, "ps", "--all", "--format", "{{.Names}}"});
    return ran.ok() ? linesOf(ran.output) : std::vector<std::string>();
}

}  // namespace rz::test
