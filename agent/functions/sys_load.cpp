#include "agent/functions/sys.h"

#include "agent/functions/dict_builder.h"
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
    return DictBuilder(5)
        .add("one", fromHundredths(fields[0]))
        .add("five", fromHundredths(fields[1]))
        .add("fifteen", fromHundredths(fields[2]))
        .add("running", leadingNumber(counts.front()))
        .add("processes", leadingNumber(counts.back()))
        .take();
}

Result<Dict> memory()
{
    RZ_TRY(const std::string text, readTextFile("/proc/meminfo"));
    const auto bytes = [&text](std::string_view name) { return leadingNumber(fieldOf(text, name)) * 1024; };
    return DictBuilder(7)
        .add("total", bytes("MemTotal:"))
        .add("free", bytes("MemFree:"))
        .add("available", bytes("MemAvailable:"))
        .add("buffers", bytes("Buffers:"))
        .add("cached", bytes("Cached:"))
        .add("swap_total", bytes("SwapTotal:"))
        .add("swap_free", bytes("SwapFree:"))
        .take();
}

Result<double> uptime()
{
    timespec sinceBoot{};
    ::clock_gettime(CLOCK_BOOTTIME, &sinceBoot);
    return static_cast<double>(sinceBoot.tv_sec) + static_cast<double>(sinceBoot.tv_nsec) * 1e-9;
}

}  // namespace rz::sys
