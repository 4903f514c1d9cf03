#pragma once

#include <QObject>

class QAction;
class QWidget;

namespace rz::app {

// What can be done in the pane of saved hosts, with names, icons and shortcuts; shortcuts work inside `pane`.
class HostActions : public QObject {
    Q_OBJECT
public:
    explicit HostActions(QWidget& pane);

    QAction* connectHost;
    QAction* newHost;
    QAction* newGroup;
    QAction* edit;
    QAction* rename;
    QAction* duplicate;
    QAction* remove;
    QAction* undo;
    QAction* copyChain;
    QAction* readAgain;

private:
    QAction* make(const char* name, const QString& text, QStringView icon, const QString& shortcut,
                  const QString& toolTip);
    QWidget& m_pane;
};

}  // namespace rz::app
