#include "agent/functions/text_file.h"

#include "agent/functions/os_string.h"
#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <unistd.h>

namespace rz {

Result<std::string> readTextFile(const std::string& path, std::size_t limit)
{
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file)
        return failErrno(str("cannot open ", quoted(path)), errno);
    std::string text;
    for (;;) {
        const std::size_t filled = text.size();
        if (filled >= limit)
            return fail(ErrorKind::Error, str(quoted(path), " has more than ", limit, " bytes"));
        text.resize(std::min(limit, filled + std::max<std::size_t>(4096, filled)));
        const ssize_t got = ::read(file.get(), text.data() + filled, text.size() - filled);
        text.resize(filled + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got == 0)
            return text;
        if (got < 0 && errno != EINTR)
            return failErrno(str("cannot read ", quoted(path)), errno);
    }
}

bool nextLine(std::string_view& rest, std::string_view& line)
{
    if (rest.empty())
        return false;
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return true;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view Blanks = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(Blanks);
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(Blanks) - begin + 1);
}

std::string_view fieldOf(std::string_view text, std::string_view name)
{
    std::string_view line;
    while (nextLine(text, line)) {
        if (line.starts_with(name))
            return trimmed(line.substr(name.size()));
    }
    return {};
}

std::vector<std::string_view> splitAt(std::string_view text, char separator)
{
    std::vector<std::string_view> pieces;
    for (;;) {
        const std::size_t end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return pieces;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string_view> words(std::string_view text)
{
    std::vector<std::string_view> found;
    for (text = trimmed(text); !text.empty(); text = trimmed(text)) {
        const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
        found.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return found;
}

std::int64_t leadingNumber(std::string_view text)
{
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

}  // namespace rz
