#pragma once

#include <QString>
#include <QStringList>

#include <string_view>

namespace rz::app {

// A cause or a remedy of a failure (ErrorDetails::cause, fix) in the user's language, where the core's sentence is a fixed
// one; others stay as they are.
QString adviceText(std::string_view text);

// Every English sentence that it translates. Translators see these; a test compares them with what the core says.
QStringList adviceTexts();

}  // namespace rz::app
