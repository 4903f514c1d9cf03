#include "app/calls/value_meaning.h"

#include "app/calls/value_text.h"
#include "app/common/format.h"

#include <chrono>
#include <cmath>
#include <optional>
#include <sys/stat.h>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

constexpr std::int64_t MaxMode = 0177777;
// What the system's clock can count, in nanoseconds of 64 bits: 1677 to 2262.
constexpr double MaxTime = 9.2e9;
constexpr double MaxSeconds = 1e9;

std::optional<double> finiteNumber(const Value& value)
{
    if (const auto* whole = value.as<std::int64_t>())
        return static_cast<double>(*whole);
    if (const auto* real = value.as<double>(); real != nullptr && std::isfinite(*real))
        return *real;
    return {};
}

QChar typeLetter(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFDIR: return u'd';
    case S_IFLNK: return u'l';
    case S_IFIFO: return u'p';
    case S_IFSOCK: return u's';
    case S_IFCHR: return u'c';
    case S_IFBLK: return u'b';
    default: return u'-';
    }
}

// As ls writes them; with a letter for the type when the bits tell it.
QString modeLetters(mode_t mode)
{
    QString letters = (mode & S_IFMT) != 0 ? QString(typeLetter(mode)) : QString();
    struct Special {
        mode_t bit;
        char16_t executable;
        char16_t other;
    };
    static constexpr Special Specials[] = {{S_ISUID, u's', u'S'}, {S_ISGID, u's', u'S'}, {S_ISVTX, u't', u'T'}};
    for (int who = 0; who < 3; ++who) {
        const mode_t bits = mode >> (6 - 3 * who);
        const bool runs = (bits & 1U) != 0;
        letters += (bits & 4U) != 0 ? u'r' : u'-';
        letters += (bits & 2U) != 0 ? u'w' : u'-';
        if ((mode & Specials[who].bit) != 0)
            letters += runs ? Specials[who].executable : Specials[who].other;
        else
            letters += runs ? u'x' : u'-';
    }
    return letters;
}

std::chrono::system_clock::time_point timeOf(double seconds)
{
    // A double of seconds since 1970 is exact to a microsecond, about.
    return std::chrono::system_clock::time_point(
        std::chrono::round<std::chrono::microseconds>(std::chrono::duration<double>(seconds)));
}

Duration durationOf(double seconds)
{
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

Meanings::Meanings(const std::vector<rpc::FieldDescription>& fields)
{
    for (const rpc::FieldDescription& field : fields)
        m_meanings.emplace(field.name, field.meaning);
}

std::string_view Meanings::of(std::string_view field) const
{
    const auto found = m_meanings.find(field);
    return found == m_meanings.end() ? std::string_view() : std::string_view(found->second);
}

bool isReadable(const Value& value, std::string_view meaning)
{
    const auto* whole = value.as<std::int64_t>();
    const auto number = finiteNumber(value);
    if (meaning == rpc::meaning::FileMode)
        return whole != nullptr && *whole >= 0 && *whole <= MaxMode;
    if (meaning == rpc::meaning::Bytes)
        return whole != nullptr && *whole >= 0;
    if (meaning == rpc::meaning::Time)
        return number && std::abs(*number) <= MaxTime;
    return meaning == rpc::meaning::Seconds && number && *number >= 0 && *number <= MaxSeconds;
}

QString readableText(const Value& value, std::string_view meaning)
{
    if (!isReadable(value, meaning))
        return cellText(value);
    if (meaning == rpc::meaning::FileMode)
        return modeLetters(static_cast<mode_t>(*value.as<std::int64_t>()));
    if (meaning == rpc::meaning::Bytes)
        return format::bytes(static_cast<std::uint64_t>(*value.as<std::int64_t>()));
    if (meaning == rpc::meaning::Time)
        return format::dateMinute(timeOf(*finiteNumber(value)));
    return format::duration(durationOf(*finiteNumber(value)));
}

QString exactText(const Value& value, std::string_view meaning)
{
    if (isReadable(value, meaning)) {
        if (meaning == rpc::meaning::FileMode)
            return u"0%1"_s.arg(*value.as<std::int64_t>(), 3, 8, QChar(u'0'));
        if (meaning == rpc::meaning::Time)
            return format::dateTime(timeOf(*finiteNumber(value)));
    }
    return cellText(value);
}

}  // namespace rz::app
