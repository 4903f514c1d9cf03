#pragma once

#include "core/base/out_of_memory.h"

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <span>
#include <type_traits>

namespace rz {

// A vector of plain data whose first `InlineCapacity` items live inside the object, so that small jobs allocate
// nothing. Large ones grow by realloc(), which moves pages instead of bytes.
template <class T, std::size_t InlineCapacity>
    requires std::is_trivially_copyable_v<T>
class InlineVector {
public:
    InlineVector() = default;
    InlineVector(const InlineVector&) = delete;
    InlineVector& operator=(const InlineVector&) = delete;
    ~InlineVector()
    {
        if (!isInline())
            std::free(m_data);
    }

    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    T* data() { return m_data; }
    const T* data() const { return m_data; }
    T& operator[](std::size_t i) { return m_data[i]; }
    const T& operator[](std::size_t i) const { return m_data[i]; }
    T& back() { return m_data[m_size - 1]; }
    const T& back() const { return m_data[m_size - 1]; }
    // The items from `begin` on; valid until something is added.
    std::span<const T> from(std::size_t begin) const { return {m_data + begin, m_size - begin}; }

    void push(T item)
    {
        if (m_size == m_capacity) [[unlikely]]
            grow(m_size + 1);
        m_data[m_size++] = item;
    }
    // One more item, which is to be filled in place.
    T& add()
    {
        if (m_size == m_capacity) [[unlikely]]
            grow(m_size + 1);
        return m_data[m_size++];
    }
    // `items` must not be our own.
    void append(std::span<const T> items)
    {
        if (m_capacity - m_size < items.size()) [[unlikely]]
            grow(m_size + items.size());
        if (!items.empty())  // memcpy() wants a pointer even for nothing
            std::memcpy(m_data + m_size, items.data(), items.size_bytes());
        m_size += items.size();
    }
    void pop() { --m_size; }
    void truncate(std::size_t size) { m_size = size; }
    void resize(std::size_t size, T fill)
    {
        if (size > m_capacity)
            grow(size);
        for (std::size_t i = m_size; i < size; ++i)
            m_data[i] = fill;
        m_size = size;
    }

private:
    bool isInline() const { return m_capacity == InlineCapacity; }

    void grow(std::size_t least)
    {
        const std::size_t capacity = least > 2 * m_capacity ? least : 2 * m_capacity;
        void* const grown = std::realloc(isInline() ? nullptr : m_data, capacity * sizeof(T));
        if (grown == nullptr)
            outOfMemory();
        if (isInline())
            std::memcpy(grown, m_data, m_size * sizeof(T));
        m_data = static_cast<T*>(grown);
        m_capacity = capacity;
    }

    std::size_t m_size = 0;
    std::size_t m_capacity = InlineCapacity;  // a larger one is on the heap
    alignas(T) std::byte m_inline[InlineCapacity * sizeof(T)];
    T* m_data = reinterpret_cast<T*>(m_inline);
};

}  // namespace rz
