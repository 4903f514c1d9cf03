#pragma once

#include "core/base/time.h"

#include <chrono>
#include <optional>

namespace rz::qt {

struct LivenessOptions {
    Duration interval = std::chrono::seconds(2);    // between pings
    Duration lostAfter = std::chrono::seconds(10);  // silence
    Duration attached = std::chrono::seconds(10);  // between looks at the contexts of a program that we are attached to
};

// Judges one context by its pings: what round trip is usual for it, whether it is slow now, whether it fell silent.
// Knows no clock and sends nothing; whoever pings feeds it.
class RttWatch {
public:
    void sent(TimePoint now);
    void answered(Duration rtt);
    // An answer that is still out is forgiven: we ourselves were asleep.
    void excuse(TimePoint now);

    bool waiting() const { return m_sentAt.has_value(); }
    // How long the answer has been out; zero when none is.
    Duration silence(TimePoint now) const;
    // The round trip, or the wait for the next one, is well above the usual.
    bool slow(TimePoint now) const;
    std::optional<Duration> usual() const { return m_usual; }

private:
    bool isSlow(Duration rtt) const;

    std::optional<TimePoint> m_sentAt;
    std::optional<Duration> m_usual;
    std::optional<Duration> m_last;
};

}  // namespace rz::qt
