#pragma once

#include <QObject>

class QAction;
class QWidget;

namespace rz::app {

// What can be done in a pane, which owns it; each pane has its own, whose constructor makes them.
class PaneActions : public QObject {
    Q_OBJECT
protected:
    explicit PaneActions(QWidget& pane);

    // With its object name; without icon or shortcut where these are empty. The shortcut works inside the pane, and the
    // tooltip tells it.
    QAction* make(const char* name, const QString& text, QStringView icon, const QString& shortcut,
                  const QString& toolTip);

private:
    QWidget& m_pane;
};

}  // namespace rz::app
