#pragma once

class QTableView;

namespace rz::app {

// Makes a table one of rows, which are chosen whole and only read: no grid, no row numbers, Tab leads out of it, and the
// last column takes what room is left. GUI thread.
void makeRowTable(QTableView& table);

}  // namespace rz::app
