#include "app/stats/stats_pane.h"

#include "app/common/context_directory.h"
#include "app/common/empty_state.h"
#include "app/common/filter_edit.h"
#include "app/common/format.h"
#include "app/common/pane_button.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/common/tab_order.h"
#include "app/common/table_actions.h"
#include "app/stats/process_cost.h"
#include "app/stats/spark_delegate.h"
#include "app/stats/stats_model.h"
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

StatsPane::StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_selection(selection),
      m_model(new StatsModel(contexts, this)),
      m_rows(new QSortFilterProxyModel(this)),
      m_table(new QTableView(this)),
      m_filter(new FilterEdit(tr("Filter links"), *this, *m_table)),
      m_empty(new EmptyState(u"pane-stats"_s, tr("No links yet"),
                             tr("Each context this desktop is directly connected to is a link. Connect to one and "
                                "what it carries is counted here."),
                             this)),
      m_noMatch(
          new EmptyState(u"find"_s, tr("No link matches"), tr("The filter looks at the paths of contexts."), this)),
      m_pages(new QStackedWidget(this)),
      m_totals(new QLabel(this)),
      m_cost(new QLabel(this)),
      m_note(new QLabel(this)),
      m_actions(new TableActions(*m_table, tr("stats", "name of a file")))
{
    setObjectName(u"statsPane"_s);
    m_rows->setSourceModel(m_model);
    m_rows->setSortRole(StatsModel::ValueRole);
    m_rows->setFilterKeyColumn(StatsModel::LinkColumn);
    m_rows->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setUpTable();
    m_totals->setObjectName(u"totals"_s);
    m_totals->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_cost->setObjectName(u"ownCost"_s);
    m_cost->setToolTip(tr("What this program itself takes on this machine"));
    m_cost->setTextInteractionFlags(Qt::TextSelectableByMouse);

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
    auto* bottom = new QHBoxLayout;
    bottom->setContentsMargins(2 * Space, 0, 2 * Space, Space);
    bottom->setSpacing(6 * Space);
    // In a narrow window they take a second line.
    m_totals->setWordWrap(true);
    m_cost->setWordWrap(true);
    m_cost->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    bottom->addWidget(m_totals, 3);
    bottom->addWidget(m_cost, 2);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Space);
    layout->addLayout(top);
    layout->addWidget(m_note);
    layout->addWidget(m_pages);
    layout->addLayout(bottom);
    tabThrough({m_filter, copy, save, m_table});

    connect(m_actions, &TableActions::noted, this, [this](const QString& note) {
        m_note->setText(note);
        m_note->setVisible(!note.isEmpty());
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_rows->setFilterFixedString(text);
        showContent();
    });
    connect(&m_selection, &Selection::changed, this, &StatsPane::showSelected);
    load();
}

QSize StatsPane::minimumSizeHint() const
{
    return QWidget::minimumSizeHint() + QSize(0, m_totals->fontMetrics().lineSpacing());
}

void StatsPane::setUpTable()
{
    m_table->setObjectName(u"links"_s);
    m_table->setAccessibleName(tr("Links"));
    m_table->setModel(m_rows);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(StatsModel::LinkColumn, Qt::AscendingOrder);
    m_table->verticalHeader()->hide();
    QHeaderView* header = m_table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setMinimumSectionSize(64);
    header->setStretchLastSection(true);
    header->resizeSection(StatsModel::LinkColumn, 240);
    auto* charts = new SparkDelegate(m_table);
    for (const int column : {StatsModel::OutRateColumn, StatsModel::InRateColumn, StatsModel::RttColumn}) {
        m_table->setItemDelegateForColumn(column, charts);
        header->resizeSection(column, 150);
    }
    for (int column = StatsModel::CallsColumn; column < StatsModel::ColumnCount; ++column)
        header->resizeSection(column, std::max(80, header->sectionSizeHint(column)));
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        // Only what the user selects: a view that gets the focus, or loses rows, moves on by itself.
        const QModelIndexList selected = m_table->selectionModel()->selectedRows();
        if (selected.size() != 1 || !m_table->hasFocus() || m_loading)
            return;
        if (const auto key = m_model->keyAt(m_rows->mapToSource(selected.front()).row()))
            m_selection.choose(*key);
    });
}

void StatsPane::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!m_counting)
        m_counting = connect(&m_engine, &qt::EngineApi::statsChanged, this, &StatsPane::load);
    load();
}

void StatsPane::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    disconnect(m_counting);
    m_counting = {};
}

void StatsPane::load()
{
    m_loading = true;
    m_model->setLinks(m_engine.links(), Clock::now());
    m_loading = false;
    showTotals();
    showContent();
    showSelected();
}

void StatsPane::showTotals()
{
    const StatsModel::Totals totals = m_model->totals();
    m_totals->setText(
        tr("%1: sent %2 (%3), received %4 (%5), %6, %7 queued")
            .arg(tr("%Ln link(s)", nullptr, static_cast<int>(totals.links)), format::bytes(totals.bytesOut),
                 format::rate(totals.outRate), format::bytes(totals.bytesIn), format::rate(totals.inRate),
                 tr("%Ln call(s) under way", nullptr, static_cast<int>(totals.calls)), format::bytes(totals.queued)));
    const auto cost = readProcessCost();
    m_cost->setVisible(cost.has_value());
    if (cost)
        m_cost->setText(tr("This program: %1 of memory, %2, %3")
                            .arg(format::bytes(cost->memory), tr("%Ln thread(s)", nullptr, cost->threads),
                                 tr("%Ln descriptor(s)", nullptr, cost->descriptors)));
}

void StatsPane::showContent()
{
    QWidget* page = m_table;
    if (m_model->rowCount() == 0)
        page = m_empty;
    else if (m_rows->rowCount() == 0)
        page = m_noMatch;
    m_pages->setCurrentWidget(page);
    m_totals->setVisible(m_model->rowCount() > 0);
}

void StatsPane::showSelected()
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
