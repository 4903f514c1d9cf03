#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

std::optional<std::int64_t> parseNumber(std::string_view text);

// The lines that `ssh -G` prints, by keyword. "none" counts as said nothing.
class FlatConfig {
public:
    explicit FlatConfig(std::string_view lines);

    std::vector<std::string> values(std::string_view keyword) const;
    std::string text(std::string_view keyword) const;  // the first value
    bool isNone(std::string_view keyword) const;       // said "none"
    bool flag(std::string_view keyword, bool fallback) const;
    std::int64_t number(std::string_view keyword, std::int64_t fallback) const;
    std::vector<std::string> commaList(std::string_view keyword) const;
    std::vector<std::string> words(std::string_view keyword) const;
    // Several paths in one value, between which ssh prints a space as it does inside them: whatever does not begin like a
    // path belongs to the one before.
    std::vector<std::string> paths(std::string_view keyword) const;

private:
    std::map<std::string, std::vector<std::string>, std::less<>> m_values;
};

}  // namespace rz::connect::ssh
