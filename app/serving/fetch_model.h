#pragma once

#include "core/qt/snapshots.h"

#include <QAbstractTableModel>

#include <deque>
#include <optional>

namespace rz::app {

class ContextDirectory;

// The files that contexts asked this machine for, newest first.
class FetchModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { FileColumn, ContextColumn, StateColumn, SizeColumn, TimeColumn, ColumnCount };
    static constexpr int ValueRole = Qt::UserRole;  // sorts: numbers and times as such

    // `contexts` must outlive it.
    explicit FetchModel(const ContextDirectory& contexts, QObject* parent = nullptr);

    // All that are known now, oldest first: their numbers grow.
    void setFetches(const std::vector<qt::FetchSnapshot>& fetches);
    std::optional<qt::NodeKey> keyAt(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void forgetBefore(std::uint64_t number);
    QString text(const qt::FetchSnapshot& fetch, int column) const;
    QString toolTip(const qt::FetchSnapshot& fetch, int column) const;

    const ContextDirectory& m_contexts;
    std::deque<qt::FetchSnapshot> m_fetches;  // newest first
};

}  // namespace rz::app
