#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/inline_vector.h"
#include "core/base/value.h"
#include "core/wire/limits.h"
#include "core/wire/pickle_graph.h"

#include <cstddef>
#include <vector>

namespace rz::wire {

// Turns a PickleGraph into Values, each built in its final place. Keeps its own stack; the limits count what is built,
// so a node that is referred to many times counts as often.
class PickleBuilder {
public:
    PickleBuilder(const Bytes& input, const PickleLimits& limits, PickleGraph& graph);

    Result<Value> build(NodeIndex root);

private:
    // A container whose children are being built.
    struct Frame {
        NodeIndex node;      // List, Tuple or Dict
        NodeIndex kwargs;    // the Kwargs node around the Dict, or NoNode
        Value* items;        // of a list or tuple
        Dict* dict;          // of a dict; then items is null
        std::uint32_t done;  // children built so far
        std::uint32_t count;
        std::uint32_t child;        // the next in graph.children …
        std::uint32_t untilSegment; // … which is followed by so many in the same segment
        std::uint32_t nextSegment;
    };

    Result<> place(Value& slot, NodeIndex index);
    Result<> placeReduced(Value& slot, const Node& node);
    Result<> open(NodeIndex index, std::vector<Value>& items);
    Result<> open(NodeIndex index, Dict& dict, NodeIndex kwargs);
    Result<> push(Frame frame);
    Result<> close();
    Result<> nameKeywords(Dict& dict) const;

    std::string_view input(const Node& node) const { return m_input.view().substr(node.begin, node.size); }
    Bytes bytesOf(const Node& node) const;
    Result<> spend(std::size_t bytes);
    static std::unexpected<Error> refuse(std::string_view why);

    const Bytes& m_input;
    PickleLimits m_limits;
    PickleGraph& m_graph;
    InlineVector<Frame, 12> m_frames;
    std::size_t m_items = 0;
    std::size_t m_bytes = 0;
};

}  // namespace rz::wire
