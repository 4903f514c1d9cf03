#pragma once

#include "core/qt/snapshots.h"

#include <QAbstractTableModel>

#include <vector>

namespace rz::app {

// The sockets that were found, with the program behind each, if any.
class SocketModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ProgramColumn, ProcessColumn, StateColumn, AgeColumn, PathColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setSockets(std::vector<qt::SocketSnapshot> sockets);
    const qt::SocketSnapshot& at(int row) const { return m_sockets[static_cast<std::size_t>(row)]; }
    // -1 when none has this path.
    int rowOf(const QString& path) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const qt::SocketSnapshot& socket, int column) const;
    QString toolTip(const qt::SocketSnapshot& socket, int column) const;

    std::vector<qt::SocketSnapshot> m_sockets;
};

// Why attaching there is in vain; empty when it is not.
QString problemOf(const attach::FoundSocket& socket);

}  // namespace rz::app
