#include "tests/support/log_keeper.h"

#include <algorithm>

namespace rz::test {

void LogKeeper::write(LogRecord record)
{
    const std::lock_guard lock(m_mutex);
    m_records.push_back(std::move(record));
}

std::vector<LogRecord> LogKeeper::records() const
{
    const std::lock_guard lock(m_mutex);
    return m_records;
}

bool LogKeeper::contains(std::string_view text) const
{
    const std::lock_guard lock(m_mutex);
    return std::ranges::any_of(m_records, [text](const LogRecord& record) { return record.text.contains(text); });
}

}  // namespace rz::test
