#pragma once

#include "core/base/value.h"

#include <QString>

namespace rz::app {

// One line for a cell of a table or tree, at most `limit` characters: text as it is with line breaks shown, bytes as text
// where they are text, containers in short.
QString cellText(const Value& value, int limit = 300);
inline constexpr int MaxCellToolTip = 2000;  // the limit for what a cell's tool tip tells
// All of it, for a text view or the clipboard: text as it is, bytes decoded or as a hex dump, everything else as JSON.
QString fullText(const Value& value);
// What the value is, in words: "text, 12 characters", "list, 3 items".
QString describeValue(const Value& value);

// "00000000  68 65 6c 6c 6f …  |hello…|", 16 bytes a line.
QString hexDump(std::string_view bytes);
// UTF-8 without control characters other than white space.
bool isReadableText(std::string_view bytes);

}  // namespace rz::app
