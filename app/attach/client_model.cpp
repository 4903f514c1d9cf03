#include "app/attach/client_model.h"

#include "app/common/client_text.h"
#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/tool_tip.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {

// Rows that stay keep what is chosen.
void ClientModel::setClients(const std::vector<qt::ClientSnapshot>& clients)
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        const attach::ClientKey key = m_clients[static_cast<std::size_t>(row)].key;
        if (std::ranges::find(clients, key, &qt::ClientSnapshot::key) != clients.end())
            continue;
        beginRemoveRows({}, row, row);
        m_clients.erase(m_clients.begin() + row);
        endRemoveRows();
    }
    for (const qt::ClientSnapshot& client : clients) {
        const auto known = std::ranges::find(m_clients, client.key, &qt::ClientSnapshot::key);
        if (known == m_clients.end()) {
            beginInsertRows({}, rowCount(), rowCount());
            m_clients.push_back(client);
            endInsertRows();
        } else if (*known != client) {
            *known = client;
            const auto row = static_cast<int>(known - m_clients.begin());
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

const qt::ClientSnapshot* ClientModel::at(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : &m_clients[static_cast<std::size_t>(row)];
}

int ClientModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_clients.size());
}

int ClientModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ClientModel::text(const qt::ClientSnapshot& client, int column)
{
    switch (column) {
    case ProgramColumn: return client.title.empty() ? tr("unknown program") : QString::fromStdString(client.title);
    case ProcessColumn: return clientProcess(client.pid);
    case UserColumn: return clientUser(client.uid);
    case StateColumn:
        return client.question ? tr("Waits for your answer", "state of a program")
                               : tr("Connected", "state of a program");
    case SinceColumn: return format::clockTime(client.since).left(8);
    default: return {};
    }
}

QVariant ClientModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const qt::ClientSnapshot& client = m_clients[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole: return text(client, column);
    case Qt::ToolTipRole:
        if (column == ProgramColumn)
            return plainToolTip(QString::fromStdString(client.commandLine));
        return column == SinceColumn ? format::dateTime(client.since) : plainToolTip(text(client, column));
    case Qt::DecorationRole:
        if (column != StateColumn)
            return {};
        return client.question ? icon(u"state-waiting"_s, Tone::Warning) : icon(u"state-connected"_s, Tone::Good);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((column == ProcessColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default: return {};
    }
}

QVariant ClientModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((section == ProcessColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case ProgramColumn: return tr("Program");
    case ProcessColumn: return tr("Process");
    case UserColumn: return tr("Runs as");
    case StateColumn: return tr("State");
    case SinceColumn: return tr("Since");
    default: return {};
    }
}

}  // namespace rz::app
