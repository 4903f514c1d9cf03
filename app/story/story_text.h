#pragma once

#include "core/connect/story.h"

#include <QString>

namespace rz::app {

// "running", "waiting for you", "done", "failed", "skipped".
QString stepStateWord(connect::StepState state);
// How long it worked, without the time it waited for the user.
Duration workedTime(const connect::StoryStep& step);
// The whole story as lines of text, for a report.
QString storyReport(const connect::Story& story, const QString& path);

}  // namespace rz::app
