#pragma once

#include "app/common/colors.h"
#include "core/base/log.h"

#include <QString>

namespace rz::app {

// "Warning"; levels between the named ones, which Python allows, count as the one below.
QString logLevelText(LogLevel level);
Tone logLevelTone(LogLevel level);

}  // namespace rz::app
