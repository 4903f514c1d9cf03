#include "core/fakessh/sftp_request.h"

#include "core/base/str.h"

#include <algorithm>

namespace rz::fakessh::sftp {

namespace {

// What follows the number of a request, a letter each: p path, q other path, h handle, k other handle, d data, o offset,
// O other offset, l length (u32), L length (u64), f flags, a attributes.
struct Grammar {
    Type type;
    std::string_view extension;
    std::string_view fields;
};

constexpr Grammar Grammars[] = {
    {Type::Open, {}, "pfa"},
    {Type::Close, {}, "h"},
    {Type::Read, {}, "hol"},
    {Type::Write, {}, "hod"},
    {Type::LStat, {}, "p"},
    {Type::FStat, {}, "h"},
    {Type::SetStat, {}, "pa"},
    {Type::FSetStat, {}, "ha"},
    {Type::OpenDir, {}, "p"},
    {Type::ReadDir, {}, "h"},
    {Type::Remove, {}, "p"},
    {Type::MakeDir, {}, "pa"},
    {Type::RemoveDir, {}, "p"},
    {Type::RealPath, {}, "p"},
    {Type::Stat, {}, "p"},
    {Type::Rename, {}, "pq"},
    {Type::ReadLink, {}, "p"},
    {Type::SymLink, {}, "pq"},
    {Type::Extended, "posix-rename@openssh.com", "pq"},
    {Type::Extended, "statvfs@openssh.com", "p"},
    {Type::Extended, "fstatvfs@openssh.com", "h"},
    {Type::Extended, "hardlink@openssh.com", "pq"},
    {Type::Extended, "fsync@openssh.com", "h"},
    {Type::Extended, "lsetstat@openssh.com", "pa"},
    {Type::Extended, "limits@openssh.com", ""},
    {Type::Extended, "expand-path@openssh.com", "p"},
    {Type::Extended, "home-directory", "p"},
    {Type::Extended, "copy-data", "hoLkO"},
    {Type::Extended, "users-groups-by-id@openssh.com", "hk"},
};

constexpr std::uint32_t HasSize = 1;
constexpr std::uint32_t HasOwner = 2;
constexpr std::uint32_t HasPermissions = 4;
constexpr std::uint32_t HasTimes = 8;
constexpr std::uint32_t HasExtended = 0x80000000;

Attributes readAttributes(PacketReader& reader)
{
    Attributes attributes;
    const std::uint32_t flags = reader.u32();
    if ((flags & HasSize) != 0)
        attributes.size = reader.u64();
    if ((flags & HasOwner) != 0) {
        attributes.owner.emplace();
        attributes.owner->uid = reader.u32();
        attributes.owner->gid = reader.u32();
    }
    if ((flags & HasPermissions) != 0)
        attributes.permissions = reader.u32();
    if ((flags & HasTimes) != 0) {
        attributes.times.emplace();
        attributes.times->accessed = reader.u32();
        attributes.times->modified = reader.u32();
    }
    if ((flags & HasExtended) != 0) {
        for (std::uint32_t count = reader.u32(); count > 0 && !reader.failed(); --count) {
            reader.string();
            reader.string();
        }
    }
    return attributes;
}

// False when a path cannot be one.
bool readField(char field, PacketReader& reader, Request& request)
{
    switch (field) {
    case 'p':
    case 'h': request.path = reader.string(); break;
    case 'q':
    case 'k':
    case 'd': request.other = reader.string(); break;
    case 'o': request.offset = reader.u64(); break;
    case 'O': request.otherOffset = reader.u64(); break;
    case 'l': request.length = reader.u32(); break;
    case 'L': request.length = reader.u64(); break;
    case 'f': request.flags = reader.u32(); break;
    default: request.attributes = readAttributes(reader); break;
    }
    const std::string_view text = field == 'p' ? request.path : field == 'q' ? request.other : std::string_view();
    return text.find('\0') == std::string_view::npos;
}

void appendFilled(std::string& out, std::string_view text, std::size_t width)
{
    out.append(text).append(width - std::min(width, text.size()), ' ');
}

void appendPadded(std::string& out, std::string_view text, std::size_t width)
{
    out.append(width - std::min(width, text.size()), ' ').append(text);
}

std::string modeText(mode_t mode)
{
    constexpr std::string_view Letters = "rwxrwxrwx";
    std::string text = S_ISDIR(mode)    ? "d"
                       : S_ISLNK(mode)  ? "l"
                       : S_ISCHR(mode)  ? "c"
                       : S_ISBLK(mode)  ? "b"
                       : S_ISFIFO(mode) ? "p"
                       : S_ISSOCK(mode) ? "s"
                                        : "-";
    for (std::size_t i = 0; i < Letters.size(); ++i)
        text += (mode >> (Letters.size() - 1 - i) & 1) != 0 ? Letters[i] : '-';
    const auto mark = [&](mode_t bit, std::size_t at, char with, char without) {
        if ((mode & bit) != 0)
            text[at] = text[at] == 'x' ? with : without;
    };
    mark(S_ISUID, 3, 's', 'S');
    mark(S_ISGID, 6, 's', 'S');
    mark(S_ISVTX, 9, 't', 'T');
    return text;
}

// "Nov 26 00:40", or "Nov 26  2025" when that is half a year away. Days are counted from 1 March of year 0, so that leap days
// come last (H. Hinnant, "chrono-compatible low-level date algorithms").
std::string timeText(std::int64_t time, std::int64_t now)
{
    constexpr std::int64_t Day = 86400;
    constexpr std::string_view Months = "MarAprMayJunJulAugSepOctNovDecJanFeb";
    const std::int64_t days = (time >= 0 ? time : time - Day + 1) / Day;
    const std::int64_t seconds = time - days * Day;
    const std::int64_t shifted = days + 719468;
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const std::int64_t dayOfEra = shifted - era * 146097;
    const std::int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const std::int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const std::int64_t month = (5 * dayOfYear + 2) / 153;
    const std::int64_t day = dayOfYear - (153 * month + 2) / 5 + 1;
    std::string text = str(Months.substr(static_cast<std::size_t>(month) * 3, 3), ' ');
    appendPadded(text, str(day), 2);
    if (std::max(now, time) - std::min(now, time) > Day * 365 / 2) {
        appendPadded(text, str(yearOfEra + era * 400 + (month >= 10 ? 1 : 0)), 6);
        return text;
    }
    const auto twoDigits = [](std::int64_t number) { return str(number < 10 ? "0" : "", number); };
    return str(text, ' ', twoDigits(seconds / 3600), ':', twoDigits(seconds / 60 % 60));
}

}  // namespace

Verdict parseRequest(std::string_view packet, Request& request)
{
    PacketReader reader(packet);
    request.type = static_cast<Type>(reader.u8());
    request.id = reader.u32();
    if (reader.failed())
        return Verdict::Fatal;
    if (request.type == Type::Init)
        return Verdict::Good;  // its number is the version; extensions may follow
    if (request.type == Type::Extended)
        request.extension = reader.string();
    const auto* const found = std::ranges::find_if(Grammars, [&request](const Grammar& grammar) {
        return grammar.type == request.type && grammar.extension == request.extension;
    });
    if (found == std::end(Grammars))
        return reader.failed() ? Verdict::Bad : Verdict::Unknown;
    for (const char field : found->fields) {
        if (!readField(field, reader, request))
            return Verdict::Bad;
    }
    return reader.atEnd() ? Verdict::Good : Verdict::Bad;
}

void write(PacketWriter& writer, const struct stat& status)
{
    writer.u32(HasSize | HasOwner | HasPermissions | HasTimes);
    writer.u64(static_cast<std::uint64_t>(status.st_size));
    writer.u32(status.st_uid);
    writer.u32(status.st_gid);
    writer.u32(status.st_mode);
    writer.u32(static_cast<std::uint64_t>(status.st_atime));
    writer.u32(static_cast<std::uint64_t>(status.st_mtime));
}

std::string longName(std::string_view name, const struct stat& status, const Owners& owners, std::int64_t now)
{
    std::string line = modeText(status.st_mode) + ' ';
    appendPadded(line, str(status.st_nlink), 4);
    for (const std::string& owner : {owners.user, owners.group}) {
        line += ' ';
        appendFilled(line, owner, 8);
    }
    line += ' ';
    appendPadded(line, str(status.st_size), 8);
    return str(line, ' ', timeText(status.st_mtime, now), ' ', name);
}

}  // namespace rz::fakessh::sftp
