#include "tests/support/podman_storage.h"

#include "core/base/str.h"
#include "tests/support/run.h"

#include <cstdlib>

namespace rz::test {

namespace {

constexpr const char* Podman = "/usr/bin/podman";
constexpr const char* Buildah = "/usr/bin/buildah";

std::string output(std::vector<std::string> arguments, const char* program)
{
    arguments.insert(arguments.begin(), program);
    std::string printed = mustRun(arguments);
    if (printed.ends_with('\n'))
        printed.pop_back();
    return printed;
}

}  // namespace

std::string PodmanStorage::unavailable()
{
    return containersUnavailable({Podman, Buildah, "/usr/sbin/runc"});
}

PodmanStorage::PodmanStorage()
    : m_configuration("CONTAINERS_CONF", m_directory.file("containers.conf")),
      m_storage("CONTAINERS_STORAGE_CONF", m_directory.file("storage.conf")),
      m_isolation("BUILDAH_ISOLATION", "chroot")
{
    // Limits that need no CAP_SYS_RESOURCE.
    m_directory.write("containers.conf", str("[containers]\n"
                                             "default_ulimits = [\"nofile=1024:1024\", \"nproc=4096:4096\"]\n"
                                             "netns = \"none\"\n"
                                             "[engine]\n"
                                             "runtime = \"runc\"\n"
                                             "cgroup_manager = \"cgroupfs\"\n"
                                             "events_logger = \"file\"\n"
                                             "tmp_dir = \"",
                                             m_directory.file("tmp"), "\"\n"));
    m_directory.write("storage.conf", str("[storage]\n"
                                          "driver = \"vfs\"\n"
                                          "graphroot = \"",
                                          m_directory.file("root"),
                                          "\"\n"
                                          "runroot = \"",
                                          m_directory.file("run"), "\"\n"));
    m_janitor = std::make_unique<Janitor>(str("export CONTAINERS_CONF=", m_directory.file("containers.conf"),
                                              " CONTAINERS_STORAGE_CONF=", m_directory.file("storage.conf"), "; ",
                                              Podman, " rm --all --force --time 0; rm -rf ", m_directory.path()));
}

PodmanStorage::~PodmanStorage()
{
    rz::test::run({Podman, "rm", "--all", "--force", "--time", "0"});
}

std::string PodmanStorage::podman(std::vector<std::string> arguments) const
{
    return output(std::move(arguments), Podman);
}

std::string PodmanStorage::buildah(std::vector<std::string> arguments) const
{
    return output(std::move(arguments), Buildah);
}

void PodmanStorage::importImages() const
{
    const std::string box = m_directory.makeDirectory("box", 0755);
    const std::string bare = m_directory.makeDirectory("bare", 0755);
    makeBusyboxRoot(box);
    makeBareRoot(bare);
    const std::string command = str("CMD [\"", ContainerSleeper, "\"]");
    mustRun({Podman, "import", "--quiet", "--change", command, "-", "rzbox"}, packed(box));
    mustRun({Podman, "import", "--quiet", "--change", command, "-", "rzbare"}, packed(bare));
}

void PodmanStorage::run(const std::string& name, const std::string& image) const
{
    podman({"run", "--detach", "--name", name, image});
}

pid_t PodmanStorage::pidOf(const std::string& container) const
{
    return std::atoi(podman({"inspect", "--format", "{{.State.Pid}}", container}).c_str());
}

void PodmanStorage::makeWorkingContainer(const std::string& name) const
{
    const std::string box = m_directory.makeDirectory(str("working-", name), 0755);
    makeBusyboxRoot(box);
    buildah({"from", "--name", name, "scratch"});
    buildah({"copy", "--quiet", name, box, "/"});
}

}  // namespace rz::test
