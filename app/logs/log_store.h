#pragma once

#include "core/base/ids.h"
#include "core/base/log.h"

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace rz::app {

// A few thousand lines of log in three allocations: all text in one string, ends of lines, and records, which have one or
// more lines. About thirty bytes a line besides its text. Grows only at its end; full ones never change, so that any
// thread may read them.
class LogChunk {
public:
    static constexpr std::size_t MaxLines = 4096;
    static constexpr std::size_t MaxText = 1024 * 1024;

    struct Record {
        std::chrono::system_clock::time_point time;
        std::uint32_t firstLine;
        ContextId origin;
        std::uint16_t logger;  // LogStore::loggerName()
        LogLevel level;
    };

    std::size_t lineCount() const { return m_lineEnds.size(); }
    std::size_t recordCount() const { return m_records.size(); }
    std::size_t textSize() const { return m_text.size(); }
    const Record& record(std::size_t at) const { return m_records[at]; }
    std::size_t recordOfLine(std::size_t line) const { return m_recordOfLine[line]; }
    std::size_t endLine(std::size_t record) const;  // behind its last
    std::string_view lineText(std::size_t line) const;
    std::string_view recordText(std::size_t record) const;  // its lines with '\n' between them
    std::size_t memory() const;                             // bytes it takes

private:
    friend class LogStore;
    bool hasRoomFor(std::size_t lines, std::size_t bytes) const;
    void append(const Record& record, std::string_view text);
    void seal();

    std::string m_text;
    std::vector<std::uint32_t> m_lineEnds;
    std::vector<std::uint16_t> m_recordOfLine;
    std::vector<Record> m_records;
};

// The last lines that were logged, in chunks numbered from the first ever on. It keeps at least `capacity` lines (when
// there were so many) and is to be trimmed, a chunk at a time, when it has more.
class LogStore {
public:
    static constexpr std::size_t DefaultCapacity = 1'000'000;
    static constexpr std::size_t MaxText = 512 * 1024 * 1024;

    explicit LogStore(std::size_t capacity = DefaultCapacity) : m_capacity(capacity) {}

    // Cleans the text (log_text.h) and cuts it at half a megabyte.
    void append(const LogRecord& record);
    // Whether the oldest chunk can go, and its going.
    bool overfull() const;
    void dropOldest();
    void clear();

    std::uint64_t firstChunk() const { return m_first; }
    std::uint64_t endChunk() const { return m_first + m_chunks.size(); }
    const LogChunk& chunk(std::uint64_t number) const { return *m_chunks[number - m_first]; }
    std::size_t lineCount() const { return m_lines; }
    std::uint64_t linesEver() const { return m_linesEver; }
    std::size_t memory() const;

    // What another thread may read while this one goes on: full chunks are shared, the last one is copied.
    std::vector<std::shared_ptr<const LogChunk>> snapshot() const;

    const std::string& loggerName(std::uint16_t logger) const { return m_loggers[logger]; }
    const std::vector<std::string>& loggerNames() const { return m_loggers; }
    // Every context that ever logged something.
    const std::unordered_set<ContextId>& origins() const { return m_origins; }

private:
    std::uint16_t internLogger(const std::string& name);
    void appendPiece(LogChunk::Record record, std::string_view text, std::size_t lines);

    std::size_t m_capacity;
    std::size_t m_lines = 0;
    std::uint64_t m_linesEver = 0;
    std::size_t m_text = 0;
    std::uint64_t m_first = 0;
    std::deque<std::shared_ptr<LogChunk>> m_chunks;
    std::vector<std::string> m_loggers;
    std::unordered_map<std::string, std::uint16_t> m_loggerNumbers;
    std::unordered_set<ContextId> m_origins;
    std::string m_cleaned;  // reused
};

}  // namespace rz::app
