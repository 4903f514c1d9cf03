#include "core/connect/agent_file.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace rz::connect {

std::string ownMachine()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.machine : "";
}

Result<Bytes> readAgent(const std::string& path)
{
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status{};
    if (!fd || ::fstat(fd.get(), &status) != 0)
        return failErrno(path, errno);
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t count = ::read(fd.get(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(path, errno);
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    content.resize(filled);
    return Bytes(std::move(content));
}

Error noAgentError(std::string_view machine, const std::vector<std::string>& directories)
{
    std::string looked;
    for (const std::string& directory : directories)
        looked += str(looked.empty() ? "" : ", ", directory);
    return Error(ErrorKind::Stream, str("there is no agent for ", machine))
        .withDetails({.seen = looked.empty() ? std::string() : "looked in " + looked,
                      .cause = str("No rhizome-agent built for ", machine, " is installed."),
                      .fix = "Install the agent for that architecture beside the others, or python3 there."});
}

}  // namespace rz::connect
