#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/io/log_file.h"

#include <memory>
#include <string>

namespace rz::io {

// What option "debug" asks of a process: everything it logs goes to /tmp/rhizome.PID.log as well (protocol 7.4). Any thread.
class DebugLog final : public LogSink {
public:
    // `next` gets the records as before; it may be null, and must outlive this. Fails with System.
    static Result<std::unique_ptr<DebugLog>> open(LogSink* next);

    void write(LogRecord record) override;
    // A logger of that name into it, from Debug on; this must outlive it.
    Log log(std::string name) { return {*this, std::move(name), LogLevel::Debug}; }

private:
    DebugLog(UniqueFd fd, LogSink* next) : m_file(std::move(fd)), m_next(next) {}

    LogFile m_file;
    LogSink* const m_next;
};

}  // namespace rz::io
