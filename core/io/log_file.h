#pragma once

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/unique_fd.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace rz::io {

// Log records as lines of a file: "17:04:59.000123 I rhizome.routing: text", the context between brackets when it is another
// one; times are UTC. Line by line and unbuffered, so that the last words of a crash are there. Any thread.
class LogFile final : public LogSink {
public:
    explicit LogFile(UniqueFd fd) : m_fd(std::move(fd)) {}
    void write(LogRecord record) override;

private:
    UniqueFd m_fd;
};

// Does a log take what the loop does (LogLevel::Io)?
enum class LogIo : std::uint8_t { No, Yes };

// A program's own log (reference: log_to_file). Its logger `log` may be given to brokers and routers, which it must outlive.
struct FileLog {
    std::unique_ptr<LogFile> file;
    Log log;
};

// Logs to the end of the file `path`, to standard error when it is empty: all of `level` and above; LogIo::Yes what the loop
// does as well. RHIZOME_LOG_LEVEL in the environment, a level's name, takes the place of both: IO is everything, and what is
// no level is INFO. Fails with System.
Result<FileLog> logToFile(const std::string& path = {}, LogIo io = LogIo::No, LogLevel level = LogLevel::Info);

}  // namespace rz::io
