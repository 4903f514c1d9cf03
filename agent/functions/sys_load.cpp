#include "agent/functions/sys.h"
#include "agent/functions/text_file.h"

#include <ctime>

namespace rz::sys {

namespace {

// "0.20"; the kernel writes two decimals.
double fromHundredths(std::string_view text)
{
    const auto parts = splitAt(text, '.');
    return static_cast<double>(leadingNumber(parts.front())) +
           (parts.size() > 1 ? static_cast<double>(leadingNumber(parts.back())) / 100 : 0);
}

}  // namespace

// "0.20 0.18 0.12 1/80 11206"
Result<Dict> load()
{
    RZ_TRY(const std::string text, readTextFile("/proc/loadavg"));
    const auto fields = words(text);
    if (fields.size() < 4)
        return fail(ErrorKind::Error, "/proc/loadavg has another form than expected");
    const auto counts = splitAt(fields[3], '/');
    return Dict{{
        {"one", fromHundredths(fields[0])},
        {"five", fromHundredths(fields[1])},
        {"fifteen", fromHundredths(fields[2])},
        {"running", leadingNumber(counts.front())},
        {"processes", leadingNumber(counts.back())},
    }};
}

Result<Dict> memory()
{
    RZ_TRY(const std::string text, readTextFile("/proc/meminfo"));
    const auto bytes = [&text](std::string_view name) { return leadingNumber(fieldOf(text, name)) * 1024; };
    return Dict{{
        {"total", bytes("MemTotal:")},
        {"free", bytes("MemFree:")},
        {"available", bytes("MemAvailable:")},
        {"buffers", bytes("Buffers:")},
        {"cached", bytes("Cached:")},
        {"swap_total", bytes("SwapTotal:")},
        {"swap_free", bytes("SwapFree:")},
    }};
}

Result<double> uptime()
{
    timespec sinceBoot{};
    ::clock_gettime(CLOCK_BOOTTIME, &sinceBoot);
    return static_cast<double>(sinceBoot.tv_sec) + static_cast<double>(sinceBoot.tv_nsec) * 1e-9;
}

}  // namespace rz::sys
