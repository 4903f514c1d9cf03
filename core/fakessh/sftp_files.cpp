#include "core/fakessh/sftp_files.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::fakessh::sftp {

namespace {

constexpr mode_t PermissionBits = 07777;

// Remembers the first of several failures.
class Outcome {
public:
    void add(int result)
    {
        if (result != 0 && m_error == 0)
            m_error = errno;
    }
    int result() const
    {
        errno = m_error;
        return m_error == 0 ? 0 : -1;
    }

private:
    int m_error = 0;
};

std::array<timespec, 2> toTimespecs(const Times& times)
{
    return {timespec{.tv_sec = times.accessed, .tv_nsec = 0}, timespec{.tv_sec = times.modified, .tv_nsec = 0}};
}

}  // namespace

int change(const std::string& path, Links links, const Attributes& attributes)
{
    const char* const name = path.c_str();
    const int flags = links == Links::Keep ? AT_SYMLINK_NOFOLLOW : 0;
    Outcome outcome;
    if (attributes.size && links == Links::Keep)
        outcome.add((errno = EINVAL));
    else if (attributes.size)
        outcome.add(::truncate(name, static_cast<off_t>(*attributes.size)));
    if (attributes.permissions)
        outcome.add(::fchmodat(AT_FDCWD, name, *attributes.permissions & PermissionBits, flags));
    if (attributes.times)
        outcome.add(::utimensat(AT_FDCWD, name, toTimespecs(*attributes.times).data(), flags));
    if (attributes.owner)
        outcome.add(::fchownat(AT_FDCWD, name, attributes.owner->uid, attributes.owner->gid, flags));
    return outcome.result();
}

int change(int file, const Attributes& attributes)
{
    Outcome outcome;
    if (attributes.size)
        outcome.add(::ftruncate(file, static_cast<off_t>(*attributes.size)));
    if (attributes.permissions)
        outcome.add(::fchmod(file, *attributes.permissions & PermissionBits));
    if (attributes.times)
        outcome.add(::futimens(file, toTimespecs(*attributes.times).data()));
    if (attributes.owner)
        outcome.add(::fchown(file, attributes.owner->uid, attributes.owner->gid));
    return outcome.result();
}

int writeAt(int file, std::string_view data, std::uint64_t offset, bool append)
{
    while (!data.empty()) {
        const ssize_t wrote = append ? ::write(file, data.data(), data.size())
                                     : ::pwrite(file, data.data(), data.size(), static_cast<off_t>(offset));
        if (wrote < 0 && errno != EINTR)
            return -1;
        const auto count = static_cast<std::size_t>(std::max<ssize_t>(wrote, 0));
        data.remove_prefix(count);
        offset += count;
    }
    return 0;
}

int copyRange(int from, std::uint64_t offset, int to, std::uint64_t toOffset, std::uint64_t length)
{
    std::array<char, 64 * 1024> buffer;
    const bool bounded = length > 0;
    while (!bounded || length > 0) {
        const std::size_t wanted = bounded ? std::min<std::uint64_t>(length, buffer.size()) : buffer.size();
        const ssize_t count = ::pread(from, buffer.data(), wanted, static_cast<off_t>(offset));
        if (count == 0)
            break;
        if (count < 0 && errno == EINTR)
            continue;
        const auto size = static_cast<std::size_t>(count);
        if (count < 0 || writeAt(to, {buffer.data(), size}, toOffset, false) != 0)
            return -1;
        offset += size;
        toOffset += size;
        length -= bounded ? size : 0;
    }
    return 0;
}

std::optional<std::string> resolve(const std::string& path)
{
    const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), &::free);
    return resolved == nullptr ? std::nullopt : std::optional<std::string>(resolved.get());
}

bool writeAll(int fd, std::string_view data)
{
    while (!data.empty()) {
        const ssize_t wrote = ::write(fd, data.data(), data.size());
        if (wrote < 0 && errno != EINTR)
            return false;
        data.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
    }
    return true;
}

}  // namespace rz::fakessh::sftp
