#include "app/logs/log_model.h"

#include "app/common/context_directory.h"
#include "app/common/format.h"
#include "app/common/table_actions.h"
#include "app/common/tool_tip.h"
#include "app/logs/log_level_text.h"

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

// A frame has 16 ms; most of them belong to painting.
constexpr auto FilteringSlice = std::chrono::milliseconds(4);
constexpr std::size_t RecordsBetweenLooksAtClock = 64;
constexpr std::size_t MaxLogToolTip = 2000;

QString decoded(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

int sizeOf(const std::deque<std::vector<std::uint16_t>>& chunks)
{
    std::size_t size = 0;
    for (const auto& lines : chunks)
        size += lines.size();
    return static_cast<int>(size);
}

}  // namespace

LogModel::LogModel(const ContextDirectory& contexts, std::size_t capacity, QObject* parent)
    : QAbstractTableModel(parent), m_contexts(contexts), m_store(capacity), m_filter(m_store, contexts), m_firstRows{0}
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &LogModel::work);
    connect(&contexts, &ContextDirectory::identified, this, &LogModel::contextsChanged);
}

void LogModel::append(const std::vector<LogRecord>& records)
{
    for (const LogRecord& record : records)
        m_store.append(record);
    trim();
    work();
}

void LogModel::clear()
{
    beginResetModel();
    m_store.clear();
    restart();
    endResetModel();
    emit progressed();
}

void LogModel::setCriteria(LogCriteria criteria)
{
    beginResetModel();
    m_filter.setCriteria(std::move(criteria));
    restart();
    endResetModel();
    work();
}

void LogModel::setPaused(bool paused)
{
    m_pausedAt = storeEnd();
    m_linesAtPause = m_store.linesEver();
    m_paused = paused;
    work();
}

LogModel::Position LogModel::storeEnd() const
{
    const std::uint64_t end = m_store.endChunk();
    return end == m_store.firstChunk() ? Position{.chunk = end}
                                       : Position{end - 1, m_store.chunk(end - 1).recordCount()};
}

// Everything is yet to be searched: the last chunk as if it were new, the others as older ones.
void LogModel::restart()
{
    m_shown.clear();
    m_older.clear();
    m_olderRecord = 0;
    m_nextRecord = 0;
    m_begin = std::max(end().chunk, m_store.firstChunk());
    countRows();
}

bool LogModel::hasWork() const
{
    return m_begin > m_store.firstChunk() || next() < end();
}

void LogModel::work()
{
    const TimePoint until = Clock::now() + FilteringSlice;
    if (takeNew(until))
        takeOlder(until);
    if (hasWork())
        m_timer.start();
    else
        m_timer.stop();
    emit progressed();
}

// Records that came since the last time; false when the time was over before the end.
bool LogModel::takeNew(TimePoint until)
{
    const Position last = end();
    Position at = next();
    std::deque<Lines> taken(1);
    bool inTime = true;
    std::size_t looked = 0;
    while (at < last && inTime) {
        const LogChunk& chunk = m_store.chunk(at.chunk);
        const std::size_t records = at.chunk == last.chunk ? last.record : chunk.recordCount();
        while (at.record < records && inTime) {
            addAccepted(chunk, at.record++, taken.back());
            if (++looked % RecordsBetweenLooksAtClock == 0)
                inTime = Clock::now() < until;
        }
        if (at.record == records && at.chunk < last.chunk) {
            at = {.chunk = at.chunk + 1};
            taken.emplace_back();
        }
    }
    m_nextRecord = at.record;
    if (looked > 0)
        insertAtEnd(std::move(taken));
    return inTime;
}

bool LogModel::takeOlder(TimePoint until)
{
    std::deque<Lines> taken;
    std::uint64_t begin = m_begin;
    bool inTime = true;
    while (begin > m_store.firstChunk() && inTime) {
        const LogChunk& chunk = m_store.chunk(begin - 1);
        while (m_olderRecord < chunk.recordCount() && inTime) {
            addAccepted(chunk, m_olderRecord++, m_older);
            if (m_olderRecord % RecordsBetweenLooksAtClock == 0)
                inTime = Clock::now() < until;
        }
        if (m_olderRecord < chunk.recordCount())
            break;
        m_older.shrink_to_fit();
        taken.push_front(std::exchange(m_older, {}));
        m_olderRecord = 0;
        --begin;
    }
    if (!taken.empty())
        insertAtFront(std::move(taken));
    return inTime;
}

void LogModel::addAccepted(const LogChunk& chunk, std::size_t record, Lines& lines)
{
    if (!m_filter.criteria().acceptsAll() && !m_filter.accepts(chunk, record))
        return;
    const std::size_t end = chunk.endLine(record);
    for (std::size_t line = chunk.record(record).firstLine; line < end; ++line)
        lines.push_back(static_cast<std::uint16_t>(line));
}

// `taken` begins with further lines of the last chunk and goes on with the next ones.
void LogModel::insertAtEnd(std::deque<Lines> taken)
{
    const int count = sizeOf(taken);
    const int first = rowCount();
    if (count > 0)
        beginInsertRows({}, first, first + count - 1);
    if (m_shown.empty()) {
        m_shown = std::move(taken);
    } else {
        Lines& last = m_shown.back();
        last.insert(last.end(), taken.front().begin(), taken.front().end());
        if (taken.size() > 1)
            last.shrink_to_fit();
        m_shown.insert(m_shown.end(), std::make_move_iterator(std::next(taken.begin())),
                       std::make_move_iterator(taken.end()));
    }
    countRows();
    if (count > 0)
        endInsertRows();
}

void LogModel::insertAtFront(std::deque<Lines> taken)
{
    const int count = sizeOf(taken);
    if (count > 0)
        beginInsertRows({}, 0, count - 1);
    if (m_shown.empty())
        m_shown.emplace_back();  // chunk m_begin itself, in which nothing was looked at yet
    m_begin -= taken.size();
    m_shown.insert(m_shown.begin(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
    countRows();
    if (count > 0)
        endInsertRows();
}

void LogModel::trim()
{
    while (m_store.overfull()) {
        const std::uint64_t oldest = m_store.firstChunk();
        if (m_begin > oldest) {
            if (m_begin == oldest + 1) {
                m_older.clear();
                m_olderRecord = 0;
            }
            m_store.dropOldest();
            continue;
        }
        const int rows = m_shown.empty() ? 0 : static_cast<int>(m_shown.front().size());
        if (rows > 0)
            beginRemoveRows({}, 0, rows - 1);
        m_store.dropOldest();
        ++m_begin;
        if (m_shown.size() <= 1)
            m_nextRecord = 0;  // the chunk that was being looked at is gone
        if (!m_shown.empty())
            m_shown.pop_front();
        countRows();
        if (rows > 0)
            endRemoveRows();
    }
}

void LogModel::countRows()
{
    m_firstRows.clear();
    int rows = 0;
    for (const Lines& lines : m_shown) {
        m_firstRows.push_back(rows);
        rows += static_cast<int>(lines.size());
    }
    m_firstRows.push_back(rows);
}

void LogModel::contextsChanged()
{
    m_filter.forgetContexts();
    if (rowCount() > 0)
        emit dataChanged(index(0, ContextColumn), index(rowCount() - 1, ContextColumn),
                         {Qt::DisplayRole, Qt::ToolTipRole});
}

LogModel::Line LogModel::lineAt(int row) const
{
    const auto after = std::ranges::upper_bound(m_firstRows, row);
    const auto at = static_cast<std::size_t>(after - m_firstRows.begin()) - 1;
    const LogChunk& chunk = m_store.chunk(m_begin + at);
    const std::size_t line = m_shown[at][static_cast<std::size_t>(row - m_firstRows[at])];
    return {.chunk = &chunk, .record = chunk.recordOfLine(line), .line = line};
}

std::pair<int, int> LogModel::recordRows(int row) const
{
    const Line line = lineAt(row);
    const int first = row - static_cast<int>(line.line - line.head().firstLine);
    return {first, first + static_cast<int>(line.chunk->endLine(line.record) - line.head().firstLine) - 1};
}

QString LogModel::contextPath(ContextId context) const
{
    return m_contexts.path(context);
}

LogModel::Shown LogModel::shown() const
{
    Shown shown{.chunks = m_store.snapshot(), .lines = {m_shown.begin(), m_shown.end()}};
    const auto unseen = static_cast<std::ptrdiff_t>(m_begin - m_store.firstChunk());
    shown.chunks.erase(shown.chunks.begin(), shown.chunks.begin() + unseen);
    return shown;
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_firstRows.back();
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Line line = lineAt(index.row());
    const LogChunk::Record& head = line.head();
    if (role == Qt::ToolTipRole && index.column() == TextColumn)
        return plainToolTip(decoded(line.chunk->recordText(line.record).substr(0, MaxLogToolTip)));
    if (role == Qt::ToolTipRole && index.column() == TimeColumn)
        return format::dateTime(head.time);
    if (role == ExactRole && index.column() == TimeColumn)
        return format::dateTime(head.time);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    if (index.column() == TextColumn)
        return decoded(line.text());
    // The further lines of a record only have text.
    if (!line.isFirst() && role == Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn: return format::clockTime(head.time);
    case ContextColumn: {
        const QString path = m_contexts.path(head.origin);
        return role == Qt::ToolTipRole ? plainToolTip(path) : path;
    }
    case LevelColumn: return logLevelText(head.level);
    case LoggerColumn: {
        const QString logger = decoded(m_store.loggerName(head.logger));
        return role == Qt::ToolTipRole ? plainToolTip(logger) : logger;
    }
    default: return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn: return tr("Time");
    case ContextColumn: return tr("Context");
    case LevelColumn: return tr("Level");
    case LoggerColumn: return tr("Source");
    case TextColumn: return tr("Text");
    default: return {};
    }
}

}  // namespace rz::app
