#pragma once

#include <string_view>

namespace rz::modules {

// Whether `name` can be a module's: identifiers joined by dots, of a length that a file's name can have. It comes from
// other contexts and becomes part of a path.
bool isModuleName(std::string_view name);

// "a.b" of "a.b.c"; empty for a top-level name.
std::string_view parentOf(std::string_view name);
// "a" of "a.b.c".
std::string_view topOf(std::string_view name);
// Whether `name` is `package` or inside of it.
bool isWithin(std::string_view name, std::string_view package);

}  // namespace rz::modules
