#include "app/logs/log_store.h"

#include "app/logs/log_text.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <limits>

namespace rz::app {
namespace {

// A context may name its loggers as it likes; those beyond this many share one entry.
constexpr std::size_t MaxLoggers = 10'000;
constexpr std::size_t MaxRecordText = LogChunk::MaxText / 2;

std::size_t countLines(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
}

// Behind the `lines`th line end, or the whole.
std::size_t lengthOfLines(std::string_view text, std::size_t lines)
{
    std::size_t at = 0;
    for (std::size_t i = 0; i < lines; ++i) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos)
            return text.size();
        at = end + 1;
    }
    return at;
}

// The beginning of it, with a mark that there was more.
std::string_view cutShort(std::string& text, std::size_t limit)
{
    std::size_t end = std::min(text.size(), limit);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    text.resize(end);
    text += "…";
    return text;
}

}  // namespace

std::size_t LogChunk::endLine(std::size_t record) const
{
    return record + 1 < m_records.size() ? m_records[record + 1].firstLine : m_lineEnds.size();
}

std::string_view LogChunk::lineText(std::size_t line) const
{
    const std::size_t begin = line == 0 ? 0 : m_lineEnds[line - 1] + 1;
    return std::string_view(m_text).substr(begin, m_lineEnds[line] - begin);
}

std::string_view LogChunk::recordText(std::size_t record) const
{
    const std::size_t first = m_records[record].firstLine;
    const std::size_t begin = first == 0 ? 0 : m_lineEnds[first - 1] + 1;
    return std::string_view(m_text).substr(begin, m_lineEnds[endLine(record) - 1] - begin);
}

std::size_t LogChunk::memory() const
{
    return sizeof *this + m_text.capacity() + m_lineEnds.capacity() * sizeof(std::uint32_t) +
           m_recordOfLine.capacity() * sizeof(std::uint16_t) + m_records.capacity() * sizeof(Record);
}

bool LogChunk::hasRoomFor(std::size_t lines, std::size_t bytes) const
{
    return m_lineEnds.size() + lines <= MaxLines && m_text.size() + bytes < MaxText;
}

void LogChunk::append(const Record& record, std::string_view text)
{
    const auto number = static_cast<std::uint16_t>(m_records.size());
    m_records.push_back(record);
    m_records.back().firstLine = static_cast<std::uint32_t>(m_lineEnds.size());
    const std::size_t begin = m_text.size();
    m_text += text;
    m_text += '\n';
    for (std::size_t at = begin; at < m_text.size(); ++at) {
        at = m_text.find('\n', at);
        m_lineEnds.push_back(static_cast<std::uint32_t>(at));
        m_recordOfLine.push_back(number);
    }
}

void LogChunk::seal()
{
    m_text.shrink_to_fit();
    m_lineEnds.shrink_to_fit();
    m_recordOfLine.shrink_to_fit();
    m_records.shrink_to_fit();
}

void LogStore::append(const LogRecord& record)
{
    m_origins.insert(record.origin);
    m_cleaned.clear();
    appendCleaned(m_cleaned, std::string_view(record.text).substr(0, MaxRecordText));
    std::string_view text = m_cleaned;
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    if (text.size() > MaxRecordText || record.text.size() > MaxRecordText)
        text = cutShort(m_cleaned, MaxRecordText);
    const LogChunk::Record stored{.time = record.time,
                                  .firstLine = 0,
                                  .origin = record.origin,
                                  .logger = internLogger(record.logger),
                                  .level = record.level};
    std::size_t lines = countLines(text);
    // What has more lines than a chunk becomes several records.
    while (lines > LogChunk::MaxLines) {
        const std::size_t length = lengthOfLines(text, LogChunk::MaxLines);
        appendPiece(stored, text.substr(0, length - 1), LogChunk::MaxLines);
        text.remove_prefix(length);
        lines -= LogChunk::MaxLines;
    }
    appendPiece(stored, text, lines);
}

void LogStore::appendPiece(LogChunk::Record record, std::string_view text, std::size_t lines)
{
    if (m_chunks.empty() || !m_chunks.back()->hasRoomFor(lines, text.size() + 1)) {
        if (!m_chunks.empty())
            m_chunks.back()->seal();
        m_chunks.push_back(std::make_shared<LogChunk>());
    }
    m_chunks.back()->append(record, text);
    m_lines += lines;
    m_linesEver += lines;
    m_text += text.size() + 1;
}

bool LogStore::overfull() const
{
    if (m_chunks.size() < 2)
        return false;
    return m_lines - m_chunks.front()->lineCount() >= m_capacity || m_text > MaxText;
}

void LogStore::dropOldest()
{
    m_lines -= m_chunks.front()->lineCount();
    m_text -= m_chunks.front()->textSize();
    m_chunks.pop_front();
    ++m_first;
}

void LogStore::clear()
{
    m_first += m_chunks.size();
    m_chunks.clear();
    m_lines = 0;
    m_text = 0;
}

std::size_t LogStore::memory() const
{
    std::size_t sum = 0;
    for (const auto& chunk : m_chunks)
        sum += chunk->memory();
    return sum;
}

std::vector<std::shared_ptr<const LogChunk>> LogStore::snapshot() const
{
    std::vector<std::shared_ptr<const LogChunk>> chunks(m_chunks.begin(), m_chunks.end());
    if (!chunks.empty())
        chunks.back() = std::make_shared<const LogChunk>(*m_chunks.back());
    return chunks;
}

std::uint16_t LogStore::internLogger(const std::string& name)
{
    if (const auto known = m_loggerNumbers.find(name); known != m_loggerNumbers.end())
        return known->second;
    if (m_loggers.size() == MaxLoggers)
        return internLogger("…");
    const auto number = static_cast<std::uint16_t>(m_loggers.size());
    m_loggers.emplace_back();
    appendCleaned(m_loggers.back(), name);
    m_loggerNumbers.emplace(name, number);
    return number;
}

}  // namespace rz::app
