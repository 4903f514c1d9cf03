#include "app/window/transferring.h"

#include "app/transfers/transfer_dialog.h"
#include "app/window/actions.h"

#include <QAction>

namespace rz::app {

Transferring::Transferring(const Parts& parts, QWidget* window) : QObject(window), m(parts), m_window(window)
{
    connect(m.actions.transferFiles, &QAction::triggered, this, [this] { openDialog(m.selection.current()); });
}

void Transferring::openDialog(qt::NodeKey context, const QStringList& files)
{
    auto* dialog = new TransferDialog(m.queue, {.context = context, .sources = files}, m_window);
    connect(dialog, &TransferDialog::chosen, this,
            [this](const TransferOrder& order) { emit added(&m.queue.add(order)); });
    dialog->show();
}

}  // namespace rz::app
