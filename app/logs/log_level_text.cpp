#include "app/logs/log_level_text.h"

#include <QCoreApplication>

namespace rz::app {
namespace {

struct LogLevelTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::LogLevel)
};

}  // namespace

QString logLevelText(LogLevel level)
{
    if (level >= LogLevel::Critical)
        return LogLevelTr::tr("Critical", "level of a log line");
    if (level >= LogLevel::Error)
        return LogLevelTr::tr("Error", "level of a log line");
    if (level >= LogLevel::Warning)
        return LogLevelTr::tr("Warning", "level of a log line");
    if (level >= LogLevel::Info)
        return LogLevelTr::tr("Info", "level of a log line");
    if (level >= LogLevel::Debug)
        return LogLevelTr::tr("Debug", "level of a log line");
    return LogLevelTr::tr("I/O", "level of a log line");
}

Tone logLevelTone(LogLevel level)
{
    if (level >= LogLevel::Error)
        return Tone::Danger;
    if (level >= LogLevel::Warning)
        return Tone::Warning;
    return level >= LogLevel::Info ? Tone::Plain : Tone::Muted;
}

}  // namespace rz::app
