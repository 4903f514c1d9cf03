#include "tests/support/leak_check.h"

#include "core/base/str.h"
#include "tests/support/processes.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <array>
#include <cstdlib>
#include <dirent.h>
#include <functional>
#include <unistd.h>

namespace rz::test {

namespace {

void forEachEntry(const std::string& directory, const std::function<void(std::string_view name)>& visit)
{
    DIR* opened = ::opendir(directory.c_str());
    if (opened == nullptr)
        return;
    while (const dirent* entry = ::readdir(opened))
        visit(entry->d_name);
    ::closedir(opened);
}

// Descriptors by number and target, so that a reused number is seen. Qt and sanitizers open some for good at first use.
void addDescriptors(pid_t pid, std::map<std::string, std::string>& found)
{
    const std::string directory = str("/proc/", pid, "/fd/");
    forEachEntry(directory, [&](std::string_view name) {
        std::array<char, 256> target{};
        if (::readlink(str(directory, name).c_str(), target.data(), target.size() - 1) <= 0)
            return;
        const std::string_view what = target.data();
        if (!what.starts_with("/proc/") && !what.starts_with("/dev/urandom"))
            found.emplace(str("descriptor ", name, " of ", pid, ": ", what), "");
    });
}

// By number alone: what has just been started may not have its command line yet.
void addChildren(pid_t pid, std::map<std::string, std::string>& found)
{
    for (const pid_t child : childrenOf(pid))
        found.emplace(str("child process ", child, " of ", pid), str(": ", commandOf(child)));
}

}  // namespace

LeakCheck::LeakCheck(std::vector<std::string> directories, std::vector<uid_t> users, std::optional<pid_t> other)
    : m_directories(std::move(directories)), m_users(std::move(users)), m_processes{::getpid()}
{
    if (other && *other != ::getpid())
        m_processes.push_back(*other);
    m_before = look();
}

std::string LeakCheck::leaks(Duration patience) const
{
    std::map<std::string, std::string> found;
    waitUntil(
        [&] {
            found = look();
            std::erase_if(found, [this](const auto& one) { return m_before.contains(one.first); });
            return found.empty();
        },
        patience);
    std::string text;
    for (const auto& [what, detail] : found)
        text += str(what, detail, '\n');
    return text;
}

std::map<std::string, std::string> LeakCheck::look() const
{
    std::map<std::string, std::string> found;
    for (const pid_t pid : m_processes) {
        addDescriptors(pid, found);
        addChildren(pid, found);
    }
    for (const uid_t user : m_users) {
        for (const pid_t pid : processesOf(user))
            found.emplace(str("process ", pid, " of user ", user), str(": ", commandOf(pid)));
    }
    std::vector<std::string> directories = m_directories;
    directories.insert(directories.end(), {"/tmp", "/var/tmp", "/dev/shm"});
    if (const char* home = std::getenv("HOME"); home != nullptr)
        directories.emplace_back(home);
    for (const std::string& directory : directories) {
        forEachEntry(directory, [&](std::string_view name) {
            // Only what an agent unpacked: other programs use these places, too.
            if (name.starts_with(".rhizome-"))
                found.emplace(str("file ", directory, '/', name), "");
        });
    }
    return found;
}

}  // namespace rz::test
