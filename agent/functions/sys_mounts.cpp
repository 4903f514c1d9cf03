#include "agent/functions/sys.h"

#include "agent/functions/dict_builder.h"
#include "agent/functions/os_string.h"
#include "agent/functions/text_file.h"
#include "core/base/str.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <set>
#include <string>
#include <sys/statvfs.h>

namespace rz::sys {

namespace {

struct Mount {
    std::string deviceNumber;  // "8:1"
    std::string device;
    std::string path;
    std::string type;
    std::string options;  // of the mount and of the file system
};

// Blanks, newlines and backslashes stand as \040 and so on.
std::string unescape(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto isOctal = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7'; };
        if (text[i] == '\\' && isOctal(i + 1) && isOctal(i + 2) && isOctal(i + 3)) {
            plain.push_back(
                static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0')));
            i += 3;
        } else {
            plain.push_back(text[i]);
        }
    }
    return plain;
}

// proc(5): "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
Result<std::vector<Mount>> readMounts()
{
    RZ_TRY(const std::string text, readTextFile("/proc/self/mountinfo"));
    std::vector<Mount> mounts;
    std::string_view rest = text;
    std::string_view line;
    while (nextLine(rest, line)) {
        const auto fields = words(line);
        const auto dash = std::ranges::find(fields, "-");
        if (fields.size() < 6 || fields.end() - dash < 4)
            continue;
        mounts.push_back({
            .deviceNumber = std::string(fields[2]),
            .device = unescape(dash[2]),
            .path = unescape(fields[4]),
            .type = std::string(dash[1]),
            .options = str(fields[5], ',', dash[3]),
        });
    }
    return mounts;
}

bool isReadOnly(const Mount& mount)
{
    const auto options = splitAt(mount.options, ',');
    return std::ranges::find(options, "ro") != options.end();
}

Dict toDict(const Mount& mount)
{
    return DictBuilder(5)
        .add("device", toValue(OsString(mount.device)))
        .add("path", toValue(OsString(mount.path)))
        .add("type", toValue(OsString(mount.type)))
        .add("options", toValue(OsString(mount.options)))
        .add("read_only", isReadOnly(mount))
        .take();
}

void addSpace(Dict& disk, const struct statvfs& space)
{
    const auto bytes = [&space](fsblkcnt_t blocks) { return static_cast<std::uint64_t>(blocks) * space.f_frsize; };
    disk.items.emplace_back("size", bytes(space.f_blocks));
    disk.items.emplace_back("used", bytes(space.f_blocks - space.f_bfree));
    disk.items.emplace_back("available", bytes(space.f_bavail));
    disk.items.emplace_back("inodes", std::uint64_t{space.f_files});
    disk.items.emplace_back("inodes_free", std::uint64_t{space.f_ffree});
}

}  // namespace

Result<List> mounts()
{
    RZ_TRY(const auto mounts, readMounts());
    List list;
    for (const Mount& mount : mounts)
        list.items.emplace_back(toDict(mount));
    return list;
}

Result<List> disks()
{
    RZ_TRY(const auto mounts, readMounts());
    std::set<std::string_view> seen;
    List list;
    for (const Mount& mount : mounts) {
        // autofs would mount what nobody asked for.
        if (mount.type == "autofs" || !seen.insert(mount.deviceNumber).second)
            continue;
        Dict disk = toDict(mount);
        struct statvfs space{};
        if (::statvfs(mount.path.c_str(), &space) != 0)
            disk.items.emplace_back("error", ::strerror(errno));
        else if (space.f_blocks > 0)
            addSpace(disk, space);
        else
            continue;  // holds no files: proc, sysfs …
        list.items.emplace_back(std::move(disk));
    }
    return list;
}

}  // namespace rz::sys
