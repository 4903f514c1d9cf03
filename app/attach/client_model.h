#pragma once

#include "core/qt/snapshots.h"

#include <QAbstractTableModel>

#include <vector>

namespace rz::app {

// The programs that use our contexts, or have asked to, in the order in which they came.
class ClientModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ProgramColumn, ProcessColumn, UserColumn, StateColumn, SinceColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setClients(const std::vector<qt::ClientSnapshot>& clients);
    // Null when there is no such row.
    const qt::ClientSnapshot* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static QString text(const qt::ClientSnapshot& client, int column);

    std::vector<qt::ClientSnapshot> m_clients;
};

}  // namespace rz::app
