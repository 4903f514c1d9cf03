#pragma once

#include "app/stats/history.h"
#include "core/qt/snapshots.h"

#include <QAbstractTableModel>

#include <optional>
#include <vector>

namespace rz::app {

class ContextDirectory;

// What each link carries: counters as the engine tells them, rates and round trips over the last minute from their
// differences. Ordered by id; a new set of counters is merged in.
class StatsModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column {
        LinkColumn,
        OutRateColumn,
        InRateColumn,
        RttColumn,
        CallsColumn,
        QueueColumn,
        BytesOutColumn,
        BytesInColumn,
        MessagesOutColumn,
        MessagesInColumn,
        ColumnCount
    };
    static constexpr int ValueRole = Qt::UserRole;        // sorts: numbers as such
    static constexpr int HistoryRole = Qt::UserRole + 1;  // const History* of the columns that have one

    struct Totals {
        std::size_t links = 0;
        double outRate = 0;  // bytes a second
        double inRate = 0;
        std::uint64_t bytesOut = 0;
        std::uint64_t bytesIn = 0;
        std::size_t queued = 0;  // bytes
        std::size_t calls = 0;
    };

    explicit StatsModel(const ContextDirectory& contexts, QObject* parent = nullptr);

    // The counters as of `now`. The first of a link, and one after a pause, give no rate.
    void setLinks(std::vector<qt::LinkSnapshot> links, TimePoint now);
    Totals totals() const;
    std::optional<qt::NodeKey> keyAt(int row) const;
    QModelIndex indexOf(qt::NodeKey key) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Link {
        qt::LinkSnapshot now;
        std::optional<double> outRate;
        std::optional<double> inRate;
        History out;
        History in;
        History rtt;  // milliseconds
    };
    static void advance(Link& link, qt::LinkSnapshot now, double seconds);
    QString text(const Link& link, int column) const;
    QVariant exact(const Link& link, int column) const;
    QString toolTip(const Link& link, int column) const;
    static QVariant value(const Link& link, int column);
    static const History* history(const Link& link, int column);

    const ContextDirectory& m_contexts;
    std::vector<Link> m_links;
    TimePoint m_when{};
};

}  // namespace rz::app

Q_DECLARE_METATYPE(const rz::app::History*)
