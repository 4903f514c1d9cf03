#pragma once

#include "core/connect/method.h"

#include <QString>
#include <QStringList>

namespace rz::app {

// Names and help of connection methods and their options in the user's language.
QString methodLabel(const connect::MethodDescription& method);
QString methodHelp(const connect::MethodDescription& method);
// Why a method cannot be used in a place: "docker is not installed on web1."
QString missingText(const connect::MethodDescription& method, const QString& place);
QString optionLabel(const connect::OptionDescription& option);
QString optionHelp(const connect::OptionDescription& option);
QString choiceLabel(std::string_view choice);

// Every English text of core/connect that the functions above translate. Translators see these; a test compares them
// with what the methods say.
QStringList methodTexts();

}  // namespace rz::app
