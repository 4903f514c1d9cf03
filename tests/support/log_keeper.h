#pragma once

#include "core/base/log.h"

#include <mutex>
#include <string_view>
#include <vector>

namespace rz::test {

// Keeps what is logged, for a test to look at. Any thread.
class LogKeeper final : public LogSink {
public:
    void write(LogRecord record) override;
    std::vector<LogRecord> records() const;
    bool contains(std::string_view text) const;

private:
    mutable std::mutex m_mutex;
    std::vector<LogRecord> m_records;
};

}  // namespace rz::test
