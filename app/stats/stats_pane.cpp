#include "app/stats/stats_pane.h"

#include "app/common/context_choice.h"
#include "app/common/context_directory.h"
#include "app/common/filtered_table.h"
#include "app/common/format.h"
#include "app/common/selection.h"
#include "app/common/style.h"
#include "app/stats/process_cost.h"
#include "app/stats/spark_delegate.h"
#include "app/stats/stats_model.h"
#include "core/qt/engine_api.h"

#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

StatsPane::StatsPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_model(new StatsModel(contexts, this)),
      m_table(new FilteredTable(
          {.objectName = u"links"_s,
           .name = tr("Links"),
           .filter = tr("Filter links"),
           .fileName = tr("stats", "name of a file"),
           .icon = u"pane-stats"_s,
           .emptyTitle = tr("No links yet"),
           .emptyText = tr("Each context this desktop is directly connected to is a link. Connect to one and "
                           "what it carries is counted here."),
           .noMatchTitle = tr("No link matches"),
           .noMatchText = tr("The filter looks at the paths of contexts.")},
          *m_model, *this)),
      m_choice(new ContextChoice(
          *m_table, selection, [this](int row) { return m_model->keyAt(row); },
          [this](qt::NodeKey key) { return m_model->indexOf(key); })),
      m_totals(new QLabel(this)),
      m_cost(new QLabel(this))
{
    setObjectName(u"statsPane"_s);
    setUpColumns();
    layOut();
    load();
}

TableActions& StatsPane::tableActions() const
{
    return m_table->tableActions();
}

void StatsPane::layOut()
{
    m_totals->setObjectName(u"totals"_s);
    m_totals->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_cost->setObjectName(u"ownCost"_s);
    m_cost->setToolTip(tr("What this program itself takes on this machine"));
    m_cost->setTextInteractionFlags(Qt::TextSelectableByMouse);
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
    layout->addWidget(m_table);
    layout->addLayout(bottom);
}

QSize StatsPane::minimumSizeHint() const
{
    return QWidget::minimumSizeHint() + QSize(0, m_totals->fontMetrics().lineSpacing());
}

void StatsPane::setUpColumns()
{
    m_table->rows().setSortRole(StatsModel::ValueRole);
    m_table->rows().setFilterKeyColumn(StatsModel::LinkColumn);
    QTableView& table = m_table->table();
    table.setTextElideMode(Qt::ElideMiddle);
    table.sortByColumn(StatsModel::LinkColumn, Qt::AscendingOrder);
    QHeaderView* header = table.horizontalHeader();
    header->setMinimumSectionSize(64);
    header->resizeSection(StatsModel::LinkColumn, 240);
    auto* charts = new SparkDelegate(&table);
    for (const int column : {StatsModel::OutRateColumn, StatsModel::InRateColumn, StatsModel::RttColumn}) {
        table.setItemDelegateForColumn(column, charts);
        header->resizeSection(column, 150);
    }
    for (int column = StatsModel::CallsColumn; column < StatsModel::ColumnCount; ++column)
        header->resizeSection(column, std::max(80, header->sectionSizeHint(column)));
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
    m_choice->load([this] { m_model->setLinks(m_engine.links(), Clock::now()); });
    showTotals();
}

void StatsPane::showTotals()
{
    m_totals->setVisible(m_model->rowCount() > 0);
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

}  // namespace rz::app
