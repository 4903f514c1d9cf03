#include "agent/functions/attributes.h"

#include <array>
#include <climits>
#include <fcntl.h>
#include <unistd.h>

namespace rz::fs {

namespace {

Value nameOrNone(const std::optional<std::string>& name)
{
    return name ? toValue(OsString(*name)) : Value();
}

void addTarget(Dict& attributes, int directory, const std::string& entry)
{
    std::array<char, PATH_MAX> target{};
    const ssize_t size = ::readlinkat(directory, entry.c_str(), target.data(), target.size());
    struct stat status{};
    const bool leads = ::fstatat(directory, entry.c_str(), &status, 0) == 0;
    attributes.items.emplace_back(
        "target", size < 0 ? Value() : toValue(OsString(std::string(target.data(), static_cast<std::size_t>(size)))));
    attributes.items.emplace_back("target_type", leads ? Value(fileTypeName(status.st_mode)) : Value());
}

}  // namespace

std::string_view fileTypeName(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return "file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "link";
    case S_IFIFO: return "fifo";
    case S_IFSOCK: return "socket";
    case S_IFCHR: return "character device";
    case S_IFBLK: return "block device";
    default: return "unknown";
    }
}

double toSeconds(const timespec& time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

Dict attributesOf(int directory, const std::string& entry, const struct stat& status, Accounts& accounts)
{
    Dict attributes;
    attributes.items.reserve(11);
    attributes.items.emplace_back("name", toValue(OsString(entry)));
    attributes.items.emplace_back("type", fileTypeName(status.st_mode));
    attributes.items.emplace_back("size", std::int64_t{status.st_size});
    attributes.items.emplace_back("mode", status.st_mode & 07777U);
    attributes.items.emplace_back("uid", status.st_uid);
    attributes.items.emplace_back("gid", status.st_gid);
    attributes.items.emplace_back("user", nameOrNone(accounts.userName(status.st_uid)));
    attributes.items.emplace_back("group", nameOrNone(accounts.groupName(status.st_gid)));
    attributes.items.emplace_back("mtime", toSeconds(status.st_mtim));
    if (S_ISLNK(status.st_mode))
        addTarget(attributes, directory, entry);
    return attributes;
}

}  // namespace rz::fs
