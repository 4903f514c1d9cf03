#include "app/routes/routes_pane.h"

#include "app/common/context_directory.h"
#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/pane_button.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/table_actions.h"
#include "app/routes/routes_model.h"
#include "core/qt/engine_api.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

RoutesPane::RoutesPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_selection(selection),
      m_model(new RoutesModel(contexts, this)),
      m_rows(new QSortFilterProxyModel(this)),
      m_table(new QTableView(this)),
      m_filter(new FilterEdit(tr("Filter routes"), *this, *m_table)),
      m_empty(new EmptyState(u"pane-routes"_s, tr("No routes yet"),
                             tr("Each connected context has a route here: where messages for it are sent first, and "
                                "who told of it. Connect to one and its route appears."),
                             this)),
      m_noMatch(
          new EmptyState(u"find"_s, tr("No route matches"), tr("The filter looks at ids, names and paths."), this)),
      m_pages(new QStackedWidget(this)),
      m_note(new QLabel(this)),
      m_actions(new TableActions(*m_table, tr("routes", "name of a file")))
{
    setObjectName(u"routesPane"_s);
    m_rows->setSourceModel(m_model);
    m_rows->setSortRole(RoutesModel::ValueRole);
    m_rows->setSortLocaleAware(true);
    m_rows->setFilterKeyColumn(-1);
    m_rows->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setUpTable();

    for (QWidget* page :
         {static_cast<QWidget*>(m_table), static_cast<QWidget*>(m_empty), static_cast<QWidget*>(m_noMatch)})
        m_pages->addWidget(page);
    auto* top = new QHBoxLayout;
    top->setContentsMargins(2 * Space, Space, Space, 0);
    top->setSpacing(Space);
    top->addWidget(m_filter);
    auto* copy = makePaneButton(m_actions->copyAction(), this);
    auto* save = makePaneButton(m_actions->saveAction(), this);
    top->addWidget(copy);
    top->addWidget(save);
    m_note->setObjectName(u"note"_s);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setContentsMargins(2 * Space, 0, 2 * Space, 0);
    m_note->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    layout->addLayout(top);
    layout->addWidget(m_note);
    layout->addWidget(m_pages);
    tabThrough({m_filter, copy, save, m_table});

    connect(m_actions, &TableActions::noted, this, [this](const QString& note) {
        m_note->setText(note);
        m_note->setVisible(!note.isEmpty());
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_rows->setFilterFixedString(text);
        showContent();
    });
    connect(&m_engine, &qt::EngineApi::routesChanged, this, &RoutesPane::load);
    connect(&m_selection, &Selection::changed, this, &RoutesPane::showSelected);
    load();
}

void RoutesPane::setUpTable()
{
    m_table->setObjectName(u"routes"_s);
    m_table->setAccessibleName(tr("Routes"));
    m_table->setModel(m_rows);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(RoutesModel::TargetColumn, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    constexpr int Widths[] = {80, 180, 220, 340};
    for (int column = 0; column < static_cast<int>(std::size(Widths)); ++column)
        header->resizeSection(column, Widths[column]);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        // Only what the user selects: a view that gets the focus, or loses rows, moves on by itself.
        const QModelIndexList selected = m_table->selectionModel()->selectedRows();
        if (selected.size() != 1 || !m_table->hasFocus() || m_loading)
            return;
        if (const auto key = m_model->keyAt(m_rows->mapToSource(selected.front()).row()))
            m_selection.choose(*key);
    });
}

void RoutesPane::load()
{
    m_loading = true;
    m_model->setRoutes(m_engine.routes());
    m_loading = false;
    showContent();
    showSelected();
}

void RoutesPane::showContent()
{
    QWidget* page = m_table;
    if (m_model->rowCount() == 0)
        page = m_empty;
    else if (m_rows->rowCount() == 0)
        page = m_noMatch;
    m_pages->setCurrentWidget(page);
}

void RoutesPane::showSelected()
{
    const QModelIndex index = m_rows->mapFromSource(m_model->indexOf(m_selection.current()));
    if (index.row() == m_table->currentIndex().row())
        return;
    if (index.isValid())
        m_table->setCurrentIndex(index);
    else
        m_table->selectionModel()->clear();
}

}  // namespace rz::app
