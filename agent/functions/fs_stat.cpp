#include "agent/functions/fs.h"

#include "agent/functions/attributes.h"

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace rz::fs {

namespace {

std::string lastName(const OsString& path)
{
    std::string_view rest = path.bytes;
    while (rest.size() > 1 && rest.ends_with('/'))
        rest.remove_suffix(1);
    const std::size_t slash = rest.rfind('/');
    return std::string(slash == std::string_view::npos || rest.size() == 1 ? rest : rest.substr(slash + 1));
}

}  // namespace

Result<Dict> stat(const OsString& path, std::optional<bool> follow)
{
    struct stat status{};
    if (::fstatat(AT_FDCWD, path.c_str(), &status, follow.value_or(true) ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return pathError("look at", path, errno);
    Accounts accounts;
    Dict attributes = attributesOf(AT_FDCWD, path.bytes, status, accounts);
    attributes.set("name", toValue(OsString(lastName(path))));
    attributes.items.emplace_back("path", toValue(path));
    attributes.items.emplace_back("atime", toSeconds(status.st_atim));
    attributes.items.emplace_back("ctime", toSeconds(status.st_ctim));
    attributes.items.emplace_back("inode", std::uint64_t{status.st_ino});
    attributes.items.emplace_back("device", std::uint64_t{status.st_dev});
    attributes.items.emplace_back("links", std::uint64_t{status.st_nlink});
    attributes.items.emplace_back("allocated", std::int64_t{status.st_blocks} * 512);
    return attributes;
}

Result<bool> exists(const OsString& path)
{
    struct stat status{};
    if (::fstatat(AT_FDCWD, path.c_str(), &status, 0) == 0)
        return true;
    if (errno == ENOENT || errno == ENOTDIR)
        return false;
    return pathError("look for", path, errno);
}

Result<OsString> readlink(const OsString& path)
{
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlink(path.c_str(), target.data(), target.size());
    if (size < 0)
        return pathError("read link", path, errno);
    return OsString(std::string(target.data(), static_cast<std::size_t>(size)));
}

Result<OsString> resolve(const OsString& path)
{
    const std::unique_ptr<char, void (*)(void*)> resolved(::realpath(path.c_str(), nullptr), &::free);
    if (!resolved)
        return pathError("resolve", path, errno);
    return OsString(resolved.get());
}

}  // namespace rz::fs
