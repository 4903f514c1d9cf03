#pragma once

#include "app/common/colors.h"

#include <QIcon>
#include <QStringView>

#include <string_view>

namespace rz::app {

// An icon of ours, resources/icons/NAME.svg: line drawings on a 16 px grid. It takes its colour from the application's
// palette whenever it is painted, so it follows the scheme, a selection and being disabled by itself.
QIcon icon(QStringView name, Tone tone = Tone::Plain);
// The one of a connection method; a plain one for methods that have none.
QIcon methodIcon(std::string_view method);

}  // namespace rz::app
