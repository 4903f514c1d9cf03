#include "agent/functions/proc.h"

#include "agent/functions/accounts.h"
#include "agent/functions/dict_builder.h"
#include "agent/functions/directory.h"
#include "agent/functions/text_file.h"

#include <algorithm>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rz::proc {

namespace {

std::string_view stateName(std::string_view letter)
{
    switch (letter.empty() ? '\0' : letter.front()) {
    case 'R': return "running";
    case 'S': return "sleeping";
    case 'D': return "waiting for disk";
    case 'T': return "stopped";
    case 't': return "traced";
    case 'Z': return "zombie";
    case 'I': return "idle";
    default: return "dead";
    }
}

// The fields of /proc/PID/stat, by their numbers in proc(5). The second may hold blanks and parentheses.
class StatLine {
public:
    explicit StatLine(std::string_view text)
    {
        const std::size_t open = std::min(text.find('('), text.size());
        const std::size_t close = text.rfind(')');
        if (close == std::string_view::npos || close < open)
            return;
        m_name = text.substr(open + 1, close - open - 1);
        m_fields = words(text.substr(close + 1));
    }

    bool valid() const { return m_fields.size() >= 22; }
    std::string_view name() const { return m_name; }
    std::string_view text(std::size_t number) const { return m_fields[number - 3]; }
    std::int64_t number(std::size_t number) const { return leadingNumber(text(number)); }

private:
    std::string_view m_name;
    std::vector<std::string_view> m_fields;
};

// Arguments end with NUL characters; a program that writes its own title may leave out the last one.
Value commandLine(const std::string& process)
{
    std::string text = readTextFile(process + "/cmdline").value_or(std::string());
    while (text.ends_with('\0'))
        text.pop_back();
    if (text.empty())
        return {};
    std::ranges::replace(text, '\0', ' ');
    return toValue(OsString(std::move(text)));
}

double bootTime()
{
    timespec real{};
    timespec sinceBoot{};
    ::clock_gettime(CLOCK_REALTIME, &real);
    ::clock_gettime(CLOCK_BOOTTIME, &sinceBoot);
    return static_cast<double>(real.tv_sec - sinceBoot.tv_sec) +
           static_cast<double>(real.tv_nsec - sinceBoot.tv_nsec) * 1e-9;
}

class ProcessTable {
public:
    // Nothing when the process has ended meanwhile.
    std::optional<Dict> describe(const std::string& pid)
    {
        const std::string process = "/proc/" + pid;
        struct stat owner{};
        const auto text = readTextFile(process + "/stat");
        if (!text || ::stat(process.c_str(), &owner) != 0)
            return {};
        const StatLine line(*text);
        if (!line.valid())
            return {};
        const auto user = m_accounts.userName(owner.st_uid);
        return DictBuilder(11)
            .add("pid", leadingNumber(pid))
            .add("ppid", line.number(4))
            .add("uid", owner.st_uid)
            .add("user", user ? toValue(OsString(*user)) : Value())
            .add("state", stateName(line.text(3)))
            .add("threads", line.number(20))
            .add("rss", line.number(24) * m_pageSize)
            .add("cpu", static_cast<double>(line.number(14) + line.number(15)) / m_ticks)
            .add("start", m_bootTime + static_cast<double>(line.number(22)) / m_ticks)
            .add("name", toValue(OsString(line.name())))
            .add("command", commandLine(process))
            .take();
    }

private:
    Accounts m_accounts;
    double m_bootTime = bootTime();
    double m_ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
    std::int64_t m_pageSize = ::sysconf(_SC_PAGESIZE);
};

}  // namespace

Result<List> list()
{
    const OsString procPath("/proc");
    RZ_TRY(const UniqueFd directory, fs::openDirectory(AT_FDCWD, procPath.bytes, fs::FollowLinks::Yes, procPath));
    RZ_TRY(auto entries, fs::readEntries(directory.get(), procPath));
    std::erase_if(entries,
                  [](const fs::DirectoryEntry& entry) { return entry.name.front() < '1' || entry.name.front() > '9'; });
    std::ranges::sort(entries, {}, [](const fs::DirectoryEntry& entry) { return leadingNumber(entry.name); });

    ProcessTable table;
    List processes;
    processes.items.reserve(entries.size());
    for (const fs::DirectoryEntry& entry : entries) {
        if (auto process = table.describe(entry.name))
            processes.items.emplace_back(std::move(*process));
    }
    return processes;
}

}  // namespace rz::proc
