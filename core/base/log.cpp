#include "core/base/log.h"

namespace rz {

std::string_view toString(LogLevel level)
{
    switch (level) {
    case LogLevel::Io: return "IO";
    case LogLevel::Debug: return "DEBUG";
    case LogLevel::Info: return "INFO";
    case LogLevel::Warning: return "WARNING";
    case LogLevel::Error: return "ERROR";
    case LogLevel::Critical: return "CRITICAL";
    }
    return "LEVEL";
}

void Log::write(LogLevel level, std::string text) const
{
    if (!enabled(level))
        return;
    m_sink->write({.time = std::chrono::system_clock::now(),
                   .level = level,
                   .origin = MasterId,
                   .logger = m_name,
                   .text = std::move(text)});
}

Log Log::child(std::string_view suffix) const
{
    Log log = *this;
    log.m_name = m_name.empty() ? std::string(suffix) : str(m_name, '.', suffix);
    return log;
}

}  // namespace rz
