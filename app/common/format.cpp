#include "app/common/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace rz::app::format {
namespace {

struct FormatTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::Format)
};

// Two digits that matter: "0.42", "4.2", "42", "420".
QString brief(double number)
{
    const int decimals = number == 0 || number >= 9.95 ? 0 : number >= 0.995 ? 1 : 2;
    return QLocale().toString(number, 'f', decimals);
}

QDateTime local(std::chrono::system_clock::time_point time)
{
    const auto sinceEpoch = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(sinceEpoch.count());
}

// The number in the largest unit that keeps it at one or more, after rounding: 999,960 bytes are 1.0 MB, not 1000 kB.
QString scaled(double number, bool perSecond)
{
    static constexpr std::array BytesUnits = {
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 B"), QT_TRANSLATE_NOOP("rz::app::Format", "%1 kB"),
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 MB"), QT_TRANSLATE_NOOP("rz::app::Format", "%1 GB"),
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 TB")};
    static constexpr std::array RateUnits = {
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 B/s"), QT_TRANSLATE_NOOP("rz::app::Format", "%1 kB/s"),
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 MB/s"), QT_TRANSLATE_NOOP("rz::app::Format", "%1 GB/s"),
        QT_TRANSLATE_NOOP("rz::app::Format", "%1 TB/s")};
    std::size_t unit = 0;
    while (number >= 999.5 && unit + 1 < BytesUnits.size()) {
        number /= 1000;
        ++unit;
    }
    const QString digits = unit == 0 ? QLocale().toString(number, 'f', 0) : brief(number);
    return FormatTr::tr((perSecond ? RateUnits : BytesUnits)[unit]).arg(digits);
}

}  // namespace

QString count(std::uint64_t number)
{
    return QLocale().toString(static_cast<qulonglong>(number));
}

QString bytes(std::uint64_t count)
{
    return scaled(static_cast<double>(count), false);
}

QString exactBytes(std::uint64_t count)
{
    return FormatTr::tr("%1 byte(s)", "exact size", static_cast<int>(std::min<std::uint64_t>(count, 1'000'000)))
        .arg(format::count(count));
}

QString rate(double bytesPerSecond)
{
    return scaled(std::round(bytesPerSecond), true);
}

QString duration(Duration duration)
{
    using namespace std::chrono;
    const double milliseconds = std::chrono::duration<double, std::milli>(duration).count();
    if (milliseconds < 0.0995)
        return FormatTr::tr("%1 µs", "microseconds").arg(QLocale().toString(milliseconds * 1000, 'f', 0));
    if (milliseconds < 999.5)
        return FormatTr::tr("%1 ms", "milliseconds").arg(brief(milliseconds));
    const double seconds = milliseconds / 1000;
    if (seconds < 59.95)
        return FormatTr::tr("%1 s", "seconds").arg(QLocale().toString(seconds, 'f', 1));
    const auto whole = static_cast<qlonglong>(std::llround(seconds));
    if (whole < 3600)
        return FormatTr::tr("%1 min %2 s", "minutes, seconds").arg(whole / 60).arg(whole % 60);
    if (whole < 2 * 86400)
        return FormatTr::tr("%1 h %2 min", "hours, minutes").arg(whole / 3600).arg(whole % 3600 / 60);
    return FormatTr::tr("%Ln day(s)", nullptr, static_cast<int>(whole / 86400));
}

QString exactDuration(Duration duration)
{
    const double seconds = std::chrono::duration<double>(duration).count();
    return FormatTr::tr("%1 s", "seconds").arg(QLocale().toString(seconds, 'f', 6));
}

QString clockTime(std::chrono::system_clock::time_point time)
{
    return local(time).toString(u"HH:mm:ss.zzz"_s);
}

QString dateMinute(std::chrono::system_clock::time_point time)
{
    return local(time).toString(u"yyyy-MM-dd HH:mm"_s);
}

QString dateTime(std::chrono::system_clock::time_point time)
{
    return local(time).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s);
}

}  // namespace rz::app::format
