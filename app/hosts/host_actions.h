#pragma once

#include "app/common/pane_actions.h"

namespace rz::app {

// What can be done in the pane of saved hosts, with names, icons and shortcuts; shortcuts work inside `pane`.
class HostActions : public PaneActions {
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
};

}  // namespace rz::app
