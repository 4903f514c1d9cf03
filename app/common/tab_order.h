#pragma once

#include <QList>

class QWidget;

namespace rz::app {

// Tab goes through these as they are listed, each with all that is in it, in the order it has there; what is in one
// that is listed itself comes with that. The first control stays where it is in the window's order; the others follow
// it. Goes once through the window, however many are listed.
void tabThrough(const QList<QWidget*>& parts);

}  // namespace rz::app
