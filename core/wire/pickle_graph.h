#pragma once

#include "core/base/inline_vector.h"

#include <cstddef>
#include <cstdint>

namespace rz::wire {

// What a pickle says, before any value is built. The parser fills a PickleGraph, the builder makes Values of it.
//
// An Item is eight bytes: a kind, and where to find the rest: mostly the place in the input where its operand begins,
// for containers a number in a table. So a memo fetch is a copy of eight bytes, and so is each of the memo entries
// that Python writes after nearly every object.

enum class ItemKind : std::uint8_t {
    // Values that the builder makes in one step.
    None,
    False,
    True,
    SmallInt,  // the number itself: every integer that fits 56 bits
    Float,     // input: eight bytes, big endian
    Text,      // input: four bytes of length, UTF-8

    LongInt,      // input: one byte of length, two's complement
    VeryLongInt,  // input: four bytes of length, two's complement
    DecimalInt,   // input: digits up to a newline
    ShortBytes,   // input: one byte of length, bytes
    Bytes,        // input: four bytes of length, bytes
    LatinBytes,   // as Text, of characters up to U+00FF that stand for a byte each
    EmptyBytes,
    Tuple,  // a number in containers; also the next two
    List,
    Dict,
    Kwargs,  // the number of its Dict
    Blob,    // the number in children of its argument; also the next four
    Secret,
    CallError,
    Context,  // two arguments
    Sender,   // two arguments
    Global,   // which one of the permitted, below where it is in the input; only REDUCE may use it
    NoItem,   // an unused memo slot

    // Where objects of other classes are described (unpickleDescribed).
    OtherGlobal,     // input: its module and its name, a line each
    OtherName,       // the same as text
    Object,          // a number in containers: a Dict that describes one
    DescriptionKey,  // a key of that Dict: which one
};

class Item {
public:
    Item() = default;
    explicit Item(ItemKind kind) : m_bits(static_cast<std::uint8_t>(kind)) {}
    Item(ItemKind kind, std::size_t where) : m_bits(std::uint64_t{where} << 8 | static_cast<std::uint8_t>(kind)) {}

    static bool isSmall(std::int64_t number) { return number == number << 8 >> 8; }
    static Item smallInt(std::int64_t number) { return {ItemKind::SmallInt, static_cast<std::size_t>(number)}; }

    ItemKind kind() const { return static_cast<ItemKind>(m_bits & 0xff); }
    std::size_t where() const { return m_bits >> 8; }
    std::int64_t number() const { return static_cast<std::int64_t>(m_bits) >> 8; }

private:
    std::uint64_t m_bits = 0;
};

// The `where` of a Global.
inline constexpr unsigned GlobalBits = 4;

inline constexpr std::uint32_t NoBatch = UINT32_MAX;

// A tuple is a run of children. Lists and dicts arrive in batches; keys and values of a dict take turns.
struct Container {
    std::uint32_t size = 0;        // children in all
    std::uint32_t firstChild = 0;  // of a tuple
    std::uint32_t firstBatch = NoBatch;
    std::uint32_t lastBatch = NoBatch;
    bool open = false;  // being built: meeting it again means that it contains itself
};

struct Batch {
    std::uint32_t firstChild;
    std::uint32_t count;
    std::uint32_t next;
};

struct PickleGraph {
    InlineVector<Item, 64> children;
    InlineVector<Container, 16> containers;
    InlineVector<Batch, 8> batches;
};

}  // namespace rz::wire
