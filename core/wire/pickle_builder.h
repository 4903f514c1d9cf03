#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/inline_vector.h"
#include "core/base/value.h"
#include "core/wire/limits.h"
#include "core/wire/pickle_graph.h"
#include "core/wire/pickle_input.h"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rz::wire {

// Makes Values of a PickleGraph, each in its final place. Keeps its own stack; the limits count what is built, so an
// item that is referred to many times counts as often.
class PickleBuilder {
public:
    // All must outlive the builder.
    PickleBuilder(const Bytes& input, const PickleLimits& limits, PickleGraph& graph);
    virtual ~PickleBuilder() = default;

    Result<Value> build(Item root);

protected:
    // A container whose children are being built, in order and batch by batch.
    struct Frame {
        Container* container;
        std::vector<Value>* items;  // of a list or tuple, else null; room is reserved for all, so that no Value moves
        Dict* dict;                 // of a dict, likewise
        const Item* child;          // the next one …
        const Item* batchEnd;       // … of this batch
        std::uint32_t nextBatch;
        bool isKwargs;
        bool isKey;  // the last child of the dict was a key
    };

    // These return false after they have put the reason into m_failure. The two first: what a Value cannot be.
    virtual bool placeOther(Value& slot, Item item);
    virtual bool otherKeys(Dict& dict, const Value& unhashable);
    bool refuse(std::string_view why);
    bool refuseItems();
    bool refuseBytes();
    bool fill(Frame& frame);
    bool fillItems(Frame& frame);
    bool fillDict(Frame& frame);
    bool place(Value& slot, Item item);
    bool placeSimple(Value& slot, Item item);
    bool placeInteger(Value& slot, std::string_view twosComplement);
    bool placeReduced(Value& slot, Item item);
    bool placeSecret(Value& slot, Item text);
    bool openItems(Item item, std::vector<Value>& items);
    bool openDict(Item item, Dict& dict, bool isKwargs);
    Frame* open(Item item);
    bool close();
    bool nameKeywords(Dict& dict);
    // Counts what is about to be built.
    bool take(std::size_t items)
    {
        m_items += items;
        return m_items <= m_limits.maxItems || refuseItems();
    }
    bool spend(std::size_t bytes)
    {
        m_bytes += bytes;
        return m_bytes <= m_limits.maxBytes || refuseBytes();
    }

    std::string_view text(Item item) const { return m_input.longString(item.where()); }
    Bytes bytes(Item item) const;
    Bytes sharedOrCopied(std::string_view part) const;

    const Bytes& m_data;
    PickleInput m_input;
    PickleLimits m_limits;
    PickleGraph& m_graph;
    std::optional<Error> m_failure;
    InlineVector<Frame, 12> m_frames;
    std::size_t m_items = 0;
    std::size_t m_bytes = 0;
};

}  // namespace rz::wire
