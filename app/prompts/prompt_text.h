#pragma once

#include "core/connect/prompt.h"

#include <QString>

namespace rz::app {

// A question in the user's words. What a server sent (instructions, labels) is shown as plain text beside these.

// "Password for alice@web1".
QString promptTitle(const connect::Prompt& prompt);
// The hops from the desktop to where it is asked: "desktop › ssh alice@web1".
QString promptPath(const connect::Prompt& prompt);
// "Attempt 2 of 3. web1 refused the password."; empty at the first attempt.
QString promptAttempt(const connect::Prompt& prompt);
// Of host keys: what it means and what to do.
QString promptAdvice(const connect::Prompt& prompt);
// A name of app/common/icons.h.
QString promptIcon(const connect::Prompt& prompt);
bool isHostKey(const connect::Prompt& prompt);

}  // namespace rz::app
