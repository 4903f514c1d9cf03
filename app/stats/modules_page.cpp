#include "app/stats/modules_page.h"

#include "app/common/context_choice.h"
#include "app/common/filtered_table.h"
#include "app/common/format.h"
#include "app/common/selection.h"
#include "app/stats/modules_model.h"
#include "core/qt/engine_api.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <chrono>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

QString spent(double seconds)
{
    return format::duration(std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds)));
}

}  // namespace

ModulesPage::ModulesPage(qt::EngineApi& engine, const ContextDirectory& contexts, Selection& selection, QWidget* parent)
    : QWidget(parent),
      m_engine(engine),
      m_model(new ModulesModel(contexts, this)),
      m_table(new FilteredTable(
          {.objectName = u"modules"_s,
           .name = tr("Modules"),
           .filter = tr("Filter modules"),
           .fileName = tr("modules", "name of a file"),
           .icon = u"pane-stats"_s,
           .emptyTitle = tr("No modules were asked for"),
           .emptyText = tr("Python contexts import what they lack from this machine. Connect one, with Python as "
                           "its runtime, and each module it gets is listed here."),
           .noMatchTitle = tr("No module matches"),
           .noMatchText = tr("The filter looks at the names of modules and the paths of contexts.")},
          *m_model, *this)),
      m_choice(new ContextChoice(
          *m_table, selection, [this](int row) { return m_model->keyAt(row); },
          [this](qt::NodeKey key) { return indexOf(key); }))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    setUpColumns();
}

void ModulesPage::setUpColumns()
{
    m_table->rows().setSortRole(ModulesModel::ValueRole);
    m_table->rows().setFilterKeyColumn(-1);
    QTableView& table = m_table->table();
    table.setTextElideMode(Qt::ElideMiddle);
    // As they went, newest first.
    table.sortByColumn(-1, Qt::AscendingOrder);
    QHeaderView& header = *table.horizontalHeader();
    constexpr std::pair<ModulesModel::Column, int> Widths[] = {
        {ModulesModel::ContextColumn, 280},
        {ModulesModel::AnswerColumn, 150},
        {ModulesModel::SizeColumn, 100},
        {ModulesModel::TimeColumn, 100},
    };
    for (const auto& [column, width] : Widths)
        header.resizeSection(column, width);
    header.setStretchLastSection(false);
    header.setSectionResizeMode(ModulesModel::ModuleColumn, QHeaderView::Stretch);
}

// A context has many rows: the one that is chosen stays.
QModelIndex ModulesPage::indexOf(qt::NodeKey key) const
{
    const QModelIndex current = m_table->rows().mapToSource(m_table->table().currentIndex());
    return current.isValid() && m_model->keyAt(current.row()) == key ? current : m_model->indexOf(key);
}

void ModulesPage::load()
{
    const qt::ModulesSnapshot modules = m_engine.modules();
    m_counters = modules.counters;
    m_choice->load([&] { m_model->setServed(modules.served); });
}

QString ModulesPage::totals() const
{
    if (m_counters.getModuleCount + m_counters.goodLoadModuleCount + m_counters.badLoadModuleCount == 0)
        return {};
    return tr("%1, %2 sent (%3), %4, in %5 (minimizing %6)")
        .arg(tr("%Ln request(s)", nullptr, static_cast<int>(m_counters.getModuleCount)),
             tr("%Ln module(s)", nullptr, static_cast<int>(m_counters.goodLoadModuleCount)),
             format::bytes(m_counters.goodLoadModuleSize),
             tr("%Ln not found", nullptr, static_cast<int>(m_counters.badLoadModuleCount)),
             spent(m_counters.getModuleSecs), spent(m_counters.minifySecs));
}

}  // namespace rz::app
