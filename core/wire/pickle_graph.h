#pragma once

#include "core/base/inline_vector.h"

#include <cstddef>
#include <cstdint>

namespace rz::wire {

// What a pickle says, before any value is built: nodes that refer to each other by number and to the input by offset.
// The parser fills it, the builder turns it into Values. A memo fetch is just a second reference to a node, so the
// parser does no work for the memo entries that Python writes after nearly every object.

using NodeIndex = std::uint32_t;
inline constexpr NodeIndex NoNode = UINT32_MAX;

enum class NodeKind : std::uint8_t {
    None,
    False,
    True,
    Int,           // number
    Float,         // real
    LongInteger,   // two's complement input at [begin, size)
    DecimalInteger,// decimal input at [begin, size)
    Text,          // UTF-8 input at [begin, size)
    Bytes,         // input at [begin, size)
    LatinBytes,    // as Text, of characters up to U+00FF: one byte each
    Tuple,         // size children from children[begin]
    List,          // size children in segments
    Dict,          // likewise, keys and values in turn
    Kwargs,        // of the Dict `target`
    Blob,          // of the Bytes or LatinBytes `target`
    Secret,        // of the Text or Bytes `target`
    CallError,     // of the Text `target`
    Context,       // id in `size`, name Text or None in `target`
    Sender,        // context in `size`, handle in `target`
    Global,        // which one in `target`; only REDUCE may use it
};

// Children of a list or dict arrive in batches.
struct Segments {
    std::uint32_t first;
    std::uint32_t last;
};

struct Segment {
    std::uint32_t begin;  // in children
    std::uint32_t count;
    std::uint32_t next;   // NoNode at the end
};

struct Node {
    NodeKind kind = NodeKind::None;
    bool open = false;  // being built: meeting it again means that it contains itself
    std::uint32_t size = 0;
    union {
        std::uint64_t begin = 0;
        std::int64_t number;
        double real;
        Segments segments;
        std::uint32_t target;
    };
};
static_assert(sizeof(Node) == 16);

struct PickleGraph {
    InlineVector<Node, 48> nodes;
    InlineVector<NodeIndex, 64> children;
    InlineVector<Segment, 8> segments;
};

}  // namespace rz::wire
