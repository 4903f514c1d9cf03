#pragma once

#include "core/base/ids.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace rz::routing {

// A hash map from handles to T for many short-lived entries: open addressing, no allocation for an entry. Handles count up,
// so a handle is its own hash and those in flight lie side by side. Robin Hood order bounds both search and removal.
// T must have a state `T{}` that owns nothing. Handle 0 cannot be a key.
template <class T>
class HandleMap {
public:
    std::size_t size() const { return m_size; }

    T* find(Handle handle)
    {
        const std::uint32_t key = raw(handle);
        if (m_size == 0 || key == 0)
            return nullptr;
        for (std::size_t at = home(key), distance = 0;; at = next(at), ++distance) {
            Slot& slot = m_slots[at];
            if (slot.key == key)
                return &slot.item;
            if (slot.key == 0 || distanceOf(slot, at) < distance)
                return nullptr;
        }
    }

    // The key must not be there yet.
    void insert(Handle handle, T item)
    {
        if (2 * (m_size + 1) > m_slots.size())
            resize(m_slots.empty() ? 16 : 2 * m_slots.size());
        ++m_size;
        place({.key = raw(handle), .item = std::move(item)});
    }

    // Removes what find() returned.
    T take(T* found)
    {
        T taken = std::move(*found);
        std::size_t at = indexOf(found);
        for (std::size_t after = next(at);; after = next(after)) {
            Slot& slot = m_slots[after];
            if (slot.key == 0 || distanceOf(slot, after) == 0)
                break;
            m_slots[at] = std::move(slot);
            at = after;
        }
        m_slots[at] = Slot{};
        --m_size;
        if (m_slots.size() > 1024 && 16 * m_size < m_slots.size())
            resize(m_slots.size() / 4);
        return taken;
    }

    template <class F>
    void forEach(F&& visit)
    {
        for (Slot& slot : m_slots) {
            if (slot.key != 0)
                visit(slot.item);
        }
    }

    void clear() { *this = {}; }

private:
    struct Slot {
        std::uint32_t key = 0;
        T item{};
    };

    std::size_t mask() const { return m_slots.size() - 1; }
    std::size_t home(std::uint32_t key) const { return key & mask(); }
    std::size_t next(std::size_t at) const { return (at + 1) & mask(); }
    std::size_t distanceOf(const Slot& slot, std::size_t at) const { return (at - home(slot.key)) & mask(); }
    std::size_t indexOf(const T* item) const
    {
        const auto offset =
            reinterpret_cast<const std::byte*>(item) - reinterpret_cast<const std::byte*>(m_slots.data());
        return static_cast<std::size_t>(offset) / sizeof(Slot);
    }

    void place(Slot slot)
    {
        for (std::size_t at = home(slot.key), distance = 0;; at = next(at), ++distance) {
            Slot& there = m_slots[at];
            if (there.key == 0) {
                there = std::move(slot);
                return;
            }
            if (const std::size_t richer = distanceOf(there, at); richer < distance) {
                std::swap(there, slot);
                distance = richer;
            }
        }
    }

    void resize(std::size_t size)
    {
        std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(size));
        for (Slot& slot : old) {
            if (slot.key != 0)
                place(std::move(slot));
        }
    }

    std::vector<Slot> m_slots;  // a power of two
    std::size_t m_size = 0;
};

}  // namespace rz::routing
