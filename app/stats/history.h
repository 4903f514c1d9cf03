#pragma once

#include <array>
#include <cstddef>

namespace rz::app {

// The last minute of a number, a sample a second; a ring that never allocates.
class History {
public:
    static constexpr std::size_t Capacity = 60;

    void push(float sample);
    std::size_t size() const { return m_size; }
    // 0 is the oldest. A gap, for a time nobody looked, is not a number.
    float at(std::size_t position) const;
    void pushGap();

    float peak() const;     // 0 when there is nothing but gaps
    float average() const;  // likewise

private:
    std::array<float, Capacity> m_samples{};
    std::size_t m_begin = 0;
    std::size_t m_size = 0;
};

}  // namespace rz::app
