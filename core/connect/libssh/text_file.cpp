#include "core/connect/libssh/text_file.h"

#include "core/base/unique_fd.h"
#include "core/connect/host_key_rules.h"
#include "core/io/read_file.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

Result<> writeAll(int fd, const std::string& path, std::string_view content)
{
    while (!content.empty()) {
        const ssize_t count = ::write(fd, content.data(), content.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failErrno(path, errno);
        content.remove_prefix(static_cast<std::size_t>(count));
    }
    return {};
}

// The open, locked file behind a path, made if there is none. Whoever replaces it does so under this lock, so a lock
// on a file that has been replaced meanwhile is taken anew.
Result<UniqueFd> openLocked(const std::string& path)
{
    for (;;) {
        UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
        if (!fd)
            return failErrno(path, errno);
        while (::flock(fd.get(), LOCK_EX) != 0) {
            if (errno != EINTR)
                return failErrno(path, errno);
        }
        struct stat opened{};
        struct stat named{};
        if (::fstat(fd.get(), &opened) != 0)
            return failErrno(path, errno);
        if (::stat(path.c_str(), &named) == 0 && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
            return fd;
    }
}

Result<> writeBeside(const std::string& path, const struct stat& like, std::string_view content)
{
    std::string temporary = path + ".XXXXXX";
    const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
    if (!fd)
        return failErrno(path, errno);
    Result<> written = writeAll(fd.get(), path, content);
    if (written && ::fchmod(fd.get(), like.st_mode & 07777) != 0)
        written = failErrno(path, errno);
    // Only root can, and only root may need to.
    [[maybe_unused]] const int owned = ::fchown(fd.get(), like.st_uid, like.st_gid);
    if (written && (::fsync(fd.get()) != 0 || ::rename(temporary.c_str(), path.c_str()) != 0))
        written = failErrno(path, errno);
    if (!written)
        ::unlink(temporary.c_str());
    return written;
}

std::string withoutLinks(const std::string& path)
{
    std::array<char, PATH_MAX> resolved{};
    return ::realpath(path.c_str(), resolved.data()) == nullptr ? path : std::string(resolved.data());
}

}  // namespace

Result<> changeTextFile(const std::string& path, const std::function<std::string(std::string content)>& change)
{
    struct stat status{};
    if (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
        return failErrno(path, EINVAL);
    makeDirectoryOf(path);
    const std::string file = withoutLinks(path);
    RZ_TRY(const UniqueFd locked, openLocked(file));
    RZ_TRY(std::string content, io::readFile(locked.get(), file));
    const std::string changed = change(content);
    if (changed == content)
        return {};
    if (::fstat(locked.get(), &status) != 0)
        return failErrno(file, errno);
    return writeBeside(file, status, changed);
}

}  // namespace rz::connect::ssh
