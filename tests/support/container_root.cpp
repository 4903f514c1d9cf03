#include "tests/support/container_root.h"

#include "core/base/str.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <dirent.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr const char* Busybox = "/bin/busybox";

void makeDirectory(const std::string& path, mode_t mode)
{
    if (::mkdir(path.c_str(), mode) != 0 || ::chmod(path.c_str(), mode) != 0)
        throw std::runtime_error("cannot make " + path);
}

std::string pidNamespace(std::string_view pid)
{
    std::array<char, 64> target{};
    const ssize_t size = ::readlink(str("/proc/", pid, "/ns/pid").c_str(), target.data(), target.size());
    return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

bool mayAdministrate()
{
    constexpr std::uint64_t SysAdmin = 1ULL << 21;
    const std::string status = readFile("/proc/self/status");
    const std::size_t at = status.find("CapEff:\t");
    return at != std::string::npos && (std::strtoull(status.c_str() + at + 8, nullptr, 16) & SysAdmin) != 0;
}

}  // namespace

void makeBareRoot(const std::string& directory)
{
    for (const char* name : {"bin", "dev", "etc", "proc", "root", "sbin", "sys", "var"})
        makeDirectory(str(directory, '/', name), 0755);
    makeDirectory(directory + "/tmp", 01777);
    mustRun({"cp", binary("container-sleeper"), directory + ContainerSleeper});
    mustRun({"ln", "-s", ContainerSleeper, directory + "/sbin/init"});
    writeFile(directory + "/etc/passwd",
              str("root:x:0:0:root:/root:/bin/sh\n", ContainerUser, ":x:", ContainerUserId, ':', ContainerUserId,
                  ":Tester:/tmp:/bin/sh\n"),
              0644);
    writeFile(directory + "/etc/group", str("root:x:0:\n", ContainerUser, ":x:", ContainerUserId, ":\n"), 0644);
}

void makeBusyboxRoot(const std::string& directory)
{
    makeBareRoot(directory);
    mustRun({"cp", Busybox, directory + "/bin/busybox"});
    mustRun({"chroot", directory, "/bin/busybox", "--install", "-s", "/bin"});
}

void addPython(const std::string& directory)
{
    // As files, whatever are links here. The library's parts for developers are the larger half of it.
    mustRun({"sh", "-c",
             "set -e; library=$(\"$1\" -c 'import os; print(os.path.dirname(os.__file__))');"
             "tar -C / -hc --exclude='config-*' --exclude=test --exclude=dist-packages --exclude=site-packages "
             "\"${1#/}\" \"${library#/}\" $(ldd \"$1\" | grep -o '/[^ ]*' | cut -c 2-) | tar -C \"$2\" -x",
             "sh", "/usr/bin/python3", directory});
    mustRun({"ln", "-s", "../usr/bin/python3", directory + "/bin/python3"});
}

std::string packed(const std::string& directory)
{
    return mustRun({"tar", "-C", directory, "-c", "."});
}

std::vector<pid_t> processesInNamespaceOf(pid_t pid)
{
    std::vector<pid_t> found;
    const std::string wanted = pidNamespace(str(pid));
    DIR* directory = wanted.empty() ? nullptr : ::opendir("/proc");
    while (const dirent* entry = directory == nullptr ? nullptr : ::readdir(directory)) {
        const std::string_view name = entry->d_name;
        pid_t number = 0;
        if (std::from_chars(name.begin(), name.end(), number).ptr != name.end() || pidNamespace(name) != wanted)
            continue;
        if (readFile(str("/proc/", name, "/stat")).find(") Z ") == std::string::npos)
            found.push_back(number);
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

std::string containersUnavailable()
{
    if (::geteuid() != 0)
        return "containers need root";
    if (!mayAdministrate())
        return "containers need CAP_SYS_ADMIN";
    if (::access(Busybox, X_OK) != 0)
        return "busybox is not installed";
    return {};
}

std::string containersUnavailable(const std::vector<std::string>& programs)
{
    std::string reason = containersUnavailable();
    for (const std::string& program : programs) {
        if (reason.empty() && ::access(program.c_str(), X_OK) != 0)
            reason = program + " is not installed";
    }
    return reason;
}

std::vector<std::string> linesOf(std::string_view output)
{
    std::vector<std::string> lines;
    while (!output.empty()) {
        const std::size_t end = std::min(output.find('\n'), output.size());
        lines.emplace_back(output.substr(0, end));
        output.remove_prefix(std::min(end + 1, output.size()));
    }
    return lines;
}

ScopedEnvironment::ScopedEnvironment(std::string name, const std::string& value) : m_name(std::move(name))
{
    ::setenv(m_name.c_str(), value.c_str(), 1);
}

ScopedEnvironment::~ScopedEnvironment()
{
    ::unsetenv(m_name.c_str());
}

}  // namespace rz::test
