#pragma once

#include "app/transfers/transfer.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <memory>
#include <vector>

namespace rz::app {

// The transfers of the list, newest first; owns them.
class TransferModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        FromColumn,
        ToColumn,
        ProgressColumn,
        RateColumn,
        LeftColumn,
        ProgramColumn,
        WhenColumn,
        ColumnCount
    };
    enum Role {
        ValueRole = Qt::UserRole,  // what a column is sorted by
        PercentRole,               // int, of ProgressColumn; invalid where it is not known
        BusyRole,                  // bool: it is under way
    };

    explicit TransferModel(QObject* parent = nullptr);
    ~TransferModel() override;

    Transfer& add(TransferRecord record);
    // Only those that are over.
    void remove(const Transfer& transfer);
    // Null when there is no such row.
    Transfer* at(int row) const;
    int rowOf(const Transfer& transfer) const;
    // The one that has waited longest.
    Transfer* nextWaiting() const;
    // Of those that are under way and not paused.
    int runningCount() const;
    // Paused or not.
    int underWayCount() const;
    int finishedCount() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void transferChanged(rz::app::Transfer* transfer);
    void transferEnded(rz::app::Transfer* transfer);

private:
    void tell(const Transfer& transfer);
    void tick();
    QVariant display(const Transfer& transfer, int column) const;
    QVariant value(const Transfer& transfer, int column) const;
    QVariant exact(const Transfer& transfer, int column) const;

    std::vector<std::unique_ptr<Transfer>> m_transfers;  // oldest first
    QTimer m_clock;
};

}  // namespace rz::app
