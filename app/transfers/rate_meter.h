#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <deque>

namespace rz::app {

// How fast a counter has grown of late. It falls by itself when nothing is added.
class RateMeter {
public:
    static constexpr Duration Window = std::chrono::seconds(5);

    void add(TimePoint now, std::uint64_t count);
    // A second, over the last Window.
    double rate(TimePoint now) const;
    void clear() { m_samples.clear(); }

private:
    struct Sample {
        TimePoint time;
        std::uint64_t count = 0;
    };
    std::deque<Sample> m_samples;  // the first may be older than the window: its count is where the window begins
};

}  // namespace rz::app
