#pragma once

#include "app/common/colors.h"
#include "core/qt/snapshots.h"

#include <QString>

namespace rz::app {

// The words, shape and tone of a context's state, the same wherever it is shown.

// "Connecting", "Connected", "Slow", "Lost", "Failed", "Closed"; "Waiting for you" while a question is open.
QString stateWord(const qt::NodeSnapshot& node);
// The word, and while connecting the step: "Connecting: authentication".
QString stateText(const qt::NodeSnapshot& node);
// Names of app/common/icons.h.
QString stateIcon(const qt::NodeSnapshot& node);
Tone stateTone(const qt::NodeSnapshot& node);

// It is known to be a Python process, and no agent.
bool isPython(const qt::NodeSnapshot& node);
// Up: messages can be sent to it.
bool isUp(const qt::NodeSnapshot& node);
// The label, state, identity and root mark as one sentence, for screen readers.
QString spokenNode(const qt::NodeSnapshot& node);

}  // namespace rz::app
