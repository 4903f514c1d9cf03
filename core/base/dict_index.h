#pragma once

#include "core/base/value.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace rz {

namespace detail {
bool isHashableContainer(const Value& value);
}

// Whether Python would take `value` as a dict key: neither a list, a dict nor Kwargs, nor a tuple with one inside.
inline bool isHashable(const Value& value)
{
    return value.type() <= Value::Type::Text || detail::isHashableContainer(value);
}

// Finds dict items by key in constant time, whoever chose the keys: in large dicts the hash has a secret of this
// process in it, small ones are searched. Refers to `items`, of which only those that were added are found; they must stay.
class DictIndex {
public:
    using Items = std::vector<std::pair<Value, Value>>;

    // Room for as many items as there are now.
    explicit DictIndex(const Items& items);

    std::optional<std::size_t> find(const Value& key) const;
    // Adds the item at `position`, unless one with its key is there already, which is returned instead.
    std::optional<std::size_t> findOrAdd(std::size_t position);

private:
    static constexpr std::size_t SearchedAtMost = 32;

    struct Slot {
        std::uint32_t hash;
        std::uint32_t positionPlusOne;  // 0: free
    };

    bool searches() const { return m_slots.empty(); }
    std::optional<std::size_t> search(const Value& key, std::uint32_t hash) const;
    std::size_t slotFor(const Value& key, std::uint32_t hash) const;

    const Items& m_items;
    std::array<Slot, SearchedAtMost> m_few;  // what is searched
    std::size_t m_fewUsed = 0;
    std::vector<Slot> m_slots;  // the hash table of a large dict: a power of two, at most half full
};

// Makes keys unique as Python does: a later item's value replaces the one of an earlier item with the same key.
void mergeEqualKeys(DictIndex::Items& items);

}  // namespace rz
