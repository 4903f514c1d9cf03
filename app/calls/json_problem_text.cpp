#include "app/calls/json_problem_text.h"

#include <QCoreApplication>

namespace rz::app {

namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::JsonProblem)
};

}  // namespace

QString jsonProblemText(JsonProblem problem)
{
    switch (problem) {
    case JsonProblem::Empty: return Tr::tr("A value is missing");
    case JsonProblem::EndOfText: return Tr::tr("The value is not finished");
    case JsonProblem::ExpectedValue: return Tr::tr("This is no value; texts need double quotes");
    case JsonProblem::ExpectedKey: return Tr::tr("A key in double quotes is missing");
    case JsonProblem::ExpectedColon: return Tr::tr("A colon after the key is missing");
    case JsonProblem::ExpectedCommaOrEnd: return Tr::tr("A comma or the closing bracket is missing");
    case JsonProblem::TextAfterValue: return Tr::tr("There is more after the value");
    case JsonProblem::BadNumber: return Tr::tr("This is no number, or too large a one");
    case JsonProblem::BadEscape: return Tr::tr("Unknown escape after the backslash");
    case JsonProblem::ControlCharacter: return Tr::tr("Line breaks and control characters in texts need an escape");
    case JsonProblem::NotUtf8: return Tr::tr("The text is not UTF-8");
    case JsonProblem::TooDeep: return Tr::tr("Nested too deeply");
    case JsonProblem::UnknownForm:
        return Tr::tr("An object with one key that begins with “$” must be one of the known forms");
    case JsonProblem::BadForm: return Tr::tr("This form cannot have that content");
    }
    return {};
}

QString jsonProblemText(const JsonError& error)
{
    return Tr::tr("Line %1, column %2: %3").arg(error.line).arg(error.column).arg(jsonProblemText(error.problem));
}

}  // namespace rz::app
