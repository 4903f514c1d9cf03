#include "app/calls/call_history.h"

#include "app/common/file_chooser.h"
#include "app/common/tool_tip.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::size_t MaxEntries = 500;
// A call with more than that, the content of a file for instance, is not worth keeping.
constexpr qsizetype MaxLine = 16 * 1024;

using Entries = std::deque<CallHistory::Entry>;

// Those of the older ones that are not among the newer ones, as far as there is room.
void append(Entries& newer, const Entries& older)
{
    QSet<QString> known;
    for (const CallHistory::Entry& entry : newer)
        known.insert(entry.line);
    for (const CallHistory::Entry& entry : older) {
        if (newer.size() < MaxEntries && !known.contains(entry.line))
            newer.push_back(entry);
    }
}

}  // namespace

CallHistory::CallHistory(QString file, Access access, QObject* parent)
    : QAbstractListModel(parent), m_file(std::move(file)), m_access(access)
{
    read();
}

void CallHistory::add(Entry entry)
{
    if (entry.line.size() > MaxLine)
        return;
    const auto same = std::ranges::find(m_entries, entry.line, &Entry::line);
    if (same != m_entries.end())
        remove(static_cast<int>(same - m_entries.begin()));
    if (m_entries.size() == MaxEntries) {
        beginRemoveRows({}, MaxEntries - 1, MaxEntries - 1);
        m_entries.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_entries.push_front(std::move(entry));
    endInsertRows();
    write();
}

void CallHistory::remove(int row)
{
    beginRemoveRows({}, row, row);
    m_entries.erase(m_entries.begin() + row);
    endRemoveRows();
    write();
}

void CallHistory::clear()
{
    beginResetModel();
    append(m_entries, m_cleared);
    m_cleared = std::exchange(m_entries, {});
    endResetModel();
    write();
    emit clearedChanged();
}

void CallHistory::undoClear()
{
    beginResetModel();
    append(m_entries, std::exchange(m_cleared, {}));
    endResetModel();
    write();
    emit clearedChanged();
}

void CallHistory::read()
{
    QFile file(m_file);
    if (m_file.isEmpty() || !file.open(QIODevice::ReadOnly))
        return;
    while (!file.atEnd() && m_entries.size() < MaxEntries) {
        // Lines that are none of ours are passed over; the next writing drops them.
        const QJsonObject object = QJsonDocument::fromJson(file.readLine()).object();
        Entry entry{.line = object[u"call"].toString(),
                    .context = object[u"context"].toString(),
                    .when = QDateTime::fromString(object[u"when"].toString(), Qt::ISODate)};
        if (!entry.line.isEmpty())
            m_entries.push_back(std::move(entry));
    }
}

void CallHistory::write()
{
    if (m_file.isEmpty() || m_access == Access::Read)
        return;
    QByteArray content;
    for (const Entry& entry : m_entries) {
        const QJsonObject object{
            {u"call"_s, entry.line}, {u"context"_s, entry.context}, {u"when"_s, entry.when.toString(Qt::ISODate)}};
        content += QJsonDocument(object).toJson(QJsonDocument::Compact) + '\n';
    }
    QDir().mkpath(QFileInfo(m_file).path());
    if (const QString problem = writeFile(m_file, content); !problem.isEmpty())
        emit notWritten(problem);
}

int CallHistory::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

QVariant CallHistory::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Entry& entry = at(index.row());
    switch (role) {
    case Qt::DisplayRole: return entry.line;
    case DetailRole: return u"%1 · %2"_s.arg(QLocale().toString(entry.when, QLocale::ShortFormat), entry.context);
    case Qt::ToolTipRole: return plainToolTip(entry.line.left(2000));
    case Qt::AccessibleTextRole: return u"%1. %2"_s.arg(entry.line.left(200), index.data(DetailRole).toString());
    default: return {};
    }
}

}  // namespace rz::app
