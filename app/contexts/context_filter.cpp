#include "app/contexts/context_filter.h"

#include "app/contexts/context_model.h"

#include <algorithm>

namespace rz::app {

ContextFilter::ContextFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setRecursiveFilteringEnabled(true);
    setSortRole(ContextModel::ValueRole);
}

void ContextFilter::setText(const QString& text)
{
    const QStringList words = text.split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    invalidateRowsFilter();
}

bool ContextFilter::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    // The desktop's own row stays as long as anything below it matches, and when nothing is typed.
    if (m_words.isEmpty())
        return true;
    if (!parent.isValid() && row == 0)
        return false;
    QString text;
    for (const int column :
         {ContextModel::ContextColumn, ContextModel::StateColumn, ContextModel::IdentityColumn, ContextModel::IdColumn})
        text += sourceModel()->index(row, column, parent).data().toString() + u'\n';
    return std::ranges::all_of(m_words,
                               [&text](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

bool ContextFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const QVariant a = left.data(sortRole());
    const QVariant b = right.data(sortRole());
    if (a.typeId() == QMetaType::QString)
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    return a.toDouble() < b.toDouble();
}

}  // namespace rz::app
