#include "agent/functions/os.h"

#include <algorithm>
#include <unistd.h>

namespace rz::os {

std::int64_t getpid()
{
    return ::getpid();
}

std::int64_t getppid()
{
    return ::getppid();
}

std::int64_t getuid()
{
    return ::getuid();
}

std::int64_t geteuid()
{
    return ::geteuid();
}

std::int64_t getgid()
{
    return ::getgid();
}

std::int64_t getegid()
{
    return ::getegid();
}

std::vector<std::int64_t> getgroups()
{
    std::vector<gid_t> groups(static_cast<std::size_t>(std::max(0, ::getgroups(0, nullptr))));
    // The groups of a process of ours do not change between the two calls.
    const int count = ::getgroups(static_cast<int>(groups.size()), groups.data());
    groups.resize(static_cast<std::size_t>(std::max(0, count)));
    return {groups.begin(), groups.end()};
}

}  // namespace rz::os
