#include "core/modules/source_text.h"

#include <algorithm>
#include <iconv.h>
#include <optional>
#include <string_view>
#include <utility>

namespace rz::modules {

namespace {

constexpr std::string_view Mark = "\xef\xbb\xbf";
constexpr std::string_view Blank = " \t\f";

bool isNameCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
}

// "latin-1" in "# -*- coding: latin-1 -*-"; empty where the line names none.
std::string_view namedIn(std::string_view line)
{
    const std::size_t begin = line.find_first_not_of(Blank);
    if (begin == std::string_view::npos || line[begin] != '#')
        return {};
    constexpr std::string_view Word = "coding";
    for (std::size_t at = line.find(Word, begin); at != std::string_view::npos; at = line.find(Word, at + 1)) {
        std::size_t name = at + Word.size();
        if (name == line.size() || (line[name] != ':' && line[name] != '='))
            continue;
        name = line.find_first_not_of(" \t", name + 1);
        if (name == std::string_view::npos)
            return {};
        const std::size_t end = static_cast<std::size_t>(
            std::find_if_not(line.begin() + static_cast<std::ptrdiff_t>(name), line.end(), isNameCharacter) -
            line.begin());
        if (end > name)
            return line.substr(name, end - name);
    }
    return {};
}

// What one of the first two lines names; the second counts only below a comment or nothing.
std::string_view namedEncoding(std::string_view source)
{
    for (int line = 0; line < 2; ++line) {
        const std::string_view text = source.substr(0, source.find_first_of("\r\n"));
        if (const std::string_view name = namedIn(text); !name.empty())
            return name;
        const std::size_t begin = text.find_first_not_of(Blank);
        if (begin != std::string_view::npos && text[begin] != '#')
            return {};
        source.remove_prefix(text.size());
        source.remove_prefix(std::min(source.size(), std::size_t{source.starts_with("\r\n") ? 2U : 1U}));
    }
    return {};
}

// As Python compares them: "UTF_8-sig" is "utf-8-sig".
std::string normalized(std::string_view name)
{
    std::string out(name);
    for (char& c : out)
        c = c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

bool isUtf8Name(std::string_view normalizedName)
{
    return normalizedName == "utf-8" || normalizedName == "utf8" || normalizedName.starts_with("utf-8-");
}

// Names that Python has and iconv has not.
std::string iconvName(std::string name)
{
    if (name == "latin-1" || name.starts_with("latin-1-") || name.starts_with("iso-latin-1"))
        return "ISO-8859-1";
    return name;
}

std::optional<std::string> converted(std::string_view source, const std::string& from)
{
    const iconv_t converter = ::iconv_open("UTF-8", from.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1))
        return std::nullopt;
    std::string out(4 * source.size(), '\0');
    char* in = const_cast<char*>(source.data());
    char* at = out.data();
    std::size_t left = source.size();
    std::size_t room = out.size();
    const bool whole = ::iconv(converter, &in, &left, &at, &room) != static_cast<std::size_t>(-1) && left == 0;
    ::iconv_close(converter);
    if (!whole)
        return std::nullopt;
    out.resize(out.size() - room);
    return out;
}

}  // namespace

std::string utf8Source(std::string source)
{
    if (source.starts_with(Mark))
        source.erase(0, Mark.size());
    const std::string_view named = namedEncoding(source);
    if (named.empty())
        return source;
    const std::string encoding = normalized(named);
    if (isUtf8Name(encoding))
        return source;
    const auto offset = static_cast<std::size_t>(named.data() - source.data());
    auto text = converted(source, iconvName(encoding));
    if (!text || text->compare(offset, named.size(), named) != 0)
        return source;
    text->replace(offset, named.size(), "utf-8");
    return *std::move(text);
}

}  // namespace rz::modules
