#pragma once

#include "app/transfers/transfer.h"

#include <QByteArray>

#include <vector>

namespace rz::app {

// Transfers as text, one JSON object a line, newest first: what was asked for, how it went. What programs printed is not in
// it, and secrets have no place in an order. Those that were not over are so when they are read: interrupted.
QByteArray writeTransfers(const std::vector<TransferRecord>& records);
// Lines that are none of ours are passed over. Contexts are known by their chain only.
std::vector<TransferRecord> readTransfers(const QByteArray& text);

}  // namespace rz::app
