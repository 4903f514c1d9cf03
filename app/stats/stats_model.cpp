#include "app/stats/stats_model.h"

#include "app/common/context_directory.h"
#include "app/common/format.h"
#include "app/common/merge_rows.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// The engine counts once a second; after a longer time nobody looked.
constexpr double LongestStep = 3;

double milliseconds(Duration duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

// Counters begin anew when a context is connected again.
double perSecond(std::uint64_t now, std::uint64_t before, double seconds)
{
    return now < before ? 0 : static_cast<double>(now - before) / seconds;
}

}  // namespace

StatsModel::StatsModel(const ContextDirectory& contexts, QObject* parent)
    : QAbstractTableModel(parent), m_contexts(contexts)
{
}

void StatsModel::setLinks(std::vector<qt::LinkSnapshot> links, TimePoint now)
{
    const double seconds = std::chrono::duration<double>(now - m_when).count();
    m_when = now;
    std::ranges::sort(links, {}, &qt::LinkSnapshot::id);
    std::vector<ContextId> have;
    std::vector<ContextId> want;
    std::ranges::transform(m_links, std::back_inserter(have), [](const Link& link) { return link.now.id; });
    std::ranges::transform(links, std::back_inserter(want), &qt::LinkSnapshot::id);
    const RowMerge merge = mergeRows(have, want);
    for (const auto& [first, last] : merge.removed) {
        beginRemoveRows({}, first, last);
        m_links.erase(m_links.begin() + first, m_links.begin() + last + 1);
        endRemoveRows();
    }
    for (const auto& [first, last] : merge.inserted) {
        beginInsertRows({}, first, last);
        for (int row = first; row <= last; ++row)
            m_links.insert(m_links.begin() + row, Link{.now = links[static_cast<std::size_t>(row)]});
        endInsertRows();
    }
    const auto isNew = [&merge](int row) {
        return std::ranges::any_of(merge.inserted,
                                   [row](const RowSpan& span) { return span.first <= row && row <= span.last; });
    };
    for (int row = 0; row < rowCount(); ++row) {
        if (!isNew(row))
            advance(m_links[static_cast<std::size_t>(row)], std::move(links[static_cast<std::size_t>(row)]), seconds);
    }
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void StatsModel::advance(Link& link, qt::LinkSnapshot now, double seconds)
{
    if (seconds <= 0)
        return;
    if (seconds > LongestStep) {
        link.outRate.reset();
        link.inRate.reset();
        for (History* history : {&link.out, &link.in, &link.rtt})
            history->pushGap();
        link.now = std::move(now);
        return;
    }
    link.outRate = perSecond(now.counters.bytesOut, link.now.counters.bytesOut, seconds);
    link.inRate = perSecond(now.counters.bytesIn, link.now.counters.bytesIn, seconds);
    link.out.push(static_cast<float>(*link.outRate));
    link.in.push(static_cast<float>(*link.inRate));
    if (now.counters.rtt)
        link.rtt.push(static_cast<float>(milliseconds(*now.counters.rtt)));
    else
        link.rtt.pushGap();
    link.now = std::move(now);
}

StatsModel::Totals StatsModel::totals() const
{
    Totals totals{.links = m_links.size()};
    for (const Link& link : m_links) {
        totals.outRate += link.outRate.value_or(0);
        totals.inRate += link.inRate.value_or(0);
        totals.bytesOut += link.now.counters.bytesOut;
        totals.bytesIn += link.now.counters.bytesIn;
        totals.queued += link.now.counters.pendingBytes;
        totals.calls += link.now.callsInFlight;
    }
    return totals;
}

std::optional<qt::NodeKey> StatsModel::keyAt(int row) const
{
    return m_contexts.keyOf(m_links[static_cast<std::size_t>(row)].now.id);
}

QModelIndex StatsModel::indexOf(qt::NodeKey key) const
{
    const auto* node = m_contexts.find(key);
    if (node == nullptr || !node->id)
        return {};
    const auto idOf = [](const Link& link) { return link.now.id; };
    const auto found = std::ranges::lower_bound(m_links, *node->id, {}, idOf);
    return found == m_links.end() || idOf(*found) != *node->id ? QModelIndex()
                                                               : index(static_cast<int>(found - m_links.begin()), 0);
}

int StatsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_links.size());
}

int StatsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString StatsModel::text(const Link& link, int column) const
{
    const auto& counters = link.now.counters;
    switch (column) {
    case LinkColumn: return m_contexts.path(link.now.id);
    case OutRateColumn: return link.outRate ? format::rate(*link.outRate) : u"–"_s;
    case InRateColumn: return link.inRate ? format::rate(*link.inRate) : u"–"_s;
    case RttColumn: return counters.rtt ? format::duration(*counters.rtt) : u"–"_s;
    case CallsColumn: return format::count(link.now.callsInFlight);
    case QueueColumn: return format::bytes(counters.pendingBytes);
    case BytesOutColumn: return format::bytes(counters.bytesOut);
    case BytesInColumn: return format::bytes(counters.bytesIn);
    case MessagesOutColumn: return format::count(counters.messagesOut);
    case MessagesInColumn: return format::count(counters.messagesIn);
    default: return {};
    }
}

QVariant StatsModel::value(const Link& link, int column)
{
    const auto& counters = link.now.counters;
    const auto number = [](std::uint64_t count) { return QVariant(static_cast<qulonglong>(count)); };
    switch (column) {
    case OutRateColumn: return link.outRate.value_or(-1);
    case InRateColumn: return link.inRate.value_or(-1);
    case RttColumn: return counters.rtt ? milliseconds(*counters.rtt) : -1;
    case CallsColumn: return number(link.now.callsInFlight);
    case QueueColumn: return number(counters.pendingBytes);
    case BytesOutColumn: return number(counters.bytesOut);
    case BytesInColumn: return number(counters.bytesIn);
    case MessagesOutColumn: return number(counters.messagesOut);
    case MessagesInColumn: return number(counters.messagesIn);
    default: return {};
    }
}

QVariant StatsModel::exact(const Link& link, int column) const
{
    switch (column) {
    case LinkColumn: return {};
    case OutRateColumn: return link.outRate ? QString::number(*link.outRate, 'f', 0) : QString();
    case InRateColumn: return link.inRate ? QString::number(*link.inRate, 'f', 0) : QString();
    case RttColumn:
        return link.now.counters.rtt ? QString::number(milliseconds(*link.now.counters.rtt), 'f', 3) : QString();
    default: return value(link, column).toString();
    }
}

QString StatsModel::toolTip(const Link& link, int column) const
{
    const auto& counters = link.now.counters;
    const auto rates = [](const History& history) {
        return history.size() == 0 ? QString()
                                   : tr("Last minute: %1 at most, %2 on average")
                                         .arg(format::rate(history.peak()), format::rate(history.average()));
    };
    switch (column) {
    case LinkColumn: return plainToolTip(tr("%1 (context %2)").arg(m_contexts.path(link.now.id)).arg(raw(link.now.id)));
    case OutRateColumn: return rates(link.out);
    case InRateColumn: return rates(link.in);
    case RttColumn:
        return counters.rtt ? tr("Last ping: %1").arg(format::exactDuration(*counters.rtt))
                            : tr("No ping was answered yet");
    case QueueColumn: return tr("%1 wait to be sent").arg(format::exactBytes(counters.pendingBytes));
    case BytesOutColumn: return format::exactBytes(counters.bytesOut);
    case BytesInColumn: return format::exactBytes(counters.bytesIn);
    default: return {};
    }
}

const History* StatsModel::history(const Link& link, int column)
{
    switch (column) {
    case OutRateColumn: return &link.out;
    case InRateColumn: return &link.in;
    case RttColumn: return &link.rtt;
    default: return nullptr;
    }
}

QVariant StatsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Link& link = m_links[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: return text(link, index.column());
    case ValueRole: return index.column() == LinkColumn ? text(link, LinkColumn) : value(link, index.column());
    case HistoryRole: {
        const History* samples = history(link, index.column());
        return samples == nullptr ? QVariant() : QVariant::fromValue(samples);
    }
    case ExactRole: return exact(link, index.column());
    case Qt::ToolTipRole: return toolTip(link, index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((index.column() == LinkColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant StatsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == LinkColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    const bool full = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !full)
        return {};
    switch (section) {
    case LinkColumn: return full ? tr("Each context this desktop is directly connected to") : tr("Link");
    case OutRateColumn: return full ? tr("Bytes sent a second, and over the last minute") : tr("Sending");
    case InRateColumn: return full ? tr("Bytes received a second, and over the last minute") : tr("Receiving");
    case RttColumn: return full ? tr("Time until a ping is answered, now and over the last minute") : tr("Round trip");
    case CallsColumn: return full ? tr("Calls that wait for their result") : tr("Calls");
    case QueueColumn: return full ? tr("Bytes that wait to be sent") : tr("Queue");
    case BytesOutColumn: return full ? tr("Bytes sent since it was connected") : tr("Sent");
    case BytesInColumn: return full ? tr("Bytes received since it was connected") : tr("Received");
    case MessagesOutColumn: return full ? tr("Messages sent since it was connected") : tr("Messages out");
    case MessagesInColumn: return full ? tr("Messages received since it was connected") : tr("Messages in");
    default: return {};
    }
}

}  // namespace rz::app
