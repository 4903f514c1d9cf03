#include "app/transfers/rate_meter.h"

#include <algorithm>

namespace rz::app {

void RateMeter::add(TimePoint now, std::uint64_t count)
{
    if (!m_samples.empty() && count < m_samples.back().count)
        m_samples.clear();
    m_samples.push_back({now, count});
    while (m_samples.size() > 2 && m_samples[1].time <= now - Window)
        m_samples.pop_front();
}

double RateMeter::rate(TimePoint now) const
{
    const auto inWindow =
        std::ranges::find_if(m_samples, [now](const Sample& sample) { return sample.time > now - Window; });
    if (m_samples.size() < 2 || inWindow == m_samples.end())
        return 0;
    const Sample& first = inWindow == m_samples.begin() ? *inWindow : *std::prev(inWindow);
    const double seconds = std::chrono::duration<double>(std::min(now - first.time, Window)).count();
    return seconds <= 0 ? 0 : static_cast<double>(m_samples.back().count - first.count) / seconds;
}

}  // namespace rz::app
