#pragma once

#include <QString>

namespace rz::app {

// What a context sent is data: control characters become their Unicode pictures, and those without one, among them all that
// turn the direction of text about, the replacement character, so that they are seen and do nothing. Line ends and tabs stay.
QString withControlPictures(QString text);
// Line ends are shown, too.
QString onOneLine(QString text);
// The beginning of it on one line, at most `limit` characters.
QString startOnOneLine(const QString& text, qsizetype limit);

}  // namespace rz::app
