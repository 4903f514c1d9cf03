#pragma once

#include "app/logs/log_filter.h"
#include "app/logs/log_store.h"
#include "core/base/time.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <cstdint>
#include <deque>
#include <functional>
#include <vector>

namespace rz::app {

// The lines of a store that the criteria accept, as rows. For each chunk it keeps which of its lines are shown (two bytes
// a line), so a row is found by a search over a few hundred chunks, and the oldest chunk leaves at once.
//
// Looking through the lines happens in slices of a few milliseconds: after new criteria from the newest line backwards,
// so that the end of the log is there at once; new lines as they come. All lines of a record are shown or none.
class LogModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { TimeColumn, ContextColumn, LevelColumn, LoggerColumn, TextColumn, ColumnCount };

    LogModel(const ContextDirectory& contexts, std::size_t capacity = LogStore::DefaultCapacity,
             QObject* parent = nullptr);

    void append(const std::vector<LogRecord>& records);
    void clear();
    void setCriteria(LogCriteria criteria);
    const LogCriteria& criteria() const { return m_filter.criteria(); }
    // While paused new lines are kept but not shown.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    // How many came since then.
    std::uint64_t linesWaiting() const { return m_paused ? m_store.linesEver() - m_linesAtPause : 0; }

    const LogStore& store() const { return m_store; }
    // Older lines are still being looked through.
    bool isSearching() const { return m_begin > m_store.firstChunk(); }

    // One shown line. Valid until the model changes.
    struct Line {
        const LogChunk* chunk;
        std::size_t record;
        std::size_t line;

        const LogChunk::Record& head() const { return chunk->record(record); }
        bool isFirst() const { return head().firstLine == line; }
        std::string_view text() const { return chunk->lineText(line); }
    };
    Line lineAt(int row) const;
    // Rows of the record that `row` belongs to.
    std::pair<int, int> recordRows(int row) const;
    QString contextPath(ContextId context) const;

    // What is shown, for a thread that writes it to a file: chunks, and for each the lines.
    struct Shown {
        std::vector<std::shared_ptr<const LogChunk>> chunks;
        std::vector<std::vector<std::uint16_t>> lines;
    };
    Shown shown() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    // The number of lines or how far the search is changed.
    void progressed();

private:
    using Lines = std::vector<std::uint16_t>;

    void work();
    bool takeNew(TimePoint until);
    bool takeOlder(TimePoint until);
    void addAccepted(const LogChunk& chunk, std::size_t record, Lines& lines);
    void insertAtEnd(std::deque<Lines> taken);
    void insertAtFront(std::deque<Lines> taken);
    void trim();
    void restart();
    void contextsChanged();
    void countRows();
    bool hasWork() const;

    // A place between two records.
    struct Position {
        std::uint64_t chunk = 0;
        std::size_t record = 0;
        auto operator<=>(const Position&) const = default;
    };
    Position storeEnd() const;
    // Up to where lines are shown, and up to where they were looked at.
    Position end() const { return m_paused ? m_pausedAt : storeEnd(); }
    Position next() const { return {m_begin + (m_shown.empty() ? 0 : m_shown.size() - 1), m_nextRecord}; }

    const ContextDirectory& m_contexts;
    LogStore m_store;
    LogFilter m_filter;
    bool m_paused = false;
    Position m_pausedAt;
    std::uint64_t m_linesAtPause = 0;

    // m_shown[i] are the lines of chunk m_begin + i. Chunks before m_begin are yet to be searched; of the last one, and
    // of those after it, the records from m_nextRecord on.
    std::deque<Lines> m_shown;
    std::uint64_t m_begin = 0;
    std::size_t m_nextRecord = 0;
    std::vector<int> m_firstRows;  // of each chunk, and the row count
    // The chunk before m_begin, as far as it is searched.
    Lines m_older;
    std::size_t m_olderRecord = 0;
    QTimer m_timer;
};

}  // namespace rz::app
