#pragma once

#include <QList>

class QDockWidget;
class QMenu;
class QMenuBar;
class QSettings;

namespace rz::app {

class Actions;

// What stands in the menu bar. The panes get a switch each under View; the language chosen there is kept in the settings
// and spoken from the next start on.
struct MenuParts {
    Actions& actions;
    QList<QDockWidget*> panes;
    QMenu& connectBy;
    QMenu& connectChildBy;
    QMenu& workspace;
    QMenu& contextColumns;
    QSettings& settings;
};
void fillMenus(QMenuBar& bar, const MenuParts& parts);

}  // namespace rz::app
