#include "agent/functions/fs.h"

#include "agent/functions/attributes.h"
#include "agent/functions/dict_builder.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <string.h>

namespace rz::fs {

namespace {

constexpr std::int64_t DefaultLimit = 200'000;

Dict unreadable(const DirectoryEntry& entry, int errnum)
{
    return DictBuilder(3)
        .add("name", toValue(OsString(entry.name)))
        .add("type", fileTypeName(entry.type))
        .add("error", ::strerror(errnum))
        .take();
}

}  // namespace

Result<List> list(const OsString& path, std::optional<std::int64_t> limit)
{
    if (limit.value_or(0) < 0)
        return fail(ErrorKind::Argument, "the limit must not be negative");
    RZ_TRY(const UniqueFd directory, openDirectory(AT_FDCWD, path.bytes, FollowLinks::Yes, path));
    RZ_TRY(auto entries, readEntries(directory.get(), path, static_cast<std::size_t>(limit.value_or(DefaultLimit))));
    std::ranges::sort(entries, {}, &DirectoryEntry::name);

    Accounts accounts;
    List result;
    result.items.reserve(entries.size());
    for (const DirectoryEntry& entry : entries) {
        struct stat status{};
        if (::fstatat(directory.get(), entry.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0)
            result.items.emplace_back(attributesOf(directory.get(), entry.name, status, accounts));
        else if (errno != ENOENT)  // else removed meanwhile
            result.items.emplace_back(unreadable(entry, errno));
    }
    return result;
}

}  // namespace rz::fs
