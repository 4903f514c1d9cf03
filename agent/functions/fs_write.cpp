#include "agent/functions/fs.h"

#include "agent/functions/directory.h"
#include "agent/functions/sha256.h"
#include "core/base/str.h"

#include <array>
#include <cerrno>
#include <climits>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace rz::fs {

namespace {

constexpr mode_t NewFileMode = 0666;
constexpr int MaxLinks = 40;  // as the kernel
constexpr const char* AccessList = "system.posix_acl_access";

Result<> writeAll(int file, const Bytes& data, const OsString& path)
{
    for (Bytes rest = data; !rest.empty();) {
        const ssize_t wrote = ::write(file, rest.data(), rest.size());
        if (wrote < 0 && errno != EINTR)
            return pathError("write", path, errno);
        rest = rest.slice(static_cast<std::size_t>(std::max<ssize_t>(wrote, 0)));
    }
    return {};
}

Result<> writeInPlace(const OsString& path, const Bytes& data, int flags, mode_t mode)
{
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flags, mode));
    if (!file)
        return pathError("open", path, errno);
    return writeAll(file.get(), data, path);
}

// A file under a name of its own beside its destination, unlinked unless it was moved there.
class TemporaryFile {
public:
    static Result<TemporaryFile> create(const OsString& destination, mode_t mode)
    {
        TemporaryFile temporary;
        const std::size_t slash = destination.bytes.rfind('/');
        temporary.m_directory = slash == std::string::npos ? "." : destination.bytes.substr(0, slash + 1);
        std::array<std::byte, 8> unique{};
        if (::getrandom(unique.data(), unique.size(), 0) != static_cast<ssize_t>(unique.size()))
            return failErrno("cannot make a temporary name", errno);
        temporary.m_path = str(slash == std::string::npos ? "" : temporary.m_directory, ".rz-", toHex(unique));
        temporary.m_file = UniqueFd(::open(temporary.m_path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
        if (!temporary.m_file)
            return pathError("write beside", destination, errno);
        return temporary;
    }
    TemporaryFile(TemporaryFile&&) = default;
    ~TemporaryFile()
    {
        if (m_file)
            ::unlink(m_path.c_str());
    }

    int fd() const { return m_file.get(); }

    Result<> moveTo(const OsString& destination)
    {
        if (::fsync(m_file.get()) != 0)
            return pathError("write", destination, errno);
        if (::rename(m_path.c_str(), destination.c_str()) != 0)
            return pathError("replace", destination, errno);
        m_file.reset();
        // The new name outlives a power cut only when the directory is on disk too. Some file systems cannot do that.
        const UniqueFd directory(::open(m_directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
        if (directory)
            ::fsync(directory.get());
        return {};
    }

private:
    TemporaryFile() = default;
    std::string m_directory;
    std::string m_path;
    UniqueFd m_file;
};

void copyAccessList(const OsString& from, int to)
{
    std::array<char, 4096> list{};  // of any sensible length; a longer one is not kept
    const ssize_t size = ::getxattr(from.c_str(), AccessList, list.data(), list.size());
    if (size > 0)
        ::fsetxattr(to, AccessList, list.data(), static_cast<std::size_t>(size), 0);
}

// The new file must not belong to somebody else, or be open to more people, than the one it replaces.
Result<> takeAttributes(int file, const OsString& old, const struct stat& status)
{
    struct stat own{};
    if (::fstat(file, &own) != 0)
        return pathError("look at the copy of", old, errno);
    if ((own.st_uid != status.st_uid || own.st_gid != status.st_gid) &&
        ::fchown(file, status.st_uid, status.st_gid) != 0)
        return pathError("keep the owner of", old, errno);
    if (::fchmod(file, status.st_mode & 07777U) != 0)
        return pathError("keep the mode of", old, errno);
    copyAccessList(old, file);
    return {};
}

// Where links lead, so that a link stays one. The name need not exist.
Result<OsString> behindLinks(OsString path)
{
    for (int hops = 0; hops < MaxLinks; ++hops) {
        std::array<char, PATH_MAX> target{};
        const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
        if (size < 0)
            return path;
        const std::string_view text(target.data(), static_cast<std::size_t>(size));
        const std::size_t slash = text.starts_with('/') ? std::string::npos : path.bytes.rfind('/');
        path.bytes = str(slash == std::string::npos ? "" : path.bytes.substr(0, slash + 1), text);
    }
    return pathError("write", path, ELOOP);
}

Result<> writeAtomically(const OsString& path, const Bytes& data, std::optional<mode_t> mode)
{
    struct stat old{};
    const bool exists = ::stat(path.c_str(), &old) == 0;
    if (!exists && errno != ENOENT)
        return pathError("look at", path, errno);
    if (exists && !S_ISREG(old.st_mode)) {
        return fail(ErrorKind::Argument,
                    str("cannot replace ", quoted(path), ": it is not a regular file; write it with atomic=false"));
    }
    // Nobody else may read what is to be a file of another owner or mode before it is.
    RZ_TRY(TemporaryFile file, TemporaryFile::create(path, exists ? S_IRUSR | S_IWUSR : NewFileMode));
    RZ_CHECK(writeAll(file.fd(), data, path));
    if (exists)
        RZ_CHECK(takeAttributes(file.fd(), path, old));
    else if (mode && ::fchmod(file.fd(), *mode) != 0)
        return pathError("set the mode of", path, errno);
    return file.moveTo(path);
}

}  // namespace

Result<> write(const OsString& path, const Bytes& data, std::optional<std::int64_t> mode, std::optional<bool> atomic)
{
    if (mode && (*mode < 0 || *mode > 07777))
        return fail(ErrorKind::Argument, str("the mode must be between 0 and 4095, not ", *mode));
    const auto bits = mode ? std::optional(static_cast<mode_t>(*mode)) : std::nullopt;
    if (!atomic.value_or(true))
        return writeInPlace(path, data, O_TRUNC, bits.value_or(NewFileMode));
    RZ_TRY(const OsString destination, behindLinks(path));
    return writeAtomically(destination, data, bits);
}

Result<> append(const OsString& path, const Bytes& data)
{
    return writeInPlace(path, data, O_APPEND, NewFileMode);
}

}  // namespace rz::fs
