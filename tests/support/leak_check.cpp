#include "tests/support/leak_check.h"

#include "core/base/str.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_user.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <dirent.h>
#include <functional>
#include <iterator>
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
void addDescriptors(std::set<std::string>& found)
{
    forEachEntry("/proc/self/fd", [&](std::string_view name) {
        std::array<char, 256> target{};
        if (::readlink(str("/proc/self/fd/", name).c_str(), target.data(), target.size() - 1) <= 0)
            return;
        const std::string_view what = target.data();
        if (!what.starts_with("/proc/") && !what.starts_with("/dev/urandom"))
            found.insert(str("descriptor ", name, " of ", what));
    });
}

std::string commandOf(pid_t pid)
{
    std::string command = readFile(str("/proc/", pid, "/cmdline"));
    std::ranges::replace(command, '\0', ' ');
    return command;
}

void addChildren(std::set<std::string>& found)
{
    forEachEntry("/proc/self/task", [&](std::string_view thread) {
        const std::string children = readFile(str("/proc/self/task/", thread, "/children"));
        for (std::size_t begin = 0; begin < children.size();) {
            const std::size_t end = std::min(children.find(' ', begin), children.size());
            const pid_t pid = std::atoi(children.substr(begin, end - begin).c_str());
            found.insert(str("child process ", pid, ": ", commandOf(pid)));
            begin = end + 1;
        }
    });
}

}  // namespace

LeakCheck::LeakCheck(std::vector<std::string> directories, std::vector<uid_t> users)
    : m_directories(std::move(directories)), m_users(std::move(users)), m_before(look())
{
}

std::string LeakCheck::leaks(Duration patience) const
{
    std::vector<std::string> added;
    waitUntil(
        [&] {
            added.clear();
            std::ranges::set_difference(look(), m_before, std::back_inserter(added));
            return added.empty();
        },
        patience);
    std::string text;
    for (const std::string& one : added)
        text += one + '\n';
    return text;
}

std::set<std::string> LeakCheck::look() const
{
    std::set<std::string> found;
    addDescriptors(found);
    addChildren(found);
    for (const uid_t user : m_users) {
        for (const pid_t pid : processesOf(user))
            found.insert(str("process ", pid, " of user ", user, ": ", commandOf(pid)));
    }
    std::vector<std::string> directories = m_directories;
    directories.insert(directories.end(), {"/tmp", "/var/tmp", "/dev/shm"});
    if (const char* home = std::getenv("HOME"); home != nullptr)
        directories.emplace_back(home);
    for (const std::string& directory : directories) {
        forEachEntry(directory, [&](std::string_view name) {
            // Only what an agent unpacked: other programs use these places, too.
            if (name.starts_with(".rhizome-"))
                found.insert(str("file ", directory, '/', name));
        });
    }
    return found;
}

}  // namespace rz::test
