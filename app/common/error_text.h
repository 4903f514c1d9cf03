#pragma once

#include "core/base/error.h"

#include <QString>

namespace rz::app {

// What kind of failure it is, in a few words of the user's language: "Wrong password". The failure's own English
// sentence, Error::text(), belongs beside it: it names what was seen.
QString errorTitle(ErrorKind kind);
// The same of what happened before there was a connection.
QString connectFailureTitle(ErrorKind kind);
// Both in one line: "Not authenticated: db1 refused the password for bob".
QString errorLine(const Error& error);
// Title, sentence, hop and step, evidence, cause and fix, one a line: for copying.
QString errorReport(const Error& error);

}  // namespace rz::app
