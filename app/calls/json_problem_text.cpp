#include "app/calls/json_problem_text.h"

#include <QCoreApplication>

namespace rz::app {

namespace {

struct JsonProblemTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::JsonProblem)
};

}  // namespace

QString jsonProblemText(JsonProblem problem)
{
    switch (problem) {
    case JsonProblem::Empty: return JsonProblemTr::tr("A value is missing");
    case JsonProblem::EndOfText: return JsonProblemTr::tr("The value is not finished");
    case JsonProblem::ExpectedValue: return JsonProblemTr::tr("This is no value; texts need double quotes");
    case JsonProblem::ExpectedKey: return JsonProblemTr::tr("A key in double quotes is missing");
    case JsonProblem::ExpectedColon: return JsonProblemTr::tr("A colon after the key is missing");
    case JsonProblem::ExpectedCommaOrEnd: return JsonProblemTr::tr("A comma or the closing bracket is missing");
    case JsonProblem::TextAfterValue: return JsonProblemTr::tr("There is more after the value");
    case JsonProblem::BadNumber: return JsonProblemTr::tr("This is no number, or too large a one");
    case JsonProblem::BadEscape: return JsonProblemTr::tr("Unknown escape after the backslash");
    case JsonProblem::ControlCharacter:
        return JsonProblemTr::tr("Line breaks and control characters in texts need an escape");
    case JsonProblem::NotUtf8: return JsonProblemTr::tr("The text is not UTF-8");
    case JsonProblem::TooDeep: return JsonProblemTr::tr("Nested too deeply");
    case JsonProblem::UnknownForm:
        return JsonProblemTr::tr("An object with one key that begins with “$” must be one of the known forms");
    case JsonProblem::BadForm: return JsonProblemTr::tr("This form cannot have that content");
    }
    return {};
}

QString jsonProblemText(const JsonError& error)
{
    return JsonProblemTr::tr("Line %1, column %2: %3")
        .arg(error.line)
        .arg(error.column)
        .arg(jsonProblemText(error.problem));
}

}  // namespace rz::app
