#pragma once

#include "core/base/value.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace rz {

// Whether Python would take `value` as a dict key: neither a list, a dict nor Kwargs, nor a tuple with one inside.
bool isHashable(const Value& value);

// Finds dict items by key in constant time, whoever chose the keys: the hash has a secret of this process in it.
// Refers to `items`, whose order must not change while the index lives; only items that were added are found.
class DictIndex {
public:
    using Items = std::vector<std::pair<Value, Value>>;

    // Room for as many items as there are now.
    explicit DictIndex(const Items& items);

    // Items are added in order; keys must not be there already.
    void add(std::size_t position);
    std::optional<std::size_t> find(const Value& key) const;

private:
    struct Slot {
        std::uint32_t hash;
        std::uint32_t positionPlusOne;  // 0: free
    };

    const Items& m_items;
    std::vector<Slot> m_slots;  // a power of two, at most half full; empty for few items, which are just compared
    std::size_t m_added = 0;
};

// Makes keys unique as Python does: a later item's value replaces the one of an earlier item with the same key.
void mergeEqualKeys(DictIndex::Items& items);

}  // namespace rz
