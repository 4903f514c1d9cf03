#pragma once

#include <QString>

namespace rz::app {

// The text of a tooltip that shows these characters, control characters as pictures, and nothing else. Qt guesses whether a
// tooltip is markup: text from a context that looks like it would be drawn as such, and escaped text that does not would show
// its escapes.
QString plainToolTip(const QString& text);

}  // namespace rz::app
