#include "tests/support/processes.h"

#include "core/base/str.h"
#include "tests/support/temp_dir.h"

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <dirent.h>

namespace rz::test {

bool isAlive(pid_t pid)
{
    const std::string state = readFile(str("/proc/", pid, "/stat"));
    return !state.empty() && state.find(") Z ") == std::string::npos;
}

bool processExists(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

std::vector<pid_t> childrenOf(pid_t pid)
{
    std::vector<pid_t> found;
    const std::string threads = str("/proc/", pid, "/task");
    DIR* const directory = ::opendir(threads.c_str());
    while (const dirent* const thread = directory == nullptr ? nullptr : ::readdir(directory)) {
        const std::string children = readFile(str(threads, '/', static_cast<const char*>(thread->d_name), "/children"));
        for (std::size_t begin = 0; begin < children.size();) {
            const std::size_t end = std::min(children.find(' ', begin), children.size());
            found.push_back(std::atoi(children.substr(begin, end - begin).c_str()));
            begin = end + 1;
        }
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

std::vector<pid_t> descendantsOf(pid_t pid)
{
    std::vector<pid_t> found = childrenOf(pid);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::vector<pid_t> more = childrenOf(found[i]);
        found.insert(found.end(), more.begin(), more.end());
    }
    return found;
}

std::string commandOf(pid_t pid)
{
    std::string command = readFile(str("/proc/", pid, "/cmdline"));
    std::ranges::replace(command, '\0', ' ');
    return command;
}

std::vector<pid_t> processesWith(std::string_view text)
{
    std::vector<pid_t> found;
    DIR* const directory = ::opendir("/proc");
    while (const dirent* const entry = directory == nullptr ? nullptr : ::readdir(directory)) {
        const pid_t pid = std::atoi(entry->d_name);
        if (pid > 0 && commandOf(pid).find(text) != std::string::npos)
            found.push_back(pid);
    }
    if (directory != nullptr)
        ::closedir(directory);
    return found;
}

}  // namespace rz::test
