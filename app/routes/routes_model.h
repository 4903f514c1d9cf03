#pragma once

#include "core/qt/snapshots.h"
#include "core/routing/router.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace rz::app {

class ContextDirectory;

// The routing table, ordered by id. A new table is merged in, so that selections and scroll positions stay.
class RoutesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TargetColumn, NameColumn, NextHopColumn, PathColumn, AnnouncedByColumn, ColumnCount };
    // What a column is sorted by: ids as numbers, the rest as shown.
    static constexpr int ValueRole = Qt::UserRole;

    explicit RoutesModel(const ContextDirectory& contexts, QObject* parent = nullptr);

    void setRoutes(std::vector<routing::RouteInfo> routes);
    // The row of a context in the tree, if it is there.
    std::optional<qt::NodeKey> keyAt(int row) const;
    QModelIndex indexOf(qt::NodeKey key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const routing::RouteInfo& route, int column) const;
    QVariant exact(const routing::RouteInfo& route, int column) const;
    void nameChanged(ContextId id);

    const ContextDirectory& m_contexts;
    std::vector<routing::RouteInfo> m_routes;  // by id
};

}  // namespace rz::app
