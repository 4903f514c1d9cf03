#include "agent/functions/fs.h"

#include "agent/functions/accounts.h"
#include "agent/functions/directory.h"
#include "core/base/str.h"

#include <cerrno>
#include <fcntl.h>
#include <limits>
#include <stdio.h>
#include <unistd.h>

namespace rz::fs {

namespace {

constexpr mode_t NewDirectoryMode = 0777;
constexpr id_t Unchanged = std::numeric_limits<id_t>::max();

Result<mode_t> toMode(std::int64_t mode)
{
    if (mode < 0 || mode > 07777)
        return fail(ErrorKind::Argument, str("the mode must be between 0 and 4095, not ", mode));
    return static_cast<mode_t>(mode);
}

Result<> makeParents(const OsString& path)
{
    for (std::size_t slash = path.bytes.find('/', 1); slash != std::string::npos;
         slash = path.bytes.find('/', slash + 1)) {
        const OsString parent(path.bytes.substr(0, slash));
        if (::mkdir(parent.c_str(), NewDirectoryMode) != 0 && errno != EEXIST && errno != EISDIR)
            return pathError("make directory", parent, errno);
    }
    return {};
}

bool isDirectory(const OsString& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// An id, or what the host calls it.
Result<id_t> toId(const Value& value, std::string_view what,
                  const std::function<Result<id_t>(const std::string&)>& idOf)
{
    if (value.is<None>())
        return Unchanged;
    if (const auto* number = value.as<std::int64_t>()) {
        if (*number < 0 || *number >= Unchanged)
            return fail(ErrorKind::Argument, str("there is no ", what, " with id ", *number));
        return static_cast<id_t>(*number);
    }
    OsString name;
    if (const auto taken = fromValue(value, name); !taken)
        return fail(ErrorKind::Argument, str("the ", what, " must be a name or an id, not ", value.typeName()));
    return idOf(name.bytes);
}

}  // namespace

Result<> mkdir(const OsString& path, std::optional<bool> parents, std::optional<std::int64_t> mode)
{
    RZ_TRY(const mode_t bits, toMode(mode.value_or(NewDirectoryMode)));
    if (parents.value_or(false))
        RZ_CHECK(makeParents(path));
    if (::mkdir(path.c_str(), bits) != 0) {
        const int errnum = errno;
        if (errnum == EEXIST && parents.value_or(false) && isDirectory(path))
            return {};
        return pathError("make directory", path, errnum);
    }
    // A mode that was asked for is meant, whatever the umask.
    if (mode && ::chmod(path.c_str(), bits) != 0)
        return pathError("set the mode of", path, errno);
    return {};
}

Result<> rename(const OsString& from, const OsString& to, std::optional<bool> overwrite)
{
    const unsigned flags = overwrite.value_or(false) ? 0 : RENAME_NOREPLACE;
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0)
        return {};
    const int errnum = errno;
    // Some file systems cannot promise not to replace: then it is looked at before, which is nearly as good.
    if (errnum == EINVAL && flags != 0) {
        struct stat status{};
        if (::lstat(to.c_str(), &status) == 0)
            return pathError("rename to", to, EEXIST);
        if (::rename(from.c_str(), to.c_str()) == 0)
            return {};
    }
    if (errnum == EEXIST)
        return pathError("rename to", to, EEXIST);
    return failErrno(str("cannot rename ", quoted(from), " to ", quoted(to)), errnum);
}

Result<> symlink(const OsString& target, const OsString& path)
{
    if (::symlink(target.c_str(), path.c_str()) != 0)
        return pathError("make link", path, errno);
    return {};
}

Result<> chmod(const OsString& path, std::int64_t mode)
{
    RZ_TRY(const mode_t bits, toMode(mode));
    if (::chmod(path.c_str(), bits) != 0)
        return pathError("set the mode of", path, errno);
    return {};
}

Result<> chown(const OsString& path, const Value& user, const std::optional<Value>& group, std::optional<bool> follow)
{
    Accounts accounts;
    RZ_TRY(const id_t uid, toId(user, "user", [&](const std::string& name) { return accounts.userId(name); }));
    RZ_TRY(const id_t gid,
           toId(group.value_or(Value()), "group", [&](const std::string& name) { return accounts.groupId(name); }));
    const int flags = follow.value_or(true) ? 0 : AT_SYMLINK_NOFOLLOW;
    if (::fchownat(AT_FDCWD, path.c_str(), uid, gid, flags) != 0)
        return pathError("set the owner of", path, errno);
    return {};
}

}  // namespace rz::fs
