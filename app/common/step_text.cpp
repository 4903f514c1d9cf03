#include "app/common/step_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <string>

namespace rz::app {
namespace {

struct StepTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::StepText)
};

constexpr std::array Names = {
    QT_TRANSLATE_NOOP("rz::app::StepText", "resolve"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "connect"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "key exchange"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "host key"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "authentication"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "open session"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "read configuration"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "find container"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "put agent there"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "start program"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "enter"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "fork"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "spawn"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "first stage"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "agent upload"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "agent start"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "core upload"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "python start"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "configure"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "program's answer"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "no answer yet"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "search for contexts"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "greeting"),
    QT_TRANSLATE_NOOP("rz::app::StepText", "first question"),
};
constexpr std::string_view Asking = "ask ";        // and the name of the context that is asked to connect
constexpr std::string_view Through = " through ";  // between a step and the context that does it

QString decoded(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

bool isKnownStep(std::string_view step)
{
    return step.starts_with(Asking) || std::ranges::find(Names, step.substr(0, step.find(Through))) != Names.end();
}

QString stepText(std::string_view step)
{
    if (step.starts_with(Asking))
        return StepTextTr::tr("ask %1", "a context to make a connection").arg(decoded(step.substr(Asking.size())));
    if (const auto known = std::ranges::find(Names, step); known != Names.end())
        return StepTextTr::tr(*known);
    if (const auto through = step.find(Through); through != std::string_view::npos && isKnownStep(step)) {
        return StepTextTr::tr("%1 through %2", "a step of a connection and the context that does it")
            .arg(stepText(step.substr(0, through)), decoded(step.substr(through + Through.size())));
    }
    // A hop in between is named before its step; names of hosts may have colons.
    if (const auto colon = step.rfind(": "); colon != std::string_view::npos && isKnownStep(step.substr(colon + 2)))
        return StepTextTr::tr("%1: %2", "host and step")
            .arg(decoded(step.substr(0, colon)), stepText(step.substr(colon + 2)));
    return decoded(step);
}

}  // namespace rz::app
