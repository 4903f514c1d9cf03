#include "core/io/spawn.h"

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "core/base/assertion.h"
#include "core/base/str.h"

namespace rz::io {

namespace {

constexpr int StandardDescriptors = 3;
constexpr std::string_view DefaultPath = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

// posix_spawn's two attribute objects with a destructor.
struct Attributes {
    Attributes() { ::posix_spawnattr_init(&value); }
    ~Attributes() { ::posix_spawnattr_destroy(&value); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;
    posix_spawnattr_t value;
};

struct FileActions {
    FileActions() { ::posix_spawn_file_actions_init(&value); }
    ~FileActions() { ::posix_spawn_file_actions_destroy(&value); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    posix_spawn_file_actions_t value;
};

// Which of our descriptors becomes which of the child's, such that no step overwrites the source of a later one.
class DescriptorPlan {
public:
    static Result<DescriptorPlan> create(const SpawnOptions& options)
    {
        DescriptorPlan plan;
        plan.m_sources = options.descriptors;
        RZ_CHECK(plan.fillStandard());
        plan.m_end = plan.m_sources.rbegin()->first + 1;
        RZ_CHECK(plan.moveAside());
        return plan;
    }

    void addTo(FileActions& actions, const std::string& controllingTty) const
    {
        for (const auto& [target, source] : m_sources)
            ::posix_spawn_file_actions_adddup2(&actions.value, source, target);  // equal numbers: clears close-on-exec
        for (int fd = StandardDescriptors; fd < m_end; ++fd) {
            if (!m_sources.contains(fd))
                ::posix_spawn_file_actions_addclose(&actions.value, fd);
        }
        // The leader of a session without a terminal gets the first one it opens.
        if (!controllingTty.empty())
            ::posix_spawn_file_actions_addopen(&actions.value, m_end, controllingTty.c_str(), O_RDWR, 0);
        ::posix_spawn_file_actions_addclosefrom_np(&actions.value, m_end);
    }

private:
    Result<> fillStandard()
    {
        for (int fd = 0; fd < StandardDescriptors; ++fd) {
            if (m_sources.contains(fd))
                continue;
            if (!m_null)
                m_null = UniqueFd(::open("/dev/null", O_RDWR | O_CLOEXEC));
            if (!m_null)
                return failErrno("cannot open /dev/null", errno);
            m_sources.emplace(fd, m_null.get());
        }
        return {};
    }

    Result<> moveAside()
    {
        for (auto& [target, source] : m_sources) {
            if (source == target || !m_sources.contains(source))
                continue;
            UniqueFd copy(::fcntl(source, F_DUPFD_CLOEXEC, m_end));
            if (!copy)
                return failErrno("cannot duplicate a descriptor", errno);
            source = copy.get();
            m_aside.push_back(std::move(copy));
        }
        return {};
    }

    std::map<int, int> m_sources;  // child's number -> ours
    int m_end = 0;                 // one past the child's highest
    UniqueFd m_null;
    std::vector<UniqueFd> m_aside;
};

std::vector<char*> toPointers(const std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (const std::string& text : texts)
        pointers.push_back(const_cast<char*>(text.c_str()));  // NOLINT: exec's historical signature
    pointers.push_back(nullptr);
    return pointers;
}

std::string_view searchPath(const SpawnOptions& options)
{
    constexpr std::string_view Prefix = "PATH=";
    if (options.environment) {
        for (const std::string& variable : *options.environment) {
            if (variable.starts_with(Prefix))
                return std::string_view(variable).substr(Prefix.size());
        }
        return DefaultPath;
    }
    const char* const path = ::getenv("PATH");
    return path != nullptr ? path : DefaultPath;
}

// 0, or why the file cannot be executed.
int executionError(const std::string& path)
{
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0)
        return errno;
    if (!S_ISREG(status.st_mode))
        return EACCES;
    return ::access(path.c_str(), X_OK) == 0 ? 0 : errno;
}

Result<std::string> findProgram(const std::string& name, std::string_view path)
{
    if (name.find('/') != std::string::npos)
        return name;
    int error = ENOENT;
    while (!name.empty()) {
        const auto end = std::min(path.find(':'), path.size());
        const std::string_view directory = path.substr(0, end);
        std::string candidate = directory.empty() ? str("./", name) : str(directory, '/', name);
        const int reason = executionError(candidate);
        if (reason == 0)
            return candidate;
        // A file that may not be executed says more than the directories that do not have it.
        if (reason == EACCES)
            error = EACCES;
        if (end == path.size())
            break;
        path.remove_prefix(end + 1);
    }
    return failErrno(str("cannot execute ", name), error);
}

// posix_spawn() gives one errno for all steps; this finds out which one it was about.
Error explain(const SpawnOptions& options, const std::string& program, int error)
{
    if (!options.workingDirectory.empty() && ::access(options.workingDirectory.c_str(), X_OK) != 0)
        return Error::fromErrno(str("cannot execute ", program, " in ", options.workingDirectory), errno);
    if (!options.controllingTty.empty() && ::access(options.controllingTty.c_str(), R_OK | W_OK) != 0)
        return Error::fromErrno(str("cannot execute ", program, " on ", options.controllingTty), errno);
    return Error::fromErrno(str("cannot execute ", program), error);
}

void setAttributes(Attributes& attributes, bool newSession)
{
    // Whatever this program does with its signals, the child starts as from a shell.
    sigset_t signals;
    ::sigemptyset(&signals);
    ::posix_spawnattr_setsigmask(&attributes.value, &signals);
    ::sigfillset(&signals);
    for (const int number : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) {
        struct sigaction action{};
        if (!newSession && ::sigaction(number, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
            ::sigdelset(&signals, number);
    }
    ::posix_spawnattr_setsigdefault(&attributes.value, &signals);
    int flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    if (newSession)
        flags |= POSIX_SPAWN_SETSID;
    ::posix_spawnattr_setflags(&attributes.value, static_cast<short>(flags));
}

}  // namespace

bool canBeStarted(std::string_view program)
{
    const auto found = findProgram(std::string(program), searchPath({}));
    return found && executionError(*found) == 0;
}

void stopIgnoringChildren()
{
    struct sigaction action{};
    if (::sigaction(SIGCHLD, nullptr, &action) == 0 && action.sa_handler == SIG_IGN)
        ::signal(SIGCHLD, SIG_DFL);
}

Result<pid_t> spawnProgram(const SpawnOptions& options)
{
    RZ_ASSERT(!options.argv.empty());
    RZ_ASSERT(options.controllingTty.empty() || options.newSession);
    const std::string& name = options.program.empty() ? options.argv.front() : options.program;
    RZ_TRY(const std::string program, findProgram(name, searchPath(options)));
    RZ_TRY(const DescriptorPlan plan, DescriptorPlan::create(options));

    Attributes attributes;
    setAttributes(attributes, options.newSession);
    FileActions actions;
    plan.addTo(actions, options.controllingTty);
    if (!options.workingDirectory.empty())
        ::posix_spawn_file_actions_addchdir_np(&actions.value, options.workingDirectory.c_str());

    const std::vector<char*> arguments = toPointers(options.argv);
    std::vector<char*> environment;
    if (options.environment)
        environment = toPointers(*options.environment);
    pid_t pid = 0;
    const int error = ::posix_spawn(&pid, program.c_str(), &actions.value, &attributes.value, arguments.data(),
                                    options.environment ? environment.data() : environ);
    if (error != 0)
        return std::unexpected(explain(options, program, error));
    return pid;
}

}  // namespace rz::io
