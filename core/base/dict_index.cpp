#include "core/base/dict_index.h"

#include "core/base/assertion.h"
#include "core/base/siphash.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rz {

namespace {

constexpr std::size_t ComparedAtMost = 8;

// Feeds the parts of a key to the hash; equal values feed equal bytes.
struct KeyHasher {
    SipHash& hash;

    void operator()(const None&) const {}
    void operator()(bool value) const { hash.add(value ? 1u : 0u); }
    void operator()(std::int64_t value) const { hash.add(static_cast<std::uint64_t>(value)); }
    void operator()(double value) const
    {
        // 0.0 == -0.0, and every not-a-number counts as the same.
        hash.add(std::isnan(value) || value == 0 ? std::uint64_t{std::isnan(value)} : std::bit_cast<std::uint64_t>(value));
    }
    void operator()(const BigInt& value) const { hash.add(value.twosComplement()); }
    void operator()(const Bytes& value) const { hash.add(value.view()); }
    void operator()(const std::string& value) const { hash.add(value); }
    void operator()(const Blob& value) const { hash.add(value.data.view()); }
    void operator()(const Secret& value) const { hash.add(value.reveal()); }
    void operator()(const CallErrorValue& value) const { hash.add(value.text); }
    void operator()(const ContextRef& value) const { hash.add(raw(value.id)); }
    void operator()(const SenderRef& value) const { hash.add(std::uint64_t{raw(value.context)} << 32 | raw(value.handle)); }
    void operator()(const Tuple& tuple) const
    {
        hash.add(tuple.items.size());
        for (const Value& item : tuple.items)
            addKey(item);
    }
    // Not hashable in Python; an equal size is all that equal ones are sure to share.
    void operator()(const List& list) const { hash.add(list.items.size()); }
    void operator()(const Dict& dict) const { hash.add(dict.items.size()); }
    void operator()(const Kwargs& kwargs) const { hash.add(kwargs.dict.items.size()); }

    void addKey(const Value& key) const
    {
        hash.add(key.storage().index());
        std::visit(*this, key.storage());
    }
};

std::uint32_t hashOf(const Value& key)
{
    SipHash hash;
    KeyHasher{hash}.addKey(key);
    return static_cast<std::uint32_t>(hash.finish());
}

}  // namespace

bool isHashable(const Value& value)
{
    if (value.is<List>() || value.is<Dict>() || value.is<Kwargs>())
        return false;
    const auto* tuple = value.as<Tuple>();
    return tuple == nullptr || std::ranges::all_of(tuple->items, isHashable);
}

DictIndex::DictIndex(const Items& items) : m_items(items)
{
    if (items.size() > ComparedAtMost)
        m_slots.resize(std::bit_ceil(items.size() * 2));
}

void DictIndex::add(std::size_t position)
{
    RZ_ASSERT(position == m_added);
    ++m_added;
    if (m_slots.empty())
        return;
    const std::uint32_t hash = hashOf(m_items[position].first);
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].positionPlusOne != 0)
        at = (at + 1) & mask;
    m_slots[at] = {.hash = hash, .positionPlusOne = static_cast<std::uint32_t>(position + 1)};
}

std::optional<std::size_t> DictIndex::find(const Value& key) const
{
    if (m_slots.empty()) {
        for (std::size_t i = 0; i < m_added; ++i) {
            if (m_items[i].first == key)
                return i;
        }
        return std::nullopt;
    }
    const std::uint32_t hash = hashOf(key);
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t at = hash & mask; m_slots[at].positionPlusOne != 0; at = (at + 1) & mask) {
        if (m_slots[at].hash == hash && m_items[m_slots[at].positionPlusOne - 1].first == key)
            return m_slots[at].positionPlusOne - 1;
    }
    return std::nullopt;
}

void mergeEqualKeys(DictIndex::Items& items)
{
    DictIndex index(items);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (const auto earlier = index.find(items[i].first)) {
            items[*earlier].second = std::move(items[i].second);
            continue;
        }
        if (kept != i)
            items[kept] = std::move(items[i]);
        index.add(kept++);
    }
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
}

}  // namespace rz
