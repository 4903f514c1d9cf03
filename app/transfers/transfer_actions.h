#pragma once

#include "app/common/pane_actions.h"

namespace rz::app {

// What can be done in the pane of transfers, with names, icons and shortcuts; shortcuts work inside `pane`.
class TransferActions : public PaneActions {
    Q_OBJECT
public:
    explicit TransferActions(QWidget& pane);

    QAction* pause;
    QAction* resume;
    QAction* cancel;
    QAction* retry;
    QAction* remove;
    QAction* removeFinished;
    QAction* copyCommand;
    QAction* showContext;
};

}  // namespace rz::app
