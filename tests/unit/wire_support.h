#pragma once

#include "core/base/bytes.h"
#include "core/base/value.h"

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QString>

#include <optional>
#include <string>
#include <string_view>

// Vocabulary of the wire tests: hex texts, files of tests/golden and their typed values.
namespace rz::test {

Bytes fromHex(const QByteArray& hex);
QByteArray toHex(const Bytes& bytes);
QByteArray toHex(std::string_view bytes);

// A row's name, which QTest wants as a C string.
QByteArray rowName(const QString& name);

// An array of objects out of tests/golden; fails the test when it cannot be read.
QJsonArray goldenFile(const char* name);

// The value that `typed` describes (tests/golden/README.md); none when the decoder must refuse it.
std::optional<Value> valueFromTyped(const QJsonObject& typed);

// A pickle of protocol 2 with these opcodes.
Bytes pickleOf(std::string_view opcodes);

// Whether the answer contains `part`; says what it was if not.
bool says(const std::string& given, std::string_view part);

}  // namespace rz::test
