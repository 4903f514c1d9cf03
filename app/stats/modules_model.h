#pragma once

#include "core/qt/snapshots.h"

#include <QAbstractTableModel>

#include <deque>
#include <optional>

namespace rz::app {

class ContextDirectory;

// The modules that were sent to Python contexts, newest first.
class ModulesModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { ModuleColumn, ContextColumn, AnswerColumn, SizeColumn, TimeColumn, ColumnCount };
    static constexpr int ValueRole = Qt::UserRole;  // sorts: numbers as such

    explicit ModulesModel(const ContextDirectory& contexts, QObject* parent = nullptr);

    // All that are known now, oldest first. To what was there before, some were added at the end; as many may be gone from
    // the beginning.
    void setServed(const std::vector<modules::ServedModule>& served);
    std::optional<qt::NodeKey> keyAt(int row) const;
    // The newest of that context.
    QModelIndex indexOf(qt::NodeKey key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::size_t gone(const std::vector<modules::ServedModule>& served) const;
    QString text(const modules::ServedModule& module, int column) const;
    QString toolTip(const modules::ServedModule& module, int column) const;

    const ContextDirectory& m_contexts;
    std::deque<modules::ServedModule> m_served;  // newest first
};

}  // namespace rz::app
