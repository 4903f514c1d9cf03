#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rz::app {

// What rsync says with --info=progress2, for instance "  1,234,567  45%   12.34MB/s    0:00:12 (xfr#7, to-chk=3/20)".
struct ProgressLine {
    std::uint64_t bytes = 0;
    int percent = 0;  // 0 to 100
    std::optional<std::chrono::seconds>
        left{};  // until the end; of the last line nothing, where it is the time it took

    bool operator==(const ProgressLine&) const = default;
};

// Nothing when the line is no such one; numbers as any language writes them. It may still be incomplete after the percentage.
std::optional<ProgressLine> progressLineFrom(std::string_view line);

}  // namespace rz::app
