#include "app/routes/routes_model.h"

#include "app/common/context_directory.h"
#include "app/common/control_pictures.h"
#include "app/common/merge_rows.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

bool sameRoute(const routing::RouteInfo& one, const routing::RouteInfo& other)
{
    return one.name == other.name && one.nextHop == other.nextHop && one.announcedBy == other.announcedBy;
}

}  // namespace

RoutesModel::RoutesModel(const ContextDirectory& contexts, QObject* parent)
    : QAbstractTableModel(parent), m_contexts(contexts)
{
    connect(&contexts, &ContextDirectory::identified, this, &RoutesModel::nameChanged);
}

void RoutesModel::setRoutes(std::vector<routing::RouteInfo> routes)
{
    std::ranges::sort(routes, {}, &routing::RouteInfo::id);
    const auto idsOf = [](const std::vector<routing::RouteInfo>& table) {
        std::vector<ContextId> ids;
        std::ranges::transform(table, std::back_inserter(ids), &routing::RouteInfo::id);
        return ids;
    };
    const RowMerge merge = mergeRows(idsOf(m_routes), idsOf(routes));
    for (const auto& [first, last] : merge.removed) {
        beginRemoveRows({}, first, last);
        m_routes.erase(m_routes.begin() + first, m_routes.begin() + last + 1);
        endRemoveRows();
    }
    for (const auto& [first, last] : merge.inserted) {
        beginInsertRows({}, first, last);
        m_routes.insert(m_routes.begin() + first, routes.begin() + first, routes.begin() + last + 1);
        endInsertRows();
    }
    for (int row = 0; row < rowCount(); ++row) {
        const auto at = static_cast<std::size_t>(row);
        if (sameRoute(m_routes[at], routes[at]))
            continue;
        m_routes[at] = std::move(routes[at]);
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
}

std::optional<qt::NodeKey> RoutesModel::keyAt(int row) const
{
    return m_contexts.keyOf(m_routes[static_cast<std::size_t>(row)].id);
}

QModelIndex RoutesModel::indexOf(qt::NodeKey key) const
{
    const auto* node = m_contexts.find(key);
    if (node == nullptr || !node->id)
        return {};
    const auto found = std::ranges::lower_bound(m_routes, *node->id, {}, &routing::RouteInfo::id);
    return found == m_routes.end() || found->id != *node->id ? QModelIndex()
                                                             : index(static_cast<int>(found - m_routes.begin()), 0);
}

int RoutesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_routes.size());
}

int RoutesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString RoutesModel::text(const routing::RouteInfo& route, int column) const
{
    switch (column) {
    case TargetColumn: return QString::number(raw(route.id));
    case NameColumn: return onOneLine(QString::fromStdString(route.name));
    case NextHopColumn: return route.nextHop == route.id ? tr("direct") : m_contexts.path(route.nextHop);
    case PathColumn: return m_contexts.path(route.id);
    case AnnouncedByColumn: return m_contexts.path(route.announcedBy);
    default: return {};
    }
}

QVariant RoutesModel::exact(const routing::RouteInfo& route, int column) const
{
    switch (column) {
    case NextHopColumn: return QString::number(raw(route.nextHop));
    case AnnouncedByColumn: return QString::number(raw(route.announcedBy));
    default: return {};
    }
}

QVariant RoutesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const routing::RouteInfo& route = m_routes[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(route, index.column());
    case ValueRole:
        return index.column() == TargetColumn ? QVariant(raw(route.id)) : QVariant(text(route, index.column()));
    case ExactRole: return exact(route, index.column());
    case Qt::ToolTipRole: {
        const QVariant id = exact(route, index.column());
        const QString shown = text(route, index.column());
        return plainToolTip(id.isValid() ? tr("%1 (context %2)").arg(shown, id.toString()) : shown);
    }
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((index.column() == TargetColumn ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    default: return {};
    }
}

QVariant RoutesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == TargetColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case NextHopColumn: return tr("Where messages for the target are sent first");
        case AnnouncedByColumn: return tr("Who told of the route");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TargetColumn: return tr("Target");
    case NameColumn: return tr("Name");
    case NextHopColumn: return tr("Next hop");
    case PathColumn: return tr("Path");
    case AnnouncedByColumn: return tr("Announced by");
    default: return {};
    }
}

// A route may come before the context it leads to is in the tree.
void RoutesModel::nameChanged(ContextId id)
{
    const auto found = std::ranges::lower_bound(m_routes, id, {}, &routing::RouteInfo::id);
    if (found == m_routes.end() || found->id != id)
        return;
    const int row = static_cast<int>(found - m_routes.begin());
    emit dataChanged(index(row, NextHopColumn), index(row, AnnouncedByColumn));
}

}  // namespace rz::app
