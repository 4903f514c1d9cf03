#pragma once

#include <atomic>
#include <cstdint>

namespace rz::io {

// A number with one writer at a time that any thread may read.
class Counter {
public:
    void add(std::uint64_t amount)
    {
        m_value.store(m_value.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    std::uint64_t get() const { return m_value.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> m_value = 0;
};

}  // namespace rz::io
