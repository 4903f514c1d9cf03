#pragma once

#include <QList>

class QDockWidget;
class QMenuBar;
class QSettings;

namespace rz::app {

class Actions;

// Fills the menu bar. `panes` get a switch each under View; the language chosen there is kept in `settings` and spoken
// from the next start on.
void fillMenus(QMenuBar& bar, Actions& actions, const QList<QDockWidget*>& panes, QSettings& settings);

}  // namespace rz::app
