#include "tests/support/test_user.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <dirent.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdexcept>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::test {

namespace {

// Programs that change the account files give up on each other's lock; tests that run side by side wait here.
class AccountLock {
public:
    AccountLock() : m_fd(::open("/etc/login.defs", O_RDONLY | O_CLOEXEC)) { ::flock(m_fd.get(), LOCK_EX); }

private:
    UniqueFd m_fd;
};

std::string removalCommand(const std::string& name, uid_t uid)
{
    return str("for p in /proc/[0-9]*; do [ \"$(stat -c %u $p 2>/dev/null)\" = ", uid,
               " ] && kill -KILL ${p#/proc/}; done; "
               "exec flock /etc/login.defs userdel --force --remove ",
               name, " >/dev/null 2>&1");
}

}  // namespace

std::string TestUser::unavailable()
{
    if (::geteuid() != 0)
        return "test accounts need root";
    if (::access("/usr/sbin/useradd", X_OK) != 0)
        return "useradd is not installed";
    return {};
}

TestUser::TestUser(std::string_view loginShell)
    : m_name(str("rz", randomWord(8))), m_password(randomWord(16)), m_home(str("/home/", m_name))
{
    const AccountLock lock;
    mustRun({"useradd", "--create-home", "--shell", std::string(loginShell), "--user-group", m_name});
    // A cheap hash: each login checks it.
    mustRun({"chpasswd", "--crypt-method", "SHA256", "--sha-rounds", "1000"}, str(m_name, ':', m_password, '\n'));
    const passwd* entry = ::getpwnam(m_name.c_str());
    if (entry == nullptr)
        throw std::runtime_error(str("useradd made no ", m_name));
    m_uid = entry->pw_uid;
    m_janitor = std::make_unique<Janitor>(removalCommand(m_name, m_uid));
}

TestUser::~TestUser()
{
    m_janitor.reset();
    waitUntil([this] {
        signalProcesses(SIGKILL);
        return processes().empty();
    });
    const AccountLock lock;
    run({"userdel", "--force", "--remove", m_name});
}

std::string TestUser::write(std::string_view name, std::string_view content, mode_t mode) const
{
    std::string path = str(m_home, '/', name);
    writeFile(path, content, mode);
    if (::chown(path.c_str(), m_uid, static_cast<gid_t>(-1)) != 0)
        throw std::runtime_error(str("cannot give ", path, " to ", m_name));
    return path;
}

std::vector<pid_t> TestUser::processes() const
{
    return processesOf(m_uid);
}

void TestUser::signalProcesses(int number) const
{
    for (const pid_t pid : processes())
        ::kill(pid, number);
}

namespace {

// Ended, and only not yet taken note of by its parent: init may be slow at that.
bool isZombie(const std::string& process)
{
    return readFile(process + "/stat").find(") Z ") != std::string::npos;
}

}  // namespace

std::vector<pid_t> processesOf(uid_t uid)
{
    std::vector<pid_t> found;
    DIR* directory = ::opendir("/proc");
    while (const dirent* entry = directory == nullptr ? nullptr : ::readdir(directory)) {
        const std::string_view name = entry->d_name;
        pid_t pid = 0;
        if (std::from_chars(name.begin(), name.end(), pid).ptr != name.end())
            continue;
        struct stat status{};
        const std::string process = str("/proc/", name);
        if (::stat(process.c_str(), &status) == 0 && status.st_uid == uid && !isZombie(process))
            found.push_back(pid);
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

std::string randomWord(std::size_t length)
{
    constexpr std::string_view letters = "abcdefghjkmnpqrstuvwxyz23456789";
    std::string word(length, '\0');
    if (::getrandom(word.data(), length, 0) != static_cast<ssize_t>(length))
        throw std::runtime_error("getrandom failed");
    for (char& letter : word)
        letter = letters[static_cast<unsigned char>(letter) % letters.size()];
    return word;
}

}  // namespace rz::test
