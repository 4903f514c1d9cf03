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

    Result<Value> build(Item root);

private:
    // A container whose children are being built, in order and batch by batch.
    struct Frame {
        std::uint32_t container = 0;
        bool isKwargs = false;
        bool isKey = false;                   // the last child of the dict was a key
        std::vector<Value>* items = nullptr;  // of a list or tuple; room for all is reserved, so that no Value moves
        Dict* dict = nullptr;                 // of a dict, likewise
        const Item* child = nullptr;          // the next one …
        const Item* batchEnd = nullptr;       // … of this batch
        std::uint32_t nextBatch = NoBatch;
    };

    // These return false after they have put the reason into m_failure.
    bool refuse(std::string_view why);
    bool fill(Frame& frame);
    static Value& nextSlot(Frame& frame);
    bool place(Value& slot, Item item);
    bool placeInteger(Value& slot, std::string_view twosComplement);
    bool placeReduced(Value& slot, Item item);
    bool placeSecret(Value& slot, Item text);
    bool openItems(Item item, std::vector<Value>& items);
    bool openDict(Item item, Dict& dict, bool isKwargs);
    bool push(Frame frame);
    bool close();
    bool nameKeywords(Dict& dict);
    bool take(std::size_t items);
    bool spend(std::size_t bytes);

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
