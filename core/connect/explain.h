#pragma once

#include "core/base/error.h"

#include <string>

namespace rz::connect {

// A failure as a terminal shows it: its text, and below it, indented, what else is known: hop, step, what was seen, the likely
// cause, what to try, the remote trace. Much of it are the words of others, so it is shownText(). No line break at the end.
std::string explain(const Error& error);

}  // namespace rz::connect
