#include "app/common/table_actions.h"

#include "app/common/icons.h"
#include "app/common/pane_button.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QTableView>
#include <QTreeView>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

const QHeaderView* headerOf(const QAbstractItemView& view)
{
    if (const auto* table = qobject_cast<const QTableView*>(&view))
        return table->horizontalHeader();
    const auto* tree = qobject_cast<const QTreeView*>(&view);
    return tree != nullptr ? tree->header() : nullptr;
}

// Logical columns as they are shown.
QList<int> shownColumns(const QAbstractItemView& view)
{
    QList<int> columns;
    const QHeaderView* header = headerOf(view);
    for (int visual = 0; visual < view.model()->columnCount(); ++visual) {
        const int column = header == nullptr ? visual : header->logicalIndex(visual);
        if (header == nullptr || !header->isSectionHidden(column))
            columns << column;
    }
    return columns;
}

QString cell(const QModelIndex& index)
{
    const QVariant exact = index.data(ExactRole);
    QString text = (exact.isValid() ? exact : index.data()).toString();
    return text.replace(u'\t', u' ').replace(u'\n', u' ');
}

}  // namespace

QString rowsAsText(const QAbstractItemView& view, QModelIndexList rows)
{
    const QAbstractItemModel* model = view.model();
    const QList<int> columns = shownColumns(view);
    std::sort(rows.begin(), rows.end());
    QString text;
    const auto line = [&text, &columns](auto cellOf) {
        for (const int column : columns)
            text += cellOf(column) + (column == columns.back() ? u'\n' : u'\t');
    };
    line([model](int column) { return model->headerData(column, Qt::Horizontal).toString(); });
    for (const QModelIndex& row : rows)
        line([&row](int column) { return cell(row.siblingAtColumn(column)); });
    return text;
}

TableActions::TableActions(QAbstractItemView& view, const QString& name)
    : QObject(&view),
      m_view(view),
      m_name(name),
      m_copy(new QAction(icon(u"copy"), tr("Copy"), this)),
      m_save(new QAction(icon(u"save"), tr("Save as text…"), this))
{
    m_copy->setObjectName(u"copyRows"_s);
    m_copy->setShortcut(QKeySequence::Copy);
    m_save->setObjectName(u"saveRows"_s);
    m_save->setShortcut(QKeySequence::Save);
    describeAction(m_copy, tr("Copy the selected rows as text"));
    describeAction(m_save, tr("Save all rows as text"));
    for (QAction* action : {m_copy, m_save}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        view.addAction(action);
    }
    view.setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_copy, &QAction::triggered, this, &TableActions::copy);
    connect(m_save, &QAction::triggered, this, &TableActions::save);
}

void TableActions::copy() const
{
    QModelIndexList rows = m_view.selectionModel()->selectedRows();
    if (rows.isEmpty() && m_view.currentIndex().isValid())
        rows << m_view.currentIndex();
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(rowsAsText(m_view, rows));
}

void TableActions::save()
{
    m_files->askToSave(m_view.window(), tr("Save as text"), m_name + u".txt"_s, tr("Text (*.txt)"),
                       [this](const QString& path) {
                           QModelIndexList rows;
                           for (int row = 0; row < m_view.model()->rowCount(); ++row)
                               rows << m_view.model()->index(row, 0);
                           const QString problem = writeFile(path, rowsAsText(m_view, rows).toUtf8());
                           emit noted(problem.isEmpty() ? tr("Saved as %1").arg(path) : problem);
                       });
}

}  // namespace rz::app
