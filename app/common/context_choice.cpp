#include "app/common/context_choice.h"

#include "app/common/filtered_table.h"
#include "app/common/selection.h"

#include <QSortFilterProxyModel>
#include <QTableView>

#include <utility>

namespace rz::app {

ContextChoice::ContextChoice(FilteredTable& table, Selection& selection, KeyAt keyAt, IndexOf indexOf)
    : QObject(&table), m_table(table), m_selection(selection), m_keyAt(std::move(keyAt)), m_indexOf(std::move(indexOf))
{
    connect(table.table().selectionModel(), &QItemSelectionModel::selectionChanged, this, &ContextChoice::choose);
    connect(&m_selection, &Selection::changed, this, &ContextChoice::show);
    show();
}

void ContextChoice::load(const std::function<void()>& change)
{
    m_loading = true;
    change();
    m_loading = false;
    show();
}

// Only what the user selects: a view that gets the focus, or loses rows, moves on by itself.
void ContextChoice::choose()
{
    const QTableView& table = m_table.table();
    const QModelIndexList selected = table.selectionModel()->selectedRows();
    if (selected.size() != 1 || !table.hasFocus() || m_loading)
        return;
    if (const auto key = m_keyAt(m_table.modelRow(selected.front().row())))
        m_selection.choose(*key);
}

void ContextChoice::show()
{
    QTableView& table = m_table.table();
    const QModelIndex index = m_table.rows().mapFromSource(m_indexOf(m_selection.current()));
    if (index.row() == table.currentIndex().row())
        return;
    if (index.isValid())
        table.setCurrentIndex(index);
    else
        table.selectionModel()->clear();
}

}  // namespace rz::app
