#include "app/transfers/progress_line.h"

#include <algorithm>
#include <charconv>

namespace rz::app {
namespace {

constexpr std::size_t LongestLine = 200;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

void skipBlanks(std::string_view& text)
{
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
}

std::optional<std::uint64_t> takeNumber(std::string_view& text)
{
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc())
        return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

// Digits in groups, as "1,234,567" or "1.234.567".
std::optional<std::uint64_t> takeGroups(std::string_view& text)
{
    std::uint64_t number = 0;
    std::size_t digits = 0;
    std::size_t length = 0;
    for (; length < text.size(); ++length) {
        const char c = text[length];
        if (isDigit(c)) {
            number = number * 10 + static_cast<std::uint64_t>(c - '0');
            ++digits;
        } else if (digits == 0 || (c != ',' && c != '.' && c != '\'')) {
            break;
        }
    }
    if (digits == 0 || digits > 18)
        return {};
    text.remove_prefix(length);
    return number;
}

// "0:00:12", hours in front.
std::optional<std::chrono::seconds> takeTime(std::string_view& text)
{
    const auto hours = takeNumber(text);
    if (!hours || *hours > 9999 || text.size() < 6 || text[0] != ':' || text[3] != ':')
        return {};
    if (!isDigit(text[1]) || !isDigit(text[2]) || !isDigit(text[4]) || !isDigit(text[5]))
        return {};
    const auto two = [&text](std::size_t at) { return (text[at] - '0') * 10 + (text[at + 1] - '0'); };
    const std::chrono::seconds time =
        std::chrono::hours(*hours) + std::chrono::minutes(two(1)) + std::chrono::seconds(two(4));
    text.remove_prefix(6);
    return time;
}

}  // namespace

std::optional<ProgressLine> progressLineFrom(std::string_view line)
{
    if (line.size() > LongestLine)
        return {};
    skipBlanks(line);
    ProgressLine progress;
    const auto bytes = takeGroups(line);
    if (!bytes || !line.starts_with(' '))
        return {};
    skipBlanks(line);
    const auto percent = takeNumber(line);
    if (!percent || *percent > 100 || !line.starts_with('%'))
        return {};
    progress.bytes = *bytes;
    progress.percent = static_cast<int>(*percent);
    line.remove_prefix(1);
    skipBlanks(line);
    // The rate, which is measured here.
    line.remove_prefix(std::min(line.find(' '), line.size()));
    skipBlanks(line);
    if (const auto left = takeTime(line); left && progress.percent < 100)
        progress.left = left;
    return progress;
}

}  // namespace rz::app
