#include "app/routes/routes_pane.h"

#include "app/common/context_choice.h"
#include "app/common/context_directory.h"
#include "app/common/filtered_table.h"
#include "app/common/selection.h"
#include "app/routes/routes_model.h"
#include "core/qt/engine_api.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace rz::app {

RoutesPane::RoutesPane(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_model(new RoutesModel(contexts, this)),
      m_table(new FilteredTable(
          {.objectName = u"routes"_s,
           .name = tr("Routes"),
           .filter = tr("Filter routes"),
           .fileName = tr("routes", "name of a file"),
           .icon = u"pane-routes"_s,
           .emptyTitle = tr("No routes yet"),
           .emptyText = tr("Each connected context has a route here: where messages for it are sent first, and "
                           "who told of it. Connect to one and its route appears."),
           .noMatchTitle = tr("No route matches"),
           .noMatchText = tr("The filter looks at ids, names and paths.")},
          *m_model, *this)),
      m_choice(new ContextChoice(
          *m_table, selection, [this](int row) { return m_model->keyAt(row); },
          [this](qt::NodeKey key) { return m_model->indexOf(key); }))
{
    setObjectName(u"routesPane"_s);
    setUpColumns();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    connect(&m_engine, &qt::EngineApi::routesChanged, this, &RoutesPane::load);
    load();
}

TableActions& RoutesPane::tableActions() const
{
    return m_table->tableActions();
}

void RoutesPane::setUpColumns()
{
    m_table->rows().setSortRole(RoutesModel::ValueRole);
    m_table->rows().setSortLocaleAware(true);
    m_table->rows().setFilterKeyColumn(-1);
    m_table->table().sortByColumn(RoutesModel::TargetColumn, Qt::AscendingOrder);
    constexpr int Widths[] = {80, 180, 220, 340};
    for (int column = 0; column < static_cast<int>(std::size(Widths)); ++column)
        m_table->table().horizontalHeader()->resizeSection(column, Widths[column]);
}

void RoutesPane::load()
{
    m_choice->load([this] { m_model->setRoutes(m_engine.routes()); });
}

}  // namespace rz::app
