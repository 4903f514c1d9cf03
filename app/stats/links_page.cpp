#include "app/stats/links_page.h"

#include "app/common/context_choice.h"
#include "app/common/context_directory.h"
#include "app/common/filtered_table.h"
#include "app/common/format.h"
#include "app/common/selection.h"
#include "app/stats/spark_delegate.h"
#include "app/stats/stats_model.h"
#include "core/qt/engine_api.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

LinksPage::LinksPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
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
          [this](qt::NodeKey key) { return m_model->indexOf(key); }))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    setUpColumns();
}

void LinksPage::setUpColumns()
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

void LinksPage::load()
{
    m_choice->load([this] { m_model->setLinks(m_engine.links(), Clock::now()); });
}

QString LinksPage::totals() const
{
    if (m_model->rowCount() == 0)
        return {};
    const StatsModel::Totals totals = m_model->totals();
    return tr("%1: sent %2 (%3), received %4 (%5), %6, %7 queued")
        .arg(tr("%Ln link(s)", nullptr, static_cast<int>(totals.links)), format::bytes(totals.bytesOut),
             format::rate(totals.outRate), format::bytes(totals.bytesIn), format::rate(totals.inRate),
             tr("%Ln call(s) under way", nullptr, static_cast<int>(totals.calls)), format::bytes(totals.queued));
}

}  // namespace rz::app
