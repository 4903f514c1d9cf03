#include "core/modules/module_name.h"

#include <algorithm>
#include <cstddef>

namespace rz::modules {

namespace {

constexpr std::size_t MaxName = 512;
constexpr std::size_t MaxPart = 200;  // with ".py" behind it the name of a file

bool isLetter(char c)
{
    // Python's letters beyond ASCII are not told apart: such a name finds a file or it does not.
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool isIdentifier(std::string_view part)
{
    return !part.empty() && part.size() <= MaxPart && isLetter(part.front()) &&
           std::all_of(part.begin(), part.end(), [](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

bool isModuleName(std::string_view name)
{
    if (name.size() > MaxName)
        return false;
    for (;;) {
        const std::size_t dot = name.find('.');
        if (!isIdentifier(name.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        name.remove_prefix(dot + 1);
    }
}

std::string_view parentOf(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view topOf(std::string_view name)
{
    return name.substr(0, name.find('.'));
}

bool isWithin(std::string_view name, std::string_view package)
{
    return name.starts_with(package) && (name.size() == package.size() || name[package.size()] == '.');
}

}  // namespace rz::modules
