#include "app/hosts/host_filter.h"

#include "app/hosts/host_model.h"

namespace rz::app {

HostFilter::HostFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setAutoAcceptChildRows(true);
}

void HostFilter::setText(const QString& text)
{
    m_text = text;
    invalidateFilter();
}

bool HostFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    for (int column = 0; column < HostModel::ColumnCount; ++column) {
        if (sourceModel()->index(row, column, parent).data().toString().contains(m_text, Qt::CaseInsensitive))
            return true;
    }
    return sourceModel()
        ->index(row, HostModel::NameColumn, parent)
        .data(HostModel::ChainRole)
        .toString()
        .contains(m_text, Qt::CaseInsensitive);
}

}  // namespace rz::app
