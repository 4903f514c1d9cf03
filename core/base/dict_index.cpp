#include "core/base/dict_index.h"

#include "core/base/siphash.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>

namespace rz {

namespace {

// Feeds the parts of a key to the hash; equal values feed equal bytes.
struct KeyHasher {
    SipHash& hash;

    void operator()(const None&) const {}
    void operator()(bool value) const { hash.add(value ? 1u : 0u); }
    void operator()(std::int64_t value) const { hash.add(static_cast<std::uint64_t>(value)); }
    void operator()(double value) const
    {
        // 0.0 == -0.0, and every not-a-number counts as the same.
        hash.add(std::isnan(value) || value == 0 ? std::uint64_t{std::isnan(value)}
                                                 : std::bit_cast<std::uint64_t>(value));
    }
    void operator()(const BigInt& value) const { hash.add(value.twosComplement()); }
    void operator()(const Bytes& value) const { hash.add(value.view()); }
    void operator()(const std::string& value) const { hash.add(value); }
    void operator()(const Blob& value) const { hash.add(value.data.view()); }
    void operator()(const Secret& value) const { hash.add(value.reveal()); }
    void operator()(const CallErrorValue& value) const { hash.add(value.text); }
    void operator()(const ContextRef& value) const { hash.add(raw(value.id)); }
    void operator()(const SenderRef& value) const
    {
        hash.add(std::uint64_t{raw(value.context)} << 32 | raw(value.handle));
    }
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

// Good enough to tell a few keys apart, and much cheaper than a real hash.
std::uint32_t quickHash(const Value& key)
{
    if (const auto* text = key.as<std::string>(); text != nullptr && !text->empty()) {
        const auto first = static_cast<unsigned char>(text->front());
        const auto middle = static_cast<unsigned char>((*text)[text->size() / 2]);
        const auto last = static_cast<unsigned char>(text->back());
        return static_cast<std::uint32_t>(text->size()) << 24 | std::uint32_t{first} << 16 |
               std::uint32_t{middle} << 8 | last;
    }
    if (const auto* number = key.as<std::int64_t>())
        return static_cast<std::uint32_t>(*number);
    return static_cast<std::uint32_t>(key.storage().index());
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
    if (items.size() > SearchedAtMost)
        m_slots.resize(std::bit_ceil(items.size() * 2));
}

std::optional<std::size_t> DictIndex::find(const Value& key) const
{
    if (searches())
        return search(key, quickHash(key));
    const Slot& slot = m_slots[slotFor(key, hashOf(key))];
    return slot.positionPlusOne == 0 ? std::nullopt : std::optional<std::size_t>(slot.positionPlusOne - 1);
}

std::optional<std::size_t> DictIndex::findOrAdd(std::size_t position)
{
    const Value& key = m_items[position].first;
    if (searches()) {
        const std::uint32_t hash = quickHash(key);
        if (const auto earlier = search(key, hash))
            return earlier;
        m_few[m_fewUsed++] = {.hash = hash, .positionPlusOne = static_cast<std::uint32_t>(position + 1)};
        return std::nullopt;
    }
    const std::uint32_t hash = hashOf(key);
    Slot& slot = m_slots[slotFor(key, hash)];
    if (slot.positionPlusOne != 0)
        return slot.positionPlusOne - 1;
    slot = {.hash = hash, .positionPlusOne = static_cast<std::uint32_t>(position + 1)};
    return std::nullopt;
}

std::uint32_t DictIndex::hashOf(const Value& key) const
{
    SipHash hash;
    KeyHasher{hash}.addKey(key);
    return static_cast<std::uint32_t>(hash.finish());
}

std::optional<std::size_t> DictIndex::search(const Value& key, std::uint32_t hash) const
{
    for (const Slot& slot : std::span(m_few).first(m_fewUsed)) {
        if (slot.hash == hash && m_items[slot.positionPlusOne - 1].first == key)
            return slot.positionPlusOne - 1;
    }
    return std::nullopt;
}

// Where `key` is, or the free slot where it belongs.
std::size_t DictIndex::slotFor(const Value& key, std::uint32_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t at = hash & mask;
    while (m_slots[at].positionPlusOne != 0 &&
           (m_slots[at].hash != hash || m_items[m_slots[at].positionPlusOne - 1].first != key))
        at = (at + 1) & mask;
    return at;
}

void mergeEqualKeys(DictIndex::Items& items)
{
    DictIndex index(items);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (kept != i)
            items[kept] = std::move(items[i]);
        if (const auto earlier = index.findOrAdd(kept))
            items[*earlier].second = std::move(items[kept].second);
        else
            ++kept;
    }
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(kept), items.end());
}

}  // namespace rz
