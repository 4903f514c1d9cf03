#pragma once

#include "core/base/value.h"

#include <QString>
#include <QStringView>

#include <cstdint>
#include <expected>
#include <string_view>

namespace rz::app {

// How a parameter is entered, by the type its description names.
enum class ParameterKind : std::uint8_t { Integer, Number, Boolean, Text, Bytes, TextList, Secret, Stream, Json };
ParameterKind parameterKindOf(std::string_view type);

enum class BytesForm : std::uint8_t { Text, Hex, File };

// What was typed as a value, or what is wrong with it in the user's language.
using Parsed = std::expected<Value, QString>;

Parsed parseInteger(const QString& text);  // 42, -7, 0x1ff, 0o644, 0b101; of any size
Parsed parseNumber(const QString& text);
Parsed parseBytes(const QString& text, BytesForm form);  // File: the content of the file of that name, up to 64 MiB
Parsed parseTextList(const QString& text);               // a line for each item
// `type` is that of the description; a "dict" or "list" must be one.
Parsed parseJsonParameter(const QString& text, std::string_view type);

}  // namespace rz::app
