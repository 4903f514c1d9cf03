#include "core/connect/openers/freezer.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/connect/openers/program_output.h"

#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace rz::connect {

namespace {

// Longer ones say nothing that is sought here.
std::string beginOf(const std::string& path)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text(4096, '\0');
    const ssize_t count = ::read(file.get(), text.data(), text.size());
    text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return text;
}

}  // namespace

bool isFrozen(std::string_view group)
{
    // The first version of control groups has a hierarchy for it, the second an event of each group.
    return beginOf(str("/sys/fs/cgroup/freezer/", group, "/freezer.state")).starts_with("FROZEN") ||
           beginOf(str("/sys/fs/cgroup/", group, "/cgroup.events")).find("frozen 1") != std::string::npos;
}

bool isFrozen(pid_t pid)
{
    bool frozen = false;
    eachLine(beginOf(str("/proc/", pid, "/cgroup")), [&frozen](std::string_view line) {
        for (const std::string_view hierarchy : {":freezer:/", "0::/"}) {
            const std::size_t at = line.find(hierarchy);
            if (at != std::string_view::npos)
                frozen = frozen || isFrozen(line.substr(at + hierarchy.size()));
        }
    });
    return frozen;
}

}  // namespace rz::connect
