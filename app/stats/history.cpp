#include "app/stats/history.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace rz::app {

void History::push(float sample)
{
    if (m_size < Capacity) {
        m_samples[(m_begin + m_size++) % Capacity] = sample;
        return;
    }
    m_samples[m_begin] = sample;
    m_begin = (m_begin + 1) % Capacity;
}

float History::at(std::size_t position) const
{
    return m_samples[(m_begin + position) % Capacity];
}

void History::pushGap()
{
    push(std::numeric_limits<float>::quiet_NaN());
}

float History::peak() const
{
    float peak = 0;
    for (std::size_t i = 0; i < m_size; ++i)
        peak = std::fmax(peak, at(i));
    return peak;
}

float History::average() const
{
    float sum = 0;
    int count = 0;
    for (std::size_t i = 0; i < m_size; ++i) {
        if (!std::isnan(at(i))) {
            sum += at(i);
            ++count;
        }
    }
    return count == 0 ? 0 : sum / static_cast<float>(count);
}

}  // namespace rz::app
