#pragma once

#include "core/qt/snapshots.h"

#include <QAbstractListModel>

#include <vector>

namespace rz::app {

// The files and folders of this machine that contexts may fetch, in the order in which they were added.
class ServedPathModel : public QAbstractListModel {
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setPaths(const std::vector<services::ServedPath>& paths);
    // Null when there is no such row.
    const services::ServedPath* at(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<services::ServedPath> m_paths;
};

}  // namespace rz::app
