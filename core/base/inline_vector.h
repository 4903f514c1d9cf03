#pragma once

#include "core/base/assertion.h"

#include <cstddef>
#include <cstring>
#include <memory>
#include <span>
#include <type_traits>

namespace rz {

// A vector of plain data whose first `InlineCapacity` items live inside the object, so that small jobs allocate nothing.
template <class T, std::size_t InlineCapacity>
    requires std::is_trivially_copyable_v<T>
class InlineVector {
public:
    InlineVector() = default;
    InlineVector(const InlineVector&) = delete;
    InlineVector& operator=(const InlineVector&) = delete;

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    T* data() { return m_data; }
    const T* data() const { return m_data; }
    T& operator[](std::size_t i) { return m_data[i]; }
    const T& operator[](std::size_t i) const { return m_data[i]; }
    T& back() { return m_data[m_size - 1]; }
    std::span<const T> from(std::size_t begin) const { return {m_data + begin, m_size - begin}; }

    void push(const T& item)
    {
        if (m_size == m_capacity) [[unlikely]] {
            const T copy = item;  // it may live in the memory that goes
            grow(m_size + 1);
            m_data[m_size++] = copy;
            return;
        }
        m_data[m_size++] = item;
    }
    void append(std::span<const T> items)
    {
        if (m_capacity - m_size < items.size()) [[unlikely]]
            grow(m_size + items.size());
        std::memcpy(m_data + m_size, items.data(), items.size_bytes());
        m_size += items.size();
    }
    void pop() { --m_size; }
    void truncate(std::size_t size) { m_size = size; }
    void resize(std::size_t size, const T& fill)
    {
        if (size > m_capacity)
            grow(size);
        for (std::size_t i = m_size; i < size; ++i)
            m_data[i] = fill;
        m_size = size;
    }

private:
    void grow(std::size_t least)
    {
        const std::size_t capacity = least > 2 * m_capacity ? least : 2 * m_capacity;
        auto heap = std::make_unique_for_overwrite<T[]>(capacity);
        std::memcpy(heap.get(), m_data, m_size * sizeof(T));
        m_heap = std::move(heap);
        m_data = m_heap.get();
        m_capacity = capacity;
    }

    std::size_t m_size = 0;
    std::size_t m_capacity = InlineCapacity;
    alignas(T) std::byte m_inline[InlineCapacity * sizeof(T)];
    std::unique_ptr<T[]> m_heap;
    T* m_data = reinterpret_cast<T*>(m_inline);
};

}  // namespace rz
