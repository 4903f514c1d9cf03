#include "app/contexts/contexts_pane.h"

#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/style.h"
#include "app/contexts/context_delegate.h"
#include "app/contexts/context_filter.h"
#include "app/contexts/context_model.h"

#include <QAction>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr int LeastColumnWidth = 60;
constexpr int StateWidth = 140;
constexpr int NarrowStateWidth = 104;
constexpr int NarrowWidth = 360;
constexpr int RttWidth = 66;

}  // namespace

ContextsPane::ContextsPane(ContextModel& model, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_model(model),
      m_selection(selection),
      m_rows(new ContextFilter(this)),
      m_tree(new QTreeView(this)),
      m_columns(new QMenu(tr("Columns of &contexts"), this)),
      m_filter(new FilterEdit(tr("Filter contexts"), *this, *m_tree)),
      m_empty(new EmptyState(u"pane-contexts"_s, tr("No contexts yet"),
                             tr("A context is a small process on this machine, on a host over ssh, as another user or "
                                "in a container. Connect to one and it appears here."),
                             this)),
      m_noMatch(new EmptyState(u"find"_s, tr("No context matches"),
                               tr("The filter looks at names, states, identities and ids."), this)),
      m_pages(new QStackedWidget(this))
{
    m_rows->setSourceModel(&m_model);
    // Heard before the tree hears it, which then makes another row the current one.
    connect(m_rows, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_rowsGo = true; });
    setUpTree();
    followRows();

    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(m_noMatch);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    auto* filterLine = new QVBoxLayout;
    filterLine->setContentsMargins(2 * Space, Space, 2 * Space, 0);
    filterLine->addWidget(m_filter);
    layout->addLayout(filterLine);
    layout->addWidget(m_pages);
    setTabOrder(m_filter, m_tree);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_rows->setText(text);
        m_tree->expandAll();
        showContent();
        showSelected();
    });
    connect(&m_selection, &Selection::changed, this, &ContextsPane::showSelected);
    showContent();
    showSelected();
}

void ContextsPane::followRows()
{
    connect(m_rows, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex& under) {
        m_tree->expand(under);
        showContent();
        showSelected();
    });
    connect(m_rows, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_rowsGo = false;
        showContent();
        showSelected();
    });
    connect(&m_model, &QAbstractItemModel::rowsRemoved, this, &ContextsPane::showContent);
    connect(&m_model, &QAbstractItemModel::rowsInserted, this, &ContextsPane::showContent);
}

void ContextsPane::setUpTree()
{
    m_tree->setObjectName(u"contextTree"_s);
    m_tree->setAccessibleName(tr("Contexts"));
    m_tree->setModel(m_rows);
    m_tree->setItemDelegate(new ContextDelegate(m_tree));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_tree->setAllColumnsShowFocus(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setDragDropMode(QAbstractItemView::DropOnly);
    m_tree->setDragDropOverwriteMode(true);  // onto a row, never between two
    m_tree->expandAll();
    setUpHeader();
    connect(&m_model, &ContextModel::filesDropped, this, &ContextsPane::filesDropped);
    connect(m_tree->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) { chooseCurrent(current); });
    connect(m_tree, &QTreeView::activated, this,
            [this](const QModelIndex& index) { emit activated(m_model.keyOf(m_rows->mapToSource(index))); });
}

void ContextsPane::setUpHeader()
{
    QHeaderView* header = m_tree->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(LeastColumnWidth);
    header->setSectionsMovable(true);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setSortingEnabled(true);
    m_tree->sortByColumn(-1, Qt::AscendingOrder);
    for (int column = 0; column < ContextModel::ColumnCount; ++column)
        header->setSectionHidden(column, column > ContextModel::StateColumn && column != ContextModel::RttColumn);
    // Names get what room there is.
    header->setSectionResizeMode(ContextModel::ContextColumn, QHeaderView::Stretch);
    header->resizeSection(ContextModel::RttColumn, RttWidth);
    connect(header, &QHeaderView::customContextMenuRequested, this,
            [this, header](const QPoint& where) { m_columns->popup(header->mapToGlobal(where)); });
    fitColumns(NarrowWidth);
    m_columns->setObjectName(u"contextColumns"_s);
    connect(m_columns, &QMenu::aboutToShow, this, &ContextsPane::fillColumnsMenu);
    fillColumnsMenu();
}

void ContextsPane::fitColumns(int width)
{
    const bool narrow = width < NarrowWidth;
    m_tree->header()->resizeSection(ContextModel::StateColumn, narrow ? NarrowStateWidth : StateWidth);
    m_tree->header()->setSectionHidden(ContextModel::RttColumn, narrow);
}

// The header changes by itself too, when a layout is restored: the menu is made anew each time.
void ContextsPane::fillColumnsMenu()
{
    QHeaderView* header = m_tree->header();
    m_columns->clear();
    for (int column = ContextModel::StateColumn; column < ContextModel::ColumnCount; ++column) {
        QAction* action = m_columns->addAction(m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        connect(action, &QAction::toggled, header,
                [header, column](bool shown) { header->setSectionHidden(column, !shown); });
    }
    m_columns->addSeparator();
    connect(m_columns->addAction(tr("Order as connected")), &QAction::triggered, this,
            [this] { m_tree->sortByColumn(-1, Qt::AscendingOrder); });
}

void ContextsPane::setMenu(const QList<QAction*>& actions)
{
    for (QAction* action : actions) {
        if (action == nullptr) {
            action = new QAction(m_tree);
            action->setSeparator(true);
        }
        m_tree->addAction(action);
    }
}

void ContextsPane::setConnectAction(QAction* action)
{
    m_empty->setAction(action);
}

void ContextsPane::move(Step step)
{
    const QModelIndex current = m_tree->currentIndex();
    if (!current.isValid()) {
        // The chosen one is out of sight: from the top.
        m_tree->setCurrentIndex(m_rows->index(0, 0));
        return;
    }
    QModelIndex next;
    switch (step) {
    case Step::Previous: next = m_tree->indexAbove(current); break;
    case Step::Next: next = m_tree->indexBelow(current); break;
    case Step::Parent: next = current.parent(); break;
    case Step::Child: next = m_rows->index(0, 0, current.siblingAtColumn(0)); break;
    }
    if (next.isValid())
        m_tree->setCurrentIndex(next.siblingAtColumn(0));
}

// The row in the tree, invalid when it or one above it is out of sight. Those above come first: asked for what is below
// a row that is just going, the filter would look into it anew.
QModelIndex ContextsPane::shownIndex(const QModelIndex& modelIndex) const
{
    const QModelIndex parent = modelIndex.parent();
    if (parent.isValid() && !shownIndex(parent).isValid())
        return {};
    return m_rows->mapFromSource(modelIndex);
}

void ContextsPane::showSelected()
{
    const QModelIndex index = shownIndex(m_model.indexOf(m_selection.current()));
    if (index == m_tree->currentIndex().siblingAtColumn(0))
        return;
    if (!index.isValid()) {
        // Not in sight (filtered out, or not there yet): the selection itself stays as it is.
        const QSignalBlocker quiet(m_tree->selectionModel());
        m_tree->setCurrentIndex({});
        m_tree->viewport()->update();
        return;
    }
    m_tree->setCurrentIndex(index);
    m_tree->scrollTo(index);
}

// Only what the user makes the current row: a tree that loses it goes on to a neighbour by itself.
void ContextsPane::chooseCurrent(const QModelIndex& current)
{
    if (current.isValid() && !m_rowsGo)
        m_selection.choose(m_model.keyOf(m_rows->mapToSource(current)));
}

void ContextsPane::showContent()
{
    if (m_model.isEmpty())
        m_pages->setCurrentWidget(m_empty);
    else if (m_rows->rowCount() == 0)
        m_pages->setCurrentWidget(m_noMatch);
    else
        m_pages->setCurrentWidget(m_tree);
}

}  // namespace rz::app
