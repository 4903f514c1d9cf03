#pragma once

#include "app/transfers/transfer_order.h"

#include <QList>

#include <functional>

class QWidget;

namespace rz::app {

enum class DeleteAnswer : bool { Delete, OnlyShow };

// Asks once over `parent` whether transfers are to delete what cannot be brought back. `go` gets the answer; not on Cancel, which
// is the default.
void askToDelete(const QList<TransferOrder>& orders, QWidget* parent, std::function<void(DeleteAnswer)> go);

// The order as it was, or as one that only shows what would be done.
TransferOrder answered(TransferOrder order, DeleteAnswer answer);

}  // namespace rz::app
