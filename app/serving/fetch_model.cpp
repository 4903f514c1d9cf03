#include "app/serving/fetch_model.h"

#include "app/common/context_directory.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"
#include "core/connect/prompt.h"

#include <algorithm>
#include <limits>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

using State = services::FileFetch::State;

bool hasSize(const services::FileFetch& fetch)
{
    return fetch.state != State::NotServed && fetch.state != State::Failed;
}

// What others say is shown as text of one line.
QString pathOf(const services::FileFetch& fetch)
{
    return QString::fromStdString(connect::shownText(fetch.path));
}

QIcon stateIcon(State state)
{
    switch (state) {
    case State::Sending: return icon(u"transfer-to");
    case State::Sent: return icon(u"step-done", Tone::Good);
    case State::NotServed: return icon(u"state-failed", Tone::Warning);
    default: return icon(u"danger", Tone::Danger);
    }
}

}  // namespace

FetchModel::FetchModel(const ContextDirectory& contexts, QObject* parent)
    : QAbstractTableModel(parent), m_contexts(contexts)
{
}

void FetchModel::setFetches(const std::vector<qt::FetchSnapshot>& fetches)
{
    forgetBefore(fetches.empty() ? std::numeric_limits<std::uint64_t>::max() : fetches.front().fetch.number);
    const auto known = static_cast<std::size_t>(rowCount());
    for (std::size_t i = 0; i < known && i < fetches.size(); ++i) {
        const auto row = static_cast<int>(known - 1 - i);
        qt::FetchSnapshot& shown = m_fetches[static_cast<std::size_t>(row)];
        if (shown == fetches[i])
            continue;
        shown = fetches[i];
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    }
    if (fetches.size() <= known)
        return;
    beginInsertRows({}, 0, static_cast<int>(fetches.size() - known) - 1);
    for (std::size_t i = known; i < fetches.size(); ++i)
        m_fetches.push_front(fetches[i]);
    endInsertRows();
}

void FetchModel::forgetBefore(std::uint64_t number)
{
    int kept = rowCount();
    while (kept > 0 && m_fetches[static_cast<std::size_t>(kept - 1)].fetch.number < number)
        --kept;
    if (kept == rowCount())
        return;
    beginRemoveRows({}, kept, rowCount() - 1);
    m_fetches.erase(m_fetches.begin() + kept, m_fetches.end());
    endRemoveRows();
}

std::optional<qt::NodeKey> FetchModel::keyAt(int row) const
{
    return m_contexts.keyOf(m_fetches[static_cast<std::size_t>(row)].fetch.by);
}

int FetchModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_fetches.size());
}

int FetchModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString FetchModel::text(const qt::FetchSnapshot& shown, int column) const
{
    const services::FileFetch& fetch = shown.fetch;
    switch (column) {
    case FileColumn: return pathOf(fetch);
    case ContextColumn: return m_contexts.path(fetch.by);
    case StateColumn:
        switch (fetch.state) {
        case State::Sending: return tr("Being sent");
        case State::Sent: return tr("Sent", "file");
        case State::NotServed: return tr("Not served");
        case State::Failed: return tr("Failed", "file");
        case State::BrokenOff: return tr("Broken off");
        }
        return {};
    case SizeColumn: return hasSize(fetch) ? format::bytes(fetch.size) : u"–"_s;
    case TimeColumn: return format::clockTime(shown.since).left(8);
    default: return {};
    }
}

QString FetchModel::toolTip(const qt::FetchSnapshot& shown, int column) const
{
    const services::FileFetch& fetch = shown.fetch;
    switch (column) {
    case ContextColumn: return plainToolTip(tr("%1 (context %2)").arg(m_contexts.path(fetch.by)).arg(raw(fetch.by)));
    case StateColumn:
        switch (fetch.state) {
        case State::Sending: return tr("Files go over a link one after another");
        case State::Sent: return tr("All of it is on its way");
        case State::NotServed: return tr("It is not one of the files and folders that you chose");
        default: return plainToolTip(QString::fromStdString(connect::shownText(fetch.reason)));
        }
    case SizeColumn: return hasSize(fetch) ? format::exactBytes(fetch.size) : QString();
    case TimeColumn: return format::dateTime(shown.since);
    default: return plainToolTip(text(shown, column));
    }
}

QVariant FetchModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const qt::FetchSnapshot& shown = m_fetches[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(shown, column);
    case ValueRole:
        if (column == SizeColumn)
            return static_cast<qulonglong>(shown.fetch.size);
        return column == TimeColumn ? QVariant(static_cast<qulonglong>(shown.fetch.number)) : text(shown, column);
    case ExactRole:
        return column == SizeColumn && hasSize(shown.fetch) ? QVariant(QString::number(shown.fetch.size)) : QVariant();
    case Qt::DecorationRole: return column == StateColumn ? QVariant(stateIcon(shown.fetch.state)) : QVariant();
    case Qt::ToolTipRole: return toolTip(shown, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((column == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant FetchModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == SizeColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FileColumn: return tr("File");
    case ContextColumn: return tr("Context");
    case StateColumn: return tr("State");
    case SizeColumn: return tr("Size");
    case TimeColumn: return tr("Time");
    default: return {};
    }
}

}  // namespace rz::app
