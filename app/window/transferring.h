#pragma once

#include "app/common/selection.h"
#include "app/transfers/transfer_queue.h"

#include <QObject>

class QWidget;

namespace rz::app {

class Actions;

// The ways to start a transfer that the window has: the action for the chosen context, and files dropped on one.
class Transferring : public QObject {
    Q_OBJECT
public:
    struct Parts {
        TransferQueue& queue;
        Selection& selection;
        Actions& actions;
    };
    // Dialogs belong to `window`.
    Transferring(const Parts& parts, QWidget* window);

    // `files` are of this machine.
    void openDialog(qt::NodeKey context, const QStringList& files = {});

signals:
    void added(rz::app::Transfer* transfer);

private:
    Parts m;
    QWidget* m_window;
};

}  // namespace rz::app
