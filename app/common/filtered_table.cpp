#include "app/common/filtered_table.h"

#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/pane_button.h"
#include "app/common/row_table.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/table_actions.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int UsualActions = 2;  // copy and save, at the end of the head

}  // namespace

FilteredTable::FilteredTable(const Words& words, QAbstractItemModel& model, QWidget& pane)
    : QWidget(&pane),
      m_rows(new QSortFilterProxyModel(this)),
      m_table(new QTableView(this)),
      m_filter(new FilterEdit(words.filter, pane, *m_table)),
      m_empty(new EmptyState(words.icon, words.emptyTitle, words.emptyText, this)),
      m_noMatch(new EmptyState(u"find"_s, words.noMatchTitle, words.noMatchText, this)),
      m_pages(new QStackedWidget(this)),
      m_head(new QHBoxLayout),
      m_note(new QLabel(this)),
      m_actions(new TableActions(*m_table, words.fileName))
{
    m_rows->setSourceModel(&model);
    m_rows->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setUpTable(words);
    layOut();
    connect(m_actions, &TableActions::noted, this, &FilteredTable::note);
    connect(m_filter, &QLineEdit::textChanged, m_rows, &QSortFilterProxyModel::setFilterFixedString);
    for (const QAbstractItemModel* watched : QList<QAbstractItemModel*>{m_rows, &model}) {
        connect(watched, &QAbstractItemModel::rowsInserted, this, &FilteredTable::showContent);
        connect(watched, &QAbstractItemModel::rowsRemoved, this, &FilteredTable::showContent);
        connect(watched, &QAbstractItemModel::modelReset, this, &FilteredTable::showContent);
    }
    showContent();
}

void FilteredTable::setUpTable(const Words& words)
{
    m_table->setObjectName(words.objectName);
    m_table->setAccessibleName(words.name);
    m_table->setModel(m_rows);
    m_table->setFrameShape(QFrame::NoFrame);
    makeRowTable(*m_table);
    m_table->setSortingEnabled(true);
    QHeaderView* header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
}

void FilteredTable::layOut()
{
    for (QWidget* page :
         {static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_noMatch)})
        m_pages->addWidget(page);
    m_head->setContentsMargins(2 * Space, Space, Space, 0);
    m_head->setSpacing(Space);
    m_head->addWidget(m_filter);
    m_head->addWidget(makePaneButton(m_actions->copyAction(), this));
    m_head->addWidget(makePaneButton(m_actions->saveAction(), this));
    m_note->setObjectName(u"note"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    m_note->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    layout->addLayout(m_head);
    layout->addWidget(m_note);
    layout->addWidget(m_pages);
    orderTabs();
}

void FilteredTable::orderTabs() const
{
    QList<QWidget*> parts;
    for (int i = 0; i < m_head->count(); ++i) {
        if (QWidget* widget = m_head->itemAt(i)->widget())
            parts << widget;
    }
    tabThrough(parts << m_table);
}

int FilteredTable::shownRow(int modelRow) const
{
    return m_rows->mapFromSource(m_rows->sourceModel()->index(modelRow, 0)).row();
}

int FilteredTable::modelRow(int shownRow) const
{
    return m_rows->mapToSource(m_rows->index(shownRow, 0)).row();
}

void FilteredTable::addHeadAction(QAction* action)
{
    addHeadWidget(makePaneButton(action, this));
}

void FilteredTable::addHeadWidget(QWidget* widget)
{
    m_head->insertWidget(m_head->count() - UsualActions, widget);
    orderTabs();
}

void FilteredTable::note(const QString& text)
{
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

void FilteredTable::addBeside(QWidget* widget, const QString& splitter)
{
    auto* parts = new QSplitter(this);
    parts->setObjectName(splitter);
    parts->setChildrenCollapsible(false);
    delete layout()->replaceWidget(m_pages, parts);  // the item of what was replaced
    parts->addWidget(m_pages);
    parts->addWidget(widget);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
}

void FilteredTable::showContent()
{
    QWidget* page = m_table;
    if (m_rows->sourceModel()->rowCount() == 0)
        page = m_empty;
    else if (m_rows->rowCount() == 0)
        page = m_noMatch;
    m_pages->setCurrentWidget(page);
}

}  // namespace rz::app
