#include "agent/functions/accounts.h"

#include "agent/functions/command.h"
#include "agent/functions/text_file.h"
#include "core/base/str.h"

#include <algorithm>
#include <charconv>
#include <unordered_set>

namespace rz {

namespace {

// A directory full of unknown owners must not start a program for each of them.
constexpr int MaxQuestions = 32;
constexpr Duration QuestionTimeout = std::chrono::seconds(5);

// passwd and group agree on their first three fields.
struct Line {
    std::vector<std::string_view> fields;
    id_t id = 0;
};

std::optional<Line> parseLine(std::string_view text)
{
    Line line{.fields = splitAt(text, ':'), .id = 0};
    if (line.fields.size() < 4 || line.fields[0].empty())
        return {};
    const std::string_view number = line.fields[2];
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), line.id);
    if (error != std::errc() || end != number.data() + number.size())
        return {};
    return line;
}

template <class Visit>
void forEachLine(std::string_view text, Visit visit)
{
    std::string_view line;
    while (nextLine(text, line)) {
        if (const auto parsed = parseLine(line))
            visit(*parsed);
    }
}

Account toAccount(const Line& line)
{
    const auto field = [&line](std::size_t index) {
        return index < line.fields.size() ? std::string(line.fields[index]) : std::string();
    };
    return {
        .name = field(0),
        .uid = line.id,
        .gid = static_cast<gid_t>(leadingNumber(line.fields[3])),
        .fullName = field(4).substr(0, field(4).find(',')),
        .home = field(5),
        .shell = field(6),
    };
}

Group toGroup(const Line& line)
{
    Group group{.name = std::string(line.fields[0]), .gid = line.id, .members = {}};
    for (const std::string_view member : splitAt(line.fields[3], ',')) {
        if (!member.empty())
            group.members.emplace_back(member);
    }
    return group;
}

// The files' entries first; a name seen before is the same account once more.
template <class Entry>
std::vector<Entry> entriesOf(const std::string& fromFile, const std::string& fromProgram, Entry (*parse)(const Line&))
{
    std::vector<Entry> entries;
    std::unordered_set<std::string> seen;
    for (const std::string& text : {std::cref(fromFile), std::cref(fromProgram)}) {
        forEachLine(text, [&](const Line& line) {
            if (seen.emplace(line.fields[0]).second)
                entries.push_back(parse(line));
        });
    }
    return entries;
}

}  // namespace

Accounts::Accounts(std::string etc, Sources sources)
    : m_etc(std::move(etc)), m_questionsLeft(sources == Sources::All ? MaxQuestions : 0)
{
}

std::optional<std::string> Accounts::userName(uid_t uid)
{
    return nameOf(Database::Users, uid);
}

std::optional<std::string> Accounts::groupName(gid_t gid)
{
    return nameOf(Database::Groups, gid);
}

Result<uid_t> Accounts::userId(const std::string& name)
{
    if (const auto id = idOf(Database::Users, name))
        return *id;
    return fail(ErrorKind::Argument, str("there is no user named '", name, "'"));
}

Result<gid_t> Accounts::groupId(const std::string& name)
{
    if (const auto id = idOf(Database::Groups, name))
        return *id;
    return fail(ErrorKind::Argument, str("there is no group named '", name, "'"));
}

std::vector<Account> Accounts::users()
{
    return entriesOf(file(Database::Users), ask(Database::Users, {}), &toAccount);
}

std::vector<Group> Accounts::groups()
{
    return entriesOf(file(Database::Groups), ask(Database::Groups, {}), &toGroup);
}

std::optional<std::string> Accounts::nameOf(Database database, id_t id)
{
    Names& known = names(database);
    if (const auto found = known.find(id); found != known.end())
        return found->second;
    std::optional<std::string> name;
    forEachLine(ask(database, str(id)), [&](const Line& line) {
        if (line.id == id)
            name = std::string(line.fields[0]);
    });
    known.emplace(id, name);
    return name;
}

std::optional<id_t> Accounts::idOf(Database database, const std::string& name)
{
    std::optional<id_t> id;
    const auto look = [&](const Line& line) {
        if (!id && line.fields[0] == name)
            id = line.id;
    };
    forEachLine(file(database), look);
    if (!id)
        forEachLine(ask(database, name), look);
    return id;
}

std::string Accounts::file(Database database) const
{
    return readTextFile(str(m_etc, database == Database::Users ? "/passwd" : "/group")).value_or(std::string());
}

std::string Accounts::ask(Database database, const std::string& key)
{
    // A key that getent would take for an option is no name.
    if (m_questionsLeft == 0 || key.starts_with('-') || !hasOtherSources(database))
        return {};
    --m_questionsLeft;
    std::vector<std::string> argv{"getent", database == Database::Users ? "passwd" : "group"};
    if (!key.empty())
        argv.push_back(key);
    return proc::outputOf(std::move(argv), QuestionTimeout);
}

bool Accounts::hasOtherSources(Database database) const
{
    const auto configuration = readTextFile(m_etc + "/nsswitch.conf");
    if (!configuration)
        return false;
    const std::string_view sources = fieldOf(*configuration, database == Database::Users ? "passwd:" : "group:");
    return std::ranges::any_of(words(sources), [](std::string_view source) {
        return source != "files" && source != "compat" && !source.starts_with('[');
    });
}

Accounts::Names& Accounts::names(Database database)
{
    std::optional<Names>& names = database == Database::Users ? m_userNames : m_groupNames;
    if (!names) {
        names.emplace();
        forEachLine(file(database), [&](const Line& line) { names->emplace(line.id, line.fields[0]); });
    }
    return *names;
}

}  // namespace rz
