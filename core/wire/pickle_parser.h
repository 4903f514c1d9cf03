#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/inline_vector.h"
#include "core/wire/limits.h"
#include "core/wire/opcodes.h"
#include "core/wire/pickle_graph.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string_view>

namespace rz::wire {

// Reads the opcodes of a payload into a PickleGraph. Nothing is trusted: every length is checked against what is there,
// every opcode and global against the list of what the wire permits, and what grows is bounded by the limits.
class PickleParser {
public:
    PickleParser(std::string_view input, const PickleLimits& limits, PickleGraph& graph);

    // The root of the next pickle; the memo of the earlier ones stays valid (protocol 2.5).
    Result<NodeIndex> parseOne();
    bool atEnd() const { return m_at == m_input.size(); }

    // "cannot unpickle: why, at byte 7"
    std::unexpected<Error> refuse(std::string_view why) const;

private:
    Result<> step(Opcode opcode);

    // Input. Each take checks that so much is there; the caller then moves on.
    bool has(std::size_t count) const { return m_input.size() - m_at >= count; }
    std::uint32_t littleEndian(std::size_t width) const;
    Result<std::string_view> takeLine();
    std::unexpected<Error> truncated() const { return refuse("it ends too early"); }

    // Stack and marks.
    Result<> push(const Node& node);
    Result<> pushAgain(NodeIndex node);
    bool hasAboveMark(std::size_t count) const { return m_stack.size() - m_base >= count; }
    std::unexpected<Error> underflow() const { return refuse("an opcode finds too few values on the stack"); }
    Result<> mark();
    Result<std::size_t> popMark();

    // Opcodes.
    Result<> fixedInt(std::size_t width);
    Result<> textInt();
    Result<> longInt(std::size_t lengthWidth);
    Result<> real();
    Result<> bytes(std::size_t lengthWidth);
    Result<> text();
    Result<> tuple(std::size_t begin);
    Result<> tupleOf(std::size_t count);
    Result<> tupleFromMark();
    Result<> addItems(NodeKind container, std::size_t begin);
    Result<> addItemsFromMark(NodeKind container);
    Result<> addLast(NodeKind container, std::size_t count);
    Result<> put(std::size_t width);
    Result<> get(std::size_t width);
    Result<> global();
    Result<> reduce();

    // REDUCE of each global, by its arguments.
    Result<Node> call(std::uint32_t global, std::span<const NodeIndex> arguments) const;
    Result<Node> latinBytes(std::span<const NodeIndex> arguments) const;
    Result<Node> callError(std::span<const NodeIndex> arguments) const;
    Result<Node> context(std::span<const NodeIndex> arguments) const;
    Result<Node> sender(std::span<const NodeIndex> arguments) const;

    std::string_view m_input;
    std::size_t m_at = 0;
    PickleLimits m_limits;
    PickleGraph& m_graph;

    InlineVector<NodeIndex, 64> m_stack;
    InlineVector<std::uint32_t, 16> m_marks;  // stack heights
    std::size_t m_base = 0;                   // the last of them, or 0: what an opcode may reach
    std::size_t m_pushed = 0;

    InlineVector<NodeIndex, 64> m_memo;           // slots are numbered from 0 by every writer we know
    std::map<std::uint32_t, NodeIndex> m_farMemo;  // slots far beyond the last one used
};

}  // namespace rz::wire
