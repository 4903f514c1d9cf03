#include "core/connect/libssh/flat_config.h"

#include <algorithm>
#include <charconv>

namespace rz::connect::ssh {

namespace {

std::vector<std::string> split(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (end > 0)
            parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

bool beginsLikeAPath(std::string_view word)
{
    return word.starts_with('/') || word.starts_with('~') || word.starts_with('%') || word.starts_with('$');
}

}  // namespace

std::optional<std::int64_t> parseNumber(std::string_view text)
{
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
    if (error != std::errc() || end != text.end())
        return {};
    return number;
}

FlatConfig::FlatConfig(std::string_view lines)
{
    for (const std::string& line : split(lines, '\n')) {
        const std::size_t space = line.find(' ');
        if (space == std::string::npos)
            continue;
        std::string keyword = line.substr(0, space);
        std::ranges::transform(keyword, keyword.begin(),
                               [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
        std::string value = line.substr(space + 1);
        m_values[std::move(keyword)].push_back(std::move(value));
    }
}

std::vector<std::string> FlatConfig::values(std::string_view keyword) const
{
    const auto found = m_values.find(keyword);
    if (found == m_values.end())
        return {};
    std::vector<std::string> values = found->second;
    std::erase(values, "none");
    return values;
}

std::string FlatConfig::text(std::string_view keyword) const
{
    const std::vector<std::string> all = values(keyword);
    return all.empty() ? std::string() : all.front();
}

bool FlatConfig::isNone(std::string_view keyword) const
{
    const auto found = m_values.find(keyword);
    return found != m_values.end() && found->second.front() == "none";
}

bool FlatConfig::flag(std::string_view keyword, bool fallback) const
{
    const std::string value = text(keyword);
    if (value == "yes" || value == "true")
        return true;
    if (value == "no" || value == "false")
        return false;
    return fallback;
}

std::int64_t FlatConfig::number(std::string_view keyword, std::int64_t fallback) const
{
    return parseNumber(text(keyword)).value_or(fallback);
}

std::vector<std::string> FlatConfig::commaList(std::string_view keyword) const
{
    return split(text(keyword), ',');
}

std::vector<std::string> FlatConfig::words(std::string_view keyword) const
{
    return split(text(keyword), ' ');
}

std::vector<std::string> FlatConfig::paths(std::string_view keyword) const
{
    std::vector<std::string> joined;
    for (std::string& word : words(keyword)) {
        if (joined.empty() || beginsLikeAPath(word))
            joined.push_back(std::move(word));
        else
            joined.back() += ' ' + word;
    }
    return joined;
}

}  // namespace rz::connect::ssh
