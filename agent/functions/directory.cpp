#include "agent/functions/directory.h"

#include "core/base/str.h"

#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <memory>

namespace rz::fs {

std::unexpected<Error> pathError(std::string_view verb, const OsString& path, int errnum)
{
    return failErrno(str("cannot ", verb, ' ', quoted(path)), errnum);
}

Result<UniqueFd> openDirectory(int parent, const std::string& name, FollowLinks follow, const OsString& path)
{
    const int noFollow = follow == FollowLinks::No ? O_NOFOLLOW : 0;
    UniqueFd directory(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | noFollow));
    if (!directory)
        return pathError("open directory", path, errno);
    return directory;
}

Result<std::vector<DirectoryEntry>> readEntries(int directory, const OsString& path, std::size_t limit)
{
    UniqueFd own(::fcntl(directory, F_DUPFD_CLOEXEC, 0));
    if (!own)
        return pathError("list", path, errno);
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(own.get()), &::closedir);
    if (!stream)
        return pathError("list", path, errno);
    own.release();

    std::vector<DirectoryEntry> entries;
    for (;;) {
        errno = 0;
        const dirent* const entry = ::readdir(stream.get());
        if (entry == nullptr) {
            if (errno != 0)
                return pathError("list", path, errno);
            return entries;
        }
        const std::string_view name(entry->d_name);
        if (name == "." || name == "..")
            continue;
        if (entries.size() == limit)
            return fail(ErrorKind::Error, str(quoted(path), " has more than ", limit, " entries"));
        entries.push_back({std::string(name), static_cast<mode_t>(DTTOIF(entry->d_type))});
    }
}

OsString joined(const OsString& directory, std::string_view name)
{
    return OsString(str(directory.bytes, directory.bytes.ends_with('/') ? "" : "/", name));
}

}  // namespace rz::fs
