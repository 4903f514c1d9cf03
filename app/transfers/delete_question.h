#pragma once

#include "app/transfers/transfer_order.h"

#include <functional>

class QWidget;

namespace rz::app {

// Asks over `parent` whether a transfer is to delete what cannot be brought back. `go` gets the order as it was, or as one
// that only shows what would be done; not on Cancel, which is the default.
void askToDelete(const TransferOrder& order, QWidget* parent, std::function<void(const TransferOrder&)> go);

}  // namespace rz::app
