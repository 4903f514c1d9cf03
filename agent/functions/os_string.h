#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <string>
#include <string_view>
#include <utility>

namespace rz {

// A string as the system has it: a path, an argument, a variable. It may hold any bytes. It travels as text when it is
// valid UTF-8 and as bytes otherwise, and both are accepted, so that every file can be named.
struct OsString {
    std::string bytes;

    OsString() = default;
    OsString(std::string text) : bytes(std::move(text)) {}  // NOLINT(google-explicit-constructor)
    OsString(std::string_view text) : bytes(text) {}        // NOLINT(google-explicit-constructor)
    OsString(const char* text) : bytes(text) {}             // NOLINT(google-explicit-constructor)

    const char* c_str() const { return bytes.c_str(); }
    bool empty() const { return bytes.empty(); }
    bool operator==(const OsString&) const = default;
};

Value toValue(OsString string);
// Refuses other types, and NUL characters, which no system call would see.
Result<> fromValue(const Value& value, OsString& out);
constexpr std::string_view valueTypeName(const OsString*)
{
    return "text";
}

// For messages to people: quoted, escaped where it would not print.
std::string quoted(const OsString& string);

}  // namespace rz
