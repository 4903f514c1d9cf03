#include "app/story/story_text.h"

#include "app/common/error_text.h"
#include "app/common/format.h"
#include "app/common/step_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct StoryTextTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::StoryText)
};

}  // namespace

QString stepStateWord(connect::StepState state)
{
    switch (state) {
    case connect::StepState::Running: return StoryTextTr::tr("running", "state of a step");
    case connect::StepState::Waiting: return StoryTextTr::tr("waiting for you", "state of a step");
    case connect::StepState::Done: return StoryTextTr::tr("done", "state of a step");
    case connect::StepState::Failed: return StoryTextTr::tr("failed", "state of a step");
    case connect::StepState::Skipped: return StoryTextTr::tr("skipped", "state of a step");
    }
    return {};
}

Duration workedTime(const connect::StoryStep& step)
{
    return std::max(step.took - step.waited, Duration::zero());
}

QString storyReport(const connect::Story& story, const QString& path)
{
    QStringList lines{path, StoryTextTr::tr("Begun %1").arg(format::dateTime(story.startedAt)), QString()};
    for (const connect::StoryStep& step : story.steps) {
        QString line = u"%1  %2  %3  %4"_s.arg(format::exactDuration(step.begin), 12)
                           .arg(format::exactDuration(workedTime(step)), 12)
                           .arg(stepText(step.name), -16)
                           .arg(stepStateWord(step.state));
        if (step.waited > Duration::zero())
            line += u"; "_s + StoryTextTr::tr("waited %1 for an answer").arg(format::duration(step.waited));
        if (!step.note.empty())
            line += u"; "_s + QString::fromStdString(step.note);
        lines << line;
    }
    if (!story.output.empty()) {
        lines << QString() << StoryTextTr::tr("Output:");
        for (const std::string& line : story.output)
            lines << QString::fromStdString(line);
    }
    if (story.failure)
        lines << QString() << errorReport(*story.failure);
    return lines.join(u'\n') + u'\n';
}

}  // namespace rz::app
