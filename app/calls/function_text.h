#pragma once

#include "core/rpc/function.h"

#include <QString>
#include <QStringList>

namespace rz::app {

// The help of our agent's functions in the user's language; that of other contexts as they send it.
QString functionHelp(const rpc::FunctionDescription& function);
QString parameterHelp(const rpc::ParameterDescription& parameter);
// What is used when the parameter is left out: a value, or words for it.
QString parameterFallback(const rpc::ParameterDescription& parameter);

// Every English text that the functions above translate. Translators see these; a test compares them with what the
// agent's functions say.
QStringList functionTexts();

}  // namespace rz::app
