#pragma once

#include "core/qt/json.h"

#include <QString>

namespace rz::app {

// In the user's language: "A comma or the closing bracket is missing", and the same with its place, "Line 2, column 7: …".
QString jsonProblemText(JsonProblem problem);
QString jsonProblemText(const JsonError& error);

}  // namespace rz::app
