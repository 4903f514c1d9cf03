#include "app/attach/socket_model.h"

#include "app/common/format.h"
#include "app/common/icons.h"
#include "app/common/tool_tip.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// Its largest unit says enough: "5 min".
QString ageOf(std::chrono::system_clock::time_point since)
{
    return format::duration(std::chrono::system_clock::now() - since).section(u' ', 0, 1);
}

bool isSocketNumber(int column)
{
    return column == SocketModel::ProcessColumn || column == SocketModel::AgeColumn;
}

}  // namespace

QString problemOf(const attach::FoundSocket& socket)
{
    return socket.live ? QString()
                       : SocketModel::tr("Nobody listens there any more. Start the program again, then look again.");
}

void SocketModel::setSockets(std::vector<qt::SocketSnapshot> sockets)
{
    beginResetModel();
    m_sockets = std::move(sockets);
    endResetModel();
}

int SocketModel::rowOf(const QString& path) const
{
    const auto found = std::ranges::find_if(
        m_sockets, [&path](const qt::SocketSnapshot& socket) { return socket.found.path == path.toStdString(); });
    return found == m_sockets.end() ? -1 : static_cast<int>(found - m_sockets.begin());
}

int SocketModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sockets.size());
}

int SocketModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SocketModel::text(const qt::SocketSnapshot& socket, int column) const
{
    switch (column) {
    case ProgramColumn: return socket.title.empty() ? u"–"_s : QString::fromStdString(socket.title);
    case ProcessColumn: return socket.found.pid ? QString::number(*socket.found.pid) : u"–"_s;
    case StateColumn:
        return socket.found.live ? tr("Live", "socket: a program listens")
                                 : tr("Stale", "socket: its program has ended");
    case AgeColumn: return socket.since ? ageOf(*socket.since) : u"–"_s;
    case PathColumn: return QString::fromStdString(socket.found.path);
    default: return {};
    }
}

QString SocketModel::toolTip(const qt::SocketSnapshot& socket, int column) const
{
    switch (column) {
    case ProgramColumn: return plainToolTip(QString::fromStdString(socket.found.commandLine));
    case StateColumn:
        return socket.found.live ? tr("A program listens there")
                                 : tr("The program that made it has ended without removing it");
    case AgeColumn: return socket.since ? tr("Since %1").arg(format::dateTime(*socket.since)) : QString();
    default: return plainToolTip(text(socket, column));
    }
}

QVariant SocketModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const qt::SocketSnapshot& socket = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return text(socket, index.column());
    case Qt::ToolTipRole: return toolTip(socket, index.column());
    case Qt::DecorationRole:
        if (index.column() != StateColumn)
            return {};
        return socket.found.live ? icon(u"state-connected", Tone::Good) : icon(u"state-closed", Tone::Muted);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isSocketNumber(index.column()) ? Qt::AlignRight : Qt::AlignLeft) |
                                   Qt::AlignVCenter);
    case Qt::AccessibleTextRole:
        return index.column() == ProgramColumn
                   ? QStringList{text(socket, ProgramColumn), text(socket, StateColumn), text(socket, PathColumn)}.join(
                         u", "_s)
                   : text(socket, index.column());
    default: return {};
    }
}

QVariant SocketModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isSocketNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    const bool full = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !full)
        return {};
    switch (section) {
    case ProgramColumn: return full ? tr("The program that listens") : tr("Program");
    case ProcessColumn: return full ? tr("Its process id") : tr("Process");
    case StateColumn: return full ? tr("Whether somebody listens there") : tr("State");
    case AgeColumn: return full ? tr("How long the socket has been there") : tr("Age");
    case PathColumn: return full ? tr("The file of the socket") : tr("Socket");
    default: return {};
    }
}

}  // namespace rz::app
