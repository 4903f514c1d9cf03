#pragma once

#include "core/base/error.h"
#include "core/base/inline_vector.h"
#include "core/wire/limits.h"
#include "core/wire/opcodes.h"
#include "core/wire/pickle_graph.h"
#include "core/wire/pickle_input.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace rz::wire {

// Reads the opcodes of a payload into a PickleGraph. Nothing is trusted: every length is checked against what is there,
// every opcode and global against the list of what the wire permits, and what grows is bounded by the limits.
class PickleParser {
public:
    PickleParser(std::string_view input, const PickleLimits& limits, PickleGraph& graph);
    virtual ~PickleParser() = default;

    // The root of the next pickle; the memo of the earlier ones stays valid (protocol 2.5).
    Result<Item> parseOne();
    bool atEnd() const { return m_at == m_input.size(); }

    // "cannot unpickle: why, at byte 7": where the current opcode is.
    Error failure(std::string_view why) const;

protected:
    // The functions below return false after they have put the reason into m_failure: they run once for a few bytes,
    // where a Result costs more than the work.
    bool refuse(std::string_view why);
    bool underflow() { return refuse("an opcode finds too few values on the stack"); }

    // What the wire does not permit. These refuse it.
    virtual bool otherOpcode(std::uint8_t byte);
    virtual bool otherGlobal(std::size_t module, std::size_t name);
    virtual bool otherCall(Item callee, Item arguments);  // both are still on the stack
    virtual bool otherTarget(Item target, ItemKind container, std::size_t begin);

    bool beginPickle();
    bool run();
    bool endPickle();
    bool step(Opcode opcode);

    // Input: whether so much is there; if not, refuses.
    bool need(std::size_t count) { return m_input.size() - m_at >= count || refuseTruncated(); }
    bool refuseTruncated() { return refuse("it ends too early"); }
    bool skipLine();

    // Stack.
    bool push(Item item)
    {
        if (++m_pushed > m_limits.maxItems) [[unlikely]]
            return refuseItems();
        m_stack.push(item);
        return true;
    }
    bool refuseItems();
    bool hasAboveMark(std::size_t count) const { return m_stack.size() - m_base >= count; }
    bool mark();
    bool popMark();

    // Numbers, text, bytes.
    bool smallInt(std::size_t width);
    bool decimalInt();
    bool longInt(std::size_t lengthWidth);
    bool real();
    bool string(ItemKind kind, std::size_t lengthWidth);

    // Containers. `begin` is where their children begin on the stack.
    bool emptyContainer(ItemKind kind);
    bool tuple(std::size_t begin);
    bool shortTuple(std::size_t count);
    bool add(ItemKind container, std::size_t begin);
    bool addLast(ItemKind container, std::size_t count);
    bool addTo(std::size_t number, ItemKind container, std::size_t begin);
    void addBatch(Container& container, std::uint32_t firstChild, std::uint32_t count);

    // Memo.
    bool put(std::size_t width);
    bool get(std::size_t width);

    // Globals and what REDUCE makes of them and their arguments, which begin at `first` in the children.
    bool global();
    bool reduce();
    bool call(std::size_t global, std::size_t first);
    bool latinBytes(std::size_t first);
    bool callError(std::size_t first);
    bool context(std::size_t first);
    bool sender(std::size_t first);
    bool scan(std::string_view text);
    bool becomes(Item item);

    PickleInput m_input;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;  // of the current opcode, for messages
    PickleLimits m_limits;
    PickleGraph& m_graph;
    std::optional<Error> m_failure;

    InlineVector<Item, 64> m_stack;
    InlineVector<std::uint32_t, 16> m_marks;  // stack heights
    std::size_t m_base = 0;                   // the last of them, or 0: opcodes reach no further down
    std::size_t m_stackAtMark = 0;            // where popMark() found the last one
    std::size_t m_pushed = 0;
    std::size_t m_scanned = 0;  // bytes

    InlineVector<Item, 64> m_memo;            // slots are numbered from 0 by every writer we know
    std::map<std::uint32_t, Item> m_farMemo;  // slots far beyond the last one used
};

}  // namespace rz::wire
