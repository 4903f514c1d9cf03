#include "core/io/log_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

namespace rz::io {

namespace {

constexpr const char* LevelVariable = "RHIZOME_LOG_LEVEL";

std::string digits(std::int64_t number, std::size_t width)
{
    std::string text(width, '0');
    for (std::size_t i = width; i-- > 0; number /= 10)
        text[i] = static_cast<char>('0' + number % 10);
    return text;
}

std::string timeOfDay(std::chrono::system_clock::time_point time)
{
    using namespace std::chrono;
    const auto day = time - floor<days>(time);
    const hh_mm_ss parts(duration_cast<microseconds>(day));
    return str(digits(parts.hours().count(), 2), ':', digits(parts.minutes().count(), 2), ':',
               digits(parts.seconds().count(), 2), '.', digits(parts.subseconds().count(), 6));
}

std::optional<LogLevel> levelOfEnvironment()
{
    const char* const wanted = std::getenv(LevelVariable);
    if (wanted == nullptr || *wanted == '\0')
        return std::nullopt;
    constexpr std::array Levels{LogLevel::Io,      LogLevel::Debug, LogLevel::Info,
                                LogLevel::Warning, LogLevel::Error, LogLevel::Critical};
    std::string name(wanted);
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto found = std::ranges::find(Levels, name, [](LogLevel level) { return toString(level); });
    return found == Levels.end() ? LogLevel::Info : *found;
}

}  // namespace

void LogFile::write(LogRecord record)
{
    std::string line = str(timeOfDay(record.time), ' ', toString(record.level).substr(0, 1), ' ', record.logger);
    if (record.origin != MasterId)
        line += str(" [", raw(record.origin), ']');
    line += str(": ", record.text, '\n');
    // In one piece, so that lines of several threads and processes do not mix. A full disk is no reason to stop.
    static_cast<void>(::write(m_fd.get(), line.data(), line.size()));
}

Result<FileLog> logToFile(const std::string& path, LogIo io, LogLevel level)
{
    constexpr int Flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
    UniqueFd fd(path.empty() ? ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                             : ::open(path.c_str(), Flags, 0644));
    if (!fd)
        return failErrno(path.empty() ? "standard error" : std::string_view(path), errno);
    const LogLevel asked = io == LogIo::Yes ? LogLevel::Io : level;
    auto file = std::make_unique<LogFile>(std::move(fd));
    const Log log(*file, "rhizome", levelOfEnvironment().value_or(asked));
    return FileLog{.file = std::move(file), .log = log};
}

}  // namespace rz::io
