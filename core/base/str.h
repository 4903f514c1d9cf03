#pragma once

#include <charconv>
#include <concepts>
#include <string>
#include <string_view>

namespace rz {

namespace detail {

inline void appendTo(std::string& out, std::string_view text)
{
    out.append(text);
}
inline void appendTo(std::string& out, const char* text)
{
    out.append(text);
}
inline void appendTo(std::string& out, const std::string& text)
{
    out.append(text);
}
inline void appendTo(std::string& out, char c)
{
    out.push_back(c);
}
inline void appendTo(std::string& out, bool value)
{
    out.append(value ? "true" : "false");
}

template <std::integral Number>
void appendTo(std::string& out, Number value)
{
    char digits[64];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    out.append(digits, end);
}
// Shortest digits that read back the same; "5" for 5.0.
void appendTo(std::string& out, double value);

}  // namespace detail

// Concatenates strings, characters and numbers: str("context ", 7, " is gone").
template <class... Parts>
std::string str(const Parts&... parts)
{
    std::string out;
    (detail::appendTo(out, parts), ...);
    return out;
}

}  // namespace rz
