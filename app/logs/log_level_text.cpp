#include "app/logs/log_level_text.h"

#include <QCoreApplication>

namespace rz::app {
namespace {

struct Tr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::LogLevel)
};

}  // namespace

QString logLevelText(LogLevel level)
{
    if (level >= LogLevel::Critical)
        return Tr::tr("Critical", "level of a log line");
    if (level >= LogLevel::Error)
        return Tr::tr("Error", "level of a log line");
    if (level >= LogLevel::Warning)
        return Tr::tr("Warning", "level of a log line");
    if (level >= LogLevel::Info)
        return Tr::tr("Info", "level of a log line");
    if (level >= LogLevel::Debug)
        return Tr::tr("Debug", "level of a log line");
    return Tr::tr("I/O", "level of a log line");
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
