#pragma once

#include <QList>

class QWidget;

namespace rz::app {

// Tab goes through these as they are listed, each with all that is in it, in the order it has there. The first control
// stays where it is in the window's order; the others follow it.
void tabThrough(const QList<QWidget*>& parts);

}  // namespace rz::app
