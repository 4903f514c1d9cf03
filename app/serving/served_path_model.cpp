#include "app/serving/served_path_model.h"

#include "app/common/icons.h"
#include "app/common/tool_tip.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

// Rows that stay keep what is chosen.
void ServedPathModel::setPaths(const std::vector<services::ServedPath>& paths)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (std::ranges::find(paths, m_paths[static_cast<std::size_t>(row)]) != paths.end())
            continue;
        beginRemoveRows({}, row, row);
        m_paths.erase(m_paths.begin() + row);
        endRemoveRows();
    }
    for (const services::ServedPath& path : paths) {
        if (std::ranges::find(m_paths, path) != m_paths.end())
            continue;
        beginInsertRows({}, rowCount(), rowCount());
        m_paths.push_back(path);
        endInsertRows();
    }
}

const services::ServedPath* ServedPathModel::at(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &m_paths[static_cast<std::size_t>(row)];
}

int ServedPathModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_paths.size());
}

QVariant ServedPathModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const services::ServedPath& served = m_paths[static_cast<std::size_t>(index.row())];
    const QString path = QString::fromStdString(served.path);
    switch (role) {
    case Qt::DisplayRole: return path;
    case Qt::DecorationRole: return served.directory ? icon(u"browse") : icon(u"file");
    case Qt::AccessibleTextRole: return served.directory ? tr("%1, folder").arg(path) : tr("%1, file").arg(path);
    case Qt::ToolTipRole:
        return plainToolTip(served.directory
                                ? tr("%1: all that is in this folder, and what links in it lead to").arg(path)
                                : tr("%1: this file").arg(path));
    default: return {};
    }
}

}  // namespace rz::app
