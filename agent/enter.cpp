#include "agent/enter.h"

#include "agent/container_process.h"
#include "agent/functions/accounts.h"
#include "agent/functions/text_file.h"
#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#ifndef MFD_EXEC
#define MFD_EXEC 0x0010U
#endif

namespace rz::agent {

namespace {

constexpr std::string_view DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
constexpr int Sealed = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;

Result<UniqueFd> copyInMemory(int file)
{
    struct stat status{};
    // Kernels before 6.3 do not know MFD_EXEC; some later ones want it.
    UniqueFd memory(::memfd_create("rhizome-agent", MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_EXEC));
    if (!memory && errno == EINVAL)
        memory = UniqueFd(::memfd_create("rhizome-agent", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory || ::fstat(file, &status) != 0)
        return failErrno("cannot hold the agent in memory", errno);
    for (off_t done = 0; done < status.st_size;) {
        const ssize_t count = ::sendfile(memory.get(), file, &done, static_cast<std::size_t>(status.st_size - done));
        if (count <= 0)
            return failErrno("cannot hold the agent in memory", count == 0 ? EIO : errno);
    }
    if (::fcntl(memory.get(), F_ADD_SEALS, Sealed) != 0)
        return failErrno("cannot seal the agent's memory", errno);
    return memory;
}

// This executable, such that nobody who sees it as /proc/PID/exe can write to it. The file it was started from would be open
// to root in the container, who could so replace the agent outside: it is left for a sealed copy before anything is joined.
Result<UniqueFd> sealedExecutable(std::span<char*> argv)
{
    UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    if (!file)
        return failErrno("/proc/self/exe", errno);
    if (const int seals = ::fcntl(file.get(), F_GET_SEALS); seals >= 0 && (seals & F_SEAL_WRITE) != 0)
        return file;
    RZ_TRY(const UniqueFd memory, copyInMemory(file.get()));
    ::fexecve(memory.get(), argv.data(), ::environ);
    return failErrno("cannot execute the agent out of memory", errno);
}

std::optional<uid_t> number(std::string_view text)
{
    uid_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
        return {};
    return value;
}

struct Identity {
    Account account;
    std::vector<gid_t> groups;
};

// By the container's files alone: its getent would run with our rights.
Result<Identity> findUser(const std::string& wanted)
{
    Accounts accounts("/etc", Accounts::Sources::Files);
    const auto uid = number(wanted);
    std::optional<Account> found;
    for (Account& account : accounts.users()) {
        if (!found && (account.name == wanted || account.uid == uid))
            found = std::move(account);
    }
    // Containers without /etc/passwd have a root all the same.
    if (!found && wanted == "root")
        found = Account{.name = wanted, .home = "/root", .shell = "/bin/sh"};
    if (!found && uid)
        found = Account{.name = wanted, .uid = *uid, .gid = *uid, .home = "/", .shell = "/bin/sh"};
    if (!found)
        return fail(ErrorKind::Argument, str("the container has no user named '", wanted, "'"));
    Identity identity{.account = std::move(*found), .groups = {}};
    identity.groups.push_back(identity.account.gid);
    for (const Group& group : accounts.groups()) {
        if (std::ranges::find(group.members, identity.account.name) != group.members.end())
            identity.groups.push_back(group.gid);
    }
    return identity;
}

// Root in the container may do no more here than in a process that was started there.
void limitPrivileges(const ContainerProcess& process)
{
    for (int capability = 0; capability < 64; ++capability) {
        if ((process.capabilityBound() >> capability & 1U) == 0)
            ::prctl(PR_CAPBSET_DROP, capability);
    }
    if (process.noNewPrivileges())
        ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

Result<> become(const Identity& identity)
{
    const Account& account = identity.account;
    // In a user namespace groups may be fixed for good; then nothing is gained or lost by them.
    if (::setgroups(identity.groups.size(), identity.groups.data()) != 0 && errno != EPERM)
        return failErrno("cannot set the groups", errno);
    if (::setresgid(account.gid, account.gid, account.gid) != 0 ||
        ::setresuid(account.uid, account.uid, account.uid) != 0)
        return failErrno(str("cannot become ", account.name, " in the container"), errno);
    if (::chdir(account.home.c_str()) != 0 && ::chdir("/") != 0)
        return failErrno("/", errno);
    return {};
}

// That of the process in the container, as `docker exec` does it, with what is the user's own.
std::vector<std::string> environmentFor(const Account& account, const ContainerProcess& process)
{
    std::vector<std::string> environment;
    bool path = false;
    for (const std::string_view variable : splitAt(process.environment(), '\0')) {
        const std::string_view name = variable.substr(0, variable.find('='));
        if (name.empty() || name == "HOME" || name == "SHELL" || name == "USER" || name == "LOGNAME")
            continue;
        path = path || name == "PATH";
        environment.emplace_back(variable);
    }
    if (!path)
        environment.emplace_back(DefaultPath);
    environment.push_back(str("HOME=", account.home));
    environment.push_back(str("SHELL=", account.shell));
    environment.push_back(str("USER=", account.name));
    environment.push_back(str("LOGNAME=", account.name));
    return environment;
}

// `command`: what to execute in there; the agent itself when empty. `waiter`: the process that waits outside, where the kernel
// can tell of it.
Error becomeProgram(int executable, std::span<char*> command, const Identity& identity, const ContainerProcess& process,
                    const UniqueFd& waiter)
{
    limitPrivileges(process);
    if (auto became = become(identity); !became)
        return std::move(became).error();
    if (process.otherPidNamespace()) {
        ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // of the process that waits outside
        pollfd ended{.fd = waiter.get(), .events = POLLIN, .revents = 0};
        if (waiter && ::poll(&ended, 1, 0) > 0)  // before that
            ::_exit(128 + SIGTERM);
    }
    std::vector<std::string> texts = environmentFor(identity.account, process);
    std::vector<char*> environment;
    environment.reserve(texts.size() + 1);
    for (std::string& text : texts)
        environment.push_back(text.data());
    environment.push_back(nullptr);
    if (!command.empty()) {
        ::environ = environment.data();  // whose PATH it is looked for in
        ::execvp(command.front(), command.data());
        return Error::fromErrno(str("cannot execute ", command.front(), " in the container"), errno);
    }
    std::string name = "rhizome-agent";
    char* argv[] = {name.data(), nullptr};
    ::fexecve(executable, argv, environment.data());
    return Error::fromErrno("cannot execute the agent in the container", errno);
}

// It ends with its stream, which this process must not hold open; its exit status becomes ours.
int waitFor(pid_t program)
{
    ::close_range(0, UINT_MAX, 0);
    int status = 0;
    while (::waitpid(program, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

Result<int> enter(std::span<char*> argv)
{
    constexpr std::size_t PidPosition = 2;
    constexpr std::size_t UserPosition = 3;
    constexpr std::size_t CommandPosition = 4;
    const auto pid = argv.size() > PidPosition ? number(argv[PidPosition]) : std::nullopt;
    if (!pid || *pid == 0)
        return fail(ErrorKind::Argument, "enter needs the number of a process");
    const std::string user = argv.size() > UserPosition ? argv[UserPosition] : "root";

    RZ_TRY(const UniqueFd executable, sealedExecutable(argv));
    // Neither to be traced nor to be looked into through /proc from inside, until it is all over with execve().
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    RZ_TRY(ContainerProcess process, ContainerProcess::open(static_cast<pid_t>(*pid)));
    process.joinCgroups();
    RZ_CHECK(process.join());
    RZ_TRY(const Identity identity, findUser(user));

    UniqueFd self;
    if (process.otherPidNamespace()) {
        self = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
        // There are no threads, so nothing of what fork() does besides, for which it brings stdio along, is wanted.
        const pid_t child = ::_Fork();
        if (child < 0)
            return failErrno("cannot start a process in the container", errno);
        if (child > 0)
            return waitFor(child);
    }
    // Ends with a null pointer, as all of argv.
    return std::unexpected(
        becomeProgram(executable.get(), argv.subspan(std::min(CommandPosition, argv.size())), identity, process, self));
}

}  // namespace rz::agent
