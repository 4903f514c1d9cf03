#include "agent/container_process.h"

#include "agent/functions/text_file.h"
#include "core/base/str.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::agent {

namespace {

struct Kind {
    const char* path;
    int type;
};
// The mount namespace last: what comes before it may be needed to be let in.
constexpr Kind Kinds[] = {
    {"ns/user", CLONE_NEWUSER}, {"ns/cgroup", CLONE_NEWCGROUP}, {"ns/ipc", CLONE_NEWIPC}, {"ns/uts", CLONE_NEWUTS},
    {"ns/net", CLONE_NEWNET},   {"ns/pid", CLONE_NEWPID},       {"ns/mnt", CLONE_NEWNS},
};

bool sameFile(int fd, const std::string& path)
{
    struct stat one{};
    struct stat other{};
    return ::fstat(fd, &one) == 0 && ::stat(path.c_str(), &other) == 0 && one.st_ino == other.st_ino &&
           one.st_dev == other.st_dev;
}

bool notPermitted(int error)
{
    return error == EACCES || error == EPERM;
}

// Joins a cgroup by its directory.
void joinCgroup(const std::string& directory)
{
    const UniqueFd processes(::open(str(directory, "/cgroup.procs").c_str(), O_WRONLY | O_CLOEXEC));
    if (processes)
        static_cast<void>(::write(processes.get(), "0", 1));
}

}  // namespace

Result<ContainerProcess> ContainerProcess::open(pid_t pid)
{
    ContainerProcess process;
    process.m_pid = pid;
    const std::string path = str("/proc/", pid);
    process.m_directory = UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!process.m_directory)
        return std::unexpected(process.explain(path, errno));
    process.m_root = UniqueFd(::openat(process.m_directory.get(), "root", O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!process.m_root)
        return std::unexpected(process.explain("root", errno));
    RZ_CHECK(process.openNamespaces());

    const std::string here = str("/proc/self/fd/", process.m_directory.get());
    process.m_environment = readTextFile(here + "/environ").value_or(std::string());
    process.m_cgroups = readTextFile(here + "/cgroup").value_or(std::string());
    RZ_TRY(const std::string status, readTextFile(here + "/status"));
    const std::string_view bound = fieldOf(status, "CapBnd:");
    std::from_chars(bound.data(), bound.data() + bound.size(), process.m_capabilityBound, 16);
    process.m_noNewPrivileges = fieldOf(status, "NoNewPrivs:") == "1";
    return process;
}

Result<> ContainerProcess::openNamespaces()
{
    for (const Kind& kind : Kinds) {
        UniqueFd fd(::openat(m_directory.get(), kind.path, O_RDONLY | O_CLOEXEC));
        if (!fd && errno == ENOENT)  // not of this kernel
            continue;
        if (!fd)
            return std::unexpected(explain(kind.path, errno));
        // One's own user namespace cannot be joined, and to join the others is work for nothing.
        if (sameFile(fd.get(), str("/proc/self/", kind.path)))
            continue;
        m_otherPidNamespace = m_otherPidNamespace || kind.type == CLONE_NEWPID;
        m_namespaces.push_back({std::move(fd), kind.type});
    }
    return {};
}

void ContainerProcess::joinCgroups() const
{
    std::string_view rest = m_cgroups;
    std::string_view line;
    while (nextLine(rest, line)) {  // "4:memory:/docker/…", "0::/docker/…"
        const std::vector<std::string_view> fields = splitAt(line, ':');
        if (fields.size() < 3 || fields[2].starts_with("/..") || fields[2] == "/")
            continue;
        std::string_view controllers = fields[1];
        if (controllers.starts_with("name="))
            controllers.remove_prefix(5);
        if (controllers.empty())
            joinCgroup(str("/sys/fs/cgroup/unified", fields[2]));
        joinCgroup(str("/sys/fs/cgroup/", controllers, fields[2]));
    }
}

Result<> ContainerProcess::join()
{
    // From outside, with our own rights, whatever they suffice for; then the user namespace; then what only its root may.
    const auto enterAll = [this](bool user) {
        std::erase_if(m_namespaces, [user](const Namespace& one) {
            return (one.type == CLONE_NEWUSER) == user && ::setns(one.fd.get(), one.type) == 0;
        });
    };
    enterAll(false);
    const std::size_t left = m_namespaces.size();
    enterAll(true);
    const bool otherUsers = m_namespaces.size() != left;
    enterAll(false);
    if (!m_namespaces.empty()) {
        const Namespace& one = m_namespaces.front();
        if (::setns(one.fd.get(), one.type) != 0)
            return std::unexpected(explain("a namespace", errno));
    }
    if (::fchdir(m_root.get()) != 0 || ::chroot(".") != 0)
        return std::unexpected(explain("its root directory", errno));
    if (otherUsers) {
        static_cast<void>(::setgroups(0, nullptr));  // refused where an unprivileged user made the namespace
        if (::setresgid(0, 0, 0) != 0 || ::setresuid(0, 0, 0) != 0)
            return failErrno("cannot become root in the container's user namespace", errno);
    }
    return {};
}

Error ContainerProcess::explain(std::string_view what, int error) const
{
    if (error == ENOENT || error == ESRCH)
        return Error(ErrorKind::Stream, str("there is no process ", m_pid));
    if (notPermitted(error))
        return Error(ErrorKind::Stream, str("no permission to enter process ", m_pid));
    return Error::fromErrno(str("cannot enter process ", m_pid, ": ", what), error);
}

}  // namespace rz::agent
