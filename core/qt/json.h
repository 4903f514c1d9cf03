#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace rz {

// Values as JSON, for people, files and scripts. Without Qt, so that rhizomectl shares it at no cost.
//
//   None, bool, str, list       null, true/false, string, array
//   int of any size             number without fraction or exponent, all digits
//   float                       number with fraction or exponent; {"$float": "nan" | "inf" | "-inf"}
//   dict with text keys         object, in the dict's order
//   description of an object    {"$class": "module.name", "$args": …}, or with "$class" alone (PROTOCOL.md, 2.7)
//   any other dict              {"$dict": [[key, value], …]}; also when a text key begins with "$"
//   bytes                       {"$bytes": base64}, or {"$utf8": text}, the bytes of the text; the latter is written where
//                               people read (Indented) and all of them are text without control characters, as is
//                               what Python 2 calls str
//   tuple                       {"$tuple": […]}
//   Blob                        {"$blob": base64}
//   Kwargs                      {"$kwargs": {…}}
//   CallError                   {"$error": text}
//   Context                     {"$context": {"id": …, "name": … | null}}
//   Sender                      {"$sender": {"context": …, "handle": …}}
//   Secret                      {"$secret": null}: never written; read: {"$secret": text}
//
// Reading back what was written gives an equal value, secrets apart. Lone surrogates, which Python's text may have, are
// escaped as \udxxx; bytes that are not text at all become U+FFFD.

enum class JsonLayout : std::uint8_t { Compact, Indented };

// Whether `dict` is what wire::unpickleDescribed makes of an object of Python.
bool describesObject(const Dict& dict);

std::string toJson(const Value& value, JsonLayout layout = JsonLayout::Compact);

enum class JsonProblem : std::uint8_t {
    Empty,      // nothing but white space
    EndOfText,  // ends in the middle of a value
    ExpectedValue,
    ExpectedKey,  // an object's key in quotes
    ExpectedColon,
    ExpectedCommaOrEnd,
    TextAfterValue,
    BadNumber,
    BadEscape,
    ControlCharacter,  // unescaped in a string
    NotUtf8,
    TooDeep,      // more than MaxJsonDepth containers in each other
    UnknownForm,  // an object whose only key begins with "$" and is none of the table
    BadForm,      // one of the table, but with something else inside
};

inline constexpr int MaxJsonDepth = 128;

// Where and why a text is not JSON of the table above.
struct JsonError {
    JsonProblem problem{};
    std::size_t offset = 0;  // in bytes
    int line = 1;
    int column = 1;  // in characters
    // "line 2, column 7: expected a comma or the end of the list"
    std::string text() const;
};

std::expected<Value, JsonError> parseJson(std::string_view text);
// Only the value that `text` begins with; `end` is set behind it, or to where the problem is.
std::expected<Value, JsonError> parseJsonPrefix(std::string_view text, std::size_t& end);
// The same, its error an Argument with JsonError's text.
Result<Value> fromJson(std::string_view text);

}  // namespace rz
