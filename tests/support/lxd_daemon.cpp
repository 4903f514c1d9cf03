#include "tests/support/lxd_daemon.h"

#include "core/base/str.h"

#include <cstdlib>
#include <stdexcept>
#include <sys/utsname.h>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr const char* Lxd = "/usr/bin/lxd";
constexpr const char* Lxc = "/usr/bin/lxc";

constexpr std::string_view Preseed = "storage_pools:\n"
                                     "- {name: default, driver: dir}\n"
                                     "profiles:\n"
                                     "- name: default\n"
                                     "  devices:\n"
                                     "    root: {path: /, pool: default, type: disk}\n";

// Containers of an LXD that has no user ids to map.
std::vector<std::string> withConfiguration(std::vector<std::string> arguments)
{
    const std::string init = str("raw.lxc=lxc.init.cmd = ", ContainerSleeper);
    arguments.insert(arguments.end(), {"--config", init, "--config", "security.privileged=true"});
    return arguments;
}

std::string machine()
{
    utsname names{};
    ::uname(&names);
    return names.machine;
}

}  // namespace

std::string LxdDaemon::unavailable()
{
    return containersUnavailable({Lxd, Lxc});
}

LxdDaemon::LxdDaemon()
    : m_place("LXD_DIR", m_directory.file("lxd")), m_configuration("LXD_CONF", m_directory.file("conf"))
{
    const std::string place = m_directory.makeDirectory("lxd", 0711);
    m_directory.makeDirectory("conf");
    // Containers outlive their LXD.
    m_janitor = std::make_unique<Janitor>(
        str("export LXD_DIR=", place, " LXD_CONF=", m_directory.file("conf"), "; for c in $(", Lxc,
            " list --format csv --columns n); do ", Lxc, " delete --force $c; done; ", Lxd, " shutdown; grep -o '",
            place, "[^ ]*' /proc/mounts | sort -r | xargs -r -n1 umount -l; rm -rf ", m_directory.path()));
    m_process = std::make_unique<Background>(std::vector<std::string>{Lxd, "--group", "root"}, m_directory.file("log"));
    const auto answers = [] { return rz::test::run({Lxc, "list"}).ok(); };
    const bool up = waitUntil(
        [&] { return !m_process->running() || (::access((place + "/unix.socket").c_str(), F_OK) == 0 && answers()); },
        std::chrono::seconds(60));
    if (!up || !m_process->running())
        throw std::runtime_error("lxd does not start: " + log());
    mustRun({Lxd, "init", "--preseed"}, Preseed);
    importImages();
}

LxdDaemon::~LxdDaemon()
{
    const Ran listed = rz::test::run({Lxc, "list", "--format", "csv", "--columns", "n"});
    for (const std::string& name : listed.ok() ? linesOf(listed.output) : std::vector<std::string>())
        rz::test::run({Lxc, "delete", "--force", name});
    rz::test::run({Lxd, "shutdown"});
    m_process->stop(std::chrono::seconds(30));
    rz::test::run(
        {"sh", "-c", str("grep -o '", m_directory.path(), "[^ ]*' /proc/mounts | sort -r | xargs -r -n1 umount -l")});
}

void LxdDaemon::importImages() const
{
    for (const char* name : {"rzbox", "rzbare"}) {
        const std::string image = m_directory.makeDirectory(name, 0755);
        const std::string root = m_directory.makeDirectory(str(name, "/rootfs"), 0755);
        if (std::string_view(name) == "rzbare")
            makeBareRoot(root);
        else
            makeBusyboxRoot(root);
        writeFile(
            image + "/metadata.yaml",
            str("architecture: ", machine(), "\ncreation_date: 1700000000\nproperties: {description: ", name, "}\n"));
        const std::string archive = m_directory.write(str(name, ".tar"), packed(image));
        lxc({"image", "import", archive, "--alias", name, "--quiet"});
    }
}

std::string LxdDaemon::lxc(std::vector<std::string> arguments) const
{
    arguments.insert(arguments.begin(), Lxc);
    return mustRun(arguments);
}

void LxdDaemon::launch(const std::string& name, const std::string& image) const
{
    lxc(withConfiguration({"launch", image, name, "--quiet"}));
}

void LxdDaemon::create(const std::string& name, const std::string& image) const
{
    lxc(withConfiguration({"init", image, name, "--quiet"}));
}

pid_t LxdDaemon::pidOf(const std::string& container) const
{
    const std::string info = lxc({"info", container});
    const std::size_t at = info.find("PID: ");
    return at == std::string::npos ? 0 : std::atoi(info.c_str() + at + 5);
}

}  // namespace rz::test
