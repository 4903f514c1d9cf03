#pragma once

#include "core/base/ids.h"
#include "core/base/str.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace rz {

// Python's numbers, which travel in FORWARD_LOG (protocol 1.5).
enum class LogLevel : std::uint8_t { Io = 5, Debug = 10, Info = 20, Warning = 30, Error = 40, Critical = 50 };

std::string_view toString(LogLevel level);

struct LogRecord {
    std::chrono::system_clock::time_point time;
    LogLevel level = LogLevel::Info;
    ContextId origin = MasterId;  // the context that wrote it
    std::string logger;           // "rhizome.routing", "stdout", "stderr"
    std::string text;
};

// Receives log records. write() is called on any thread, on several at a time, and must not call back into the engine.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual void write(LogRecord record) = 0;
};

// A named, levelled way into a sink, which must outlive all copies; one without a sink discards everything. Any thread.
class Log {
public:
    Log() = default;
    Log(LogSink& sink, std::string name, LogLevel threshold = LogLevel::Info)
        : m_sink(&sink), m_name(std::move(name)), m_threshold(threshold)
    {
    }

    // Is what is written at `level` kept?
    bool enabled(LogLevel level) const { return m_sink != nullptr && level >= m_threshold; }
    void write(LogLevel level, std::string text) const;  // dropped unless enabled(level)
    // "rhizome" + "io" = "rhizome.io"
    Log child(std::string_view suffix) const;
    LogSink* sink() const { return m_sink; }
    const std::string& name() const { return m_name; }
    LogLevel threshold() const { return m_threshold; }

private:
    LogSink* m_sink = nullptr;
    std::string m_name;
    LogLevel m_threshold = LogLevel::Info;
};

}  // namespace rz

// The text is only built when somebody listens. Secrets have no str() overload, so they do not compile here.
#define RZ_LOG_AT(log, level, ...)                      \
    do {                                                \
        if ((log).enabled(level))                       \
            (log).write(level, ::rz::str(__VA_ARGS__)); \
    } while (false)
#define RZ_LOG_IO(log, ...) RZ_LOG_AT(log, ::rz::LogLevel::Io, __VA_ARGS__)
#define RZ_LOG_DEBUG(log, ...) RZ_LOG_AT(log, ::rz::LogLevel::Debug, __VA_ARGS__)
#define RZ_LOG_INFO(log, ...) RZ_LOG_AT(log, ::rz::LogLevel::Info, __VA_ARGS__)
#define RZ_LOG_WARNING(log, ...) RZ_LOG_AT(log, ::rz::LogLevel::Warning, __VA_ARGS__)
#define RZ_LOG_ERROR(log, ...) RZ_LOG_AT(log, ::rz::LogLevel::Error, __VA_ARGS__)
