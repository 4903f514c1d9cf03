#include "app/transfers/transfer_model.h"

#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"
#include "app/transfers/transfer_text.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::chrono::milliseconds Tick(1000);  // rates fall by themselves

bool isTransferNumber(int column)
{
    return column == TransferModel::RateColumn || column == TransferModel::LeftColumn;
}

bool isBusy(const Transfer& transfer)
{
    return transfer.state() == TransferState::Running || transfer.state() == TransferState::Paused;
}

std::chrono::system_clock::time_point timeOf(const QDateTime& when)
{
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(when.toMSecsSinceEpoch()));
}

}  // namespace

TransferModel::TransferModel(QObject* parent) : QAbstractTableModel(parent)
{
    m_clock.setInterval(Tick);
    connect(&m_clock, &QTimer::timeout, this, &TransferModel::tick);
}

TransferModel::~TransferModel() = default;

Transfer& TransferModel::add(TransferRecord record)
{
    auto made = std::make_unique<Transfer>(std::move(record));
    Transfer& added = *made;
    beginInsertRows({}, 0, 0);
    m_transfers.push_back(std::move(made));
    endInsertRows();
    connect(&added, &Transfer::changed, this, [this, &added] { tell(added); });
    connect(&added, &Transfer::ended, this, [this, &added] { emit transferEnded(&added); });
    return added;
}

void TransferModel::remove(const Transfer& transfer)
{
    if (!transfer.record().isOver())
        return;
    const int row = rowOf(transfer);
    disconnect(&transfer, nullptr, this, nullptr);
    beginRemoveRows({}, row, row);
    // It may be what is telling of its end.
    m_transfers[m_transfers.size() - 1 - static_cast<std::size_t>(row)].release()->deleteLater();
    m_transfers.erase(m_transfers.end() - 1 - row);
    endRemoveRows();
}

Transfer* TransferModel::at(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr
                                        : m_transfers[m_transfers.size() - 1 - static_cast<std::size_t>(row)].get();
}

int TransferModel::rowOf(const Transfer& transfer) const
{
    const auto found = std::ranges::find(m_transfers, &transfer, [](const auto& one) { return one.get(); });
    return static_cast<int>(m_transfers.end() - found) - 1;
}

Transfer* TransferModel::nextWaiting() const
{
    const auto found =
        std::ranges::find(m_transfers, TransferState::Waiting, [](const auto& one) { return one->state(); });
    return found == m_transfers.end() ? nullptr : found->get();
}

int TransferModel::runningCount() const
{
    return static_cast<int>(
        std::ranges::count(m_transfers, TransferState::Running, [](const auto& one) { return one->state(); }));
}

int TransferModel::underWayCount() const
{
    return static_cast<int>(std::ranges::count_if(m_transfers, [](const auto& one) { return isBusy(*one); }));
}

int TransferModel::finishedCount() const
{
    return static_cast<int>(std::ranges::count_if(m_transfers, [](const auto& one) { return one->record().isOver(); }));
}

int TransferModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_transfers.size());
}

int TransferModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant TransferModel::display(const Transfer& transfer, int column) const
{
    switch (column) {
    case StateColumn: return stateWord(transfer.state());
    case ProgramColumn: return programName(transfer.order().program);
    case FromColumn: return sourceText(transfer.order());
    case ToColumn: return targetText(transfer.order());
    case ProgressColumn: return progressText(transfer);
    case RateColumn: return transfer.state() == TransferState::Running ? format::rate(transfer.rate()) : QString();
    case LeftColumn: {
        const auto left = transfer.left();
        return left ? format::duration(*left) : QString();
    }
    case WhenColumn: return format::dateMinute(timeOf(transfer.record().when));
    default: return {};
    }
}

QVariant TransferModel::value(const Transfer& transfer, int column) const
{
    switch (column) {
    case StateColumn: return static_cast<int>(transfer.state());
    case ProgressColumn: return static_cast<qulonglong>(transfer.record().bytes);
    case RateColumn: return transfer.rate();
    case LeftColumn: return static_cast<qlonglong>(transfer.left().value_or(Duration(-1)).count());
    case WhenColumn: return transfer.record().when;
    default: return display(transfer, column);
    }
}

QVariant TransferModel::exact(const Transfer& transfer, int column) const
{
    switch (column) {
    case ProgressColumn: return QString::number(transfer.record().bytes);
    case RateColumn:
        return transfer.state() == TransferState::Running ? QString::number(transfer.rate(), 'f', 0) : QString();
    case WhenColumn: return format::dateTime(timeOf(transfer.record().when));
    default: return {};
    }
}

QVariant TransferModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Transfer& transfer = *at(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return display(transfer, column);
    case ValueRole: return value(transfer, column);
    case ExactRole: return exact(transfer, column);
    case Qt::DecorationRole:
        if (column == StateColumn)
            return icon(stateIcon(transfer.state()), stateTone(transfer.state()));
        return column == ProgramColumn ? QVariant(icon(directionIcon(directionOf(transfer.order())))) : QVariant();
    case Qt::ToolTipRole:
        if (column == ProgressColumn)
            return format::exactBytes(transfer.record().bytes);
        if (column == ProgramColumn)
            return directionText(directionOf(transfer.order()));
        return plainToolTip(column == StateColumn ? outcomeText(transfer) : display(transfer, column).toString());
    case Qt::AccessibleTextRole: return column == StateColumn ? spokenTransfer(transfer) : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant(Qt::AlignVCenter | (isTransferNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    case PercentRole: {
        const auto percent = transfer.percent();
        return column == ProgressColumn && percent ? QVariant(*percent) : QVariant();
    }
    case BusyRole: return isBusy(transfer);
    default: return {};
    }
}

QVariant TransferModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant(Qt::AlignVCenter | (isTransferNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    if (role == Qt::ToolTipRole) {
        switch (section) {
        case ProgressColumn: return tr("How much of the whole is done, or what went over the connection");
        case RateColumn: return tr("How fast it goes over the connection");
        case LeftColumn: return tr("What rsync expects, or follows from the rate");
        default: return {};
        }
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StateColumn: return tr("State");
    case ProgramColumn: return tr("Program");
    case FromColumn: return tr("From", "place");
    case ToColumn: return tr("To", "place");
    case ProgressColumn: return tr("Progress");
    case RateColumn: return tr("Rate");
    case LeftColumn: return tr("Left", "time");
    case WhenColumn: return tr("Begun");
    default: return {};
    }
}

void TransferModel::tell(const Transfer& transfer)
{
    const int row = rowOf(transfer);
    emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    emit transferChanged(at(row));
    if (runningCount() > 0 && !m_clock.isActive())
        m_clock.start();
}

void TransferModel::tick()
{
    if (runningCount() == 0)
        m_clock.stop();
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row)->state() == TransferState::Running)
            emit dataChanged(index(row, RateColumn), index(row, RateColumn));
    }
}

}  // namespace rz::app
