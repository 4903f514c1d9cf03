#include "core/io/read_file.h"

#include "core/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::io {

Result<std::string> readFile(const std::string& path, std::size_t limit)
{
    if (path.find('\0') != std::string::npos)
        return failErrno(path, EINVAL);
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd)
        return failErrno(path, errno);
    return readFile(fd.get(), path, limit);
}

Result<std::string> readFile(int fd, const std::string& path, std::size_t limit)
{
    constexpr std::size_t LeastRead = 4096;  // files of /proc say that they are empty
    struct stat status{};
    if (::fstat(fd, &status) != 0)
        return failErrno(path, errno);
    if (!S_ISREG(status.st_mode))
        return failErrno(path, EINVAL);
    if (static_cast<std::size_t>(status.st_size) > limit)
        return failErrno(path, EFBIG);
    std::string content(static_cast<std::size_t>(status.st_size) + 1, '\0');  // the last byte is for the end
    std::size_t filled = 0;
    for (;;) {
        if (filled == content.size())
            content.resize(std::max(2 * filled, LeastRead));
        const ssize_t count = ::read(fd, content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(path, errno);
        filled += static_cast<std::size_t>(count);
        if (filled > limit)
            return failErrno(path, EFBIG);
        if (count == 0)
            break;
    }
    content.resize(filled);
    return content;
}

}  // namespace rz::io
