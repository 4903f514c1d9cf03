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

std::uint32_t keyedHash(const Value& key)
{
    SipHash hash;
    KeyHasher{hash}.addKey(key);
    return static_cast<std::uint32_t>(hash.finish());
}

// Good enough to tell a few keys apart, and much cheaper than a real hash.
inline std::uint32_t quickHash(const Value& key)
{
    std::uint64_t mixed = key.storage().index();
    if (const auto* text = key.as<std::string>(); text != nullptr && !text->empty()) {
        const auto byteAt = [text](std::size_t i) { return std::uint64_t{static_cast<unsigned char>((*text)[i])}; };
        const std::size_t size = text->size();
        mixed = size << 24 | byteAt(0) << 16 | byteAt(size / 2) << 8 | byteAt(size - 1);
    } else if (const auto* number = key.as<std::int64_t>()) {
        mixed = static_cast<std::uint64_t>(*number);
    }
    return static_cast<std::uint32_t>(mixed * 0x9e3779b97f4a7c15 >> 32);
}

// False only if all keys are different, which their hashes mostly show.
bool mayRepeatKeys(const DictIndex::Items& items)
{
    constexpr std::size_t FewKeys = 32;
    if (items.size() > FewKeys)
        return true;
    std::array<std::uint64_t, 4> seen{};
    for (const auto& [key, value] : items) {
        const std::uint32_t hash = quickHash(key);
        std::uint64_t& word = seen[hash >> 30];
        const std::uint64_t bit = std::uint64_t{1} << (hash >> 24 & 63);
        if ((word & bit) != 0)
            return true;
        word |= bit;
    }
    return false;
}

}  // namespace

bool detail::isHashableContainer(const Value& value)
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
    const Slot& slot = m_slots[slotFor(key, keyedHash(key))];
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
    const std::uint32_t hash = keyedHash(key);
    Slot& slot = m_slots[slotFor(key, hash)];
    if (slot.positionPlusOne != 0)
        return slot.positionPlusOne - 1;
    slot = {.hash = hash, .positionPlusOne = static_cast<std::uint32_t>(position + 1)};
    return std::nullopt;
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
    if (!mayRepeatKeys(items))
        return;
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
