#pragma once

#include "core/qt/snapshots.h"

#include <QModelIndex>
#include <QObject>

#include <functional>
#include <optional>

namespace rz::app {

class FilteredTable;
class Selection;

// Keeps the chosen row of a table whose rows stand for contexts in step with the window's selection.
class ContextChoice : public QObject {
    Q_OBJECT
public:
    // Both of the table's model: the context of a row, and the row of a context.
    using KeyAt = std::function<std::optional<qt::NodeKey>(int row)>;
    using IndexOf = std::function<QModelIndex(qt::NodeKey key)>;
    // The selection must outlive the table, which owns this.
    ContextChoice(FilteredTable& table, Selection& selection, KeyAt keyAt, IndexOf indexOf);

    // Changes rows: that the view moves on to another one then is no choice of the user's.
    void load(const std::function<void()>& change);

private:
    void choose();
    void show();

    FilteredTable& m_table;
    Selection& m_selection;
    KeyAt m_keyAt;
    IndexOf m_indexOf;
    bool m_loading = false;
};

}  // namespace rz::app
