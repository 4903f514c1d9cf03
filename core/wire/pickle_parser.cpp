#include "core/wire/pickle_parser.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

#include <charconv>
#include <limits>

namespace rz::wire {

namespace {

constexpr std::size_t MaxGap = 64;  // unused memo slots that are still kept in the vector

}  // namespace

PickleParser::PickleParser(std::string_view input, const PickleLimits& limits, PickleGraph& graph)
    : m_input(input), m_limits(limits), m_graph(graph)
{
}

Result<Item> PickleParser::parseOne()
{
    if (beginPickle() && run())
        return m_stack.back();
    return std::unexpected(*std::move(m_failure));
}

bool PickleParser::beginPickle()
{
    m_stack.truncate(0);
    m_marks.truncate(0);
    m_base = 0;
    m_opcodeAt = m_at;
    if (!need(2))
        return false;
    if (m_input.byte(m_at) != static_cast<std::uint8_t>(Opcode::Proto))
        return refuse("it does not begin with PROTO");
    if (m_input.byte(m_at + 1) > PickleProtocol)
        return refuse(str("protocol ", unsigned{m_input.byte(m_at + 1)}, " is not accepted"));
    m_at += 2;
    m_opcodeAt = m_at;
    return true;
}

bool PickleParser::endPickle()
{
    if (m_stack.empty())
        return refuse("it has no value");
    return (m_marks.empty() && m_stack.size() == 1) || refuse("values are left over on the stack");
}

inline bool PickleParser::step(Opcode opcode)
{
    switch (opcode) {
    case Opcode::None: return push(Item(ItemKind::None));
    case Opcode::NewTrue: return push(Item(ItemKind::True));
    case Opcode::NewFalse: return push(Item(ItemKind::False));
    case Opcode::BinInt1: return smallInt(1);
    case Opcode::BinInt2: return smallInt(2);
    case Opcode::BinInt: return smallInt(4);
    case Opcode::Int: return decimalInt();
    case Opcode::Long1: return longInt(1);
    case Opcode::Long4: return longInt(4);
    case Opcode::BinFloat: return real();
    case Opcode::ShortBinString: return string(ItemKind::ShortBytes, 1);
    case Opcode::BinString: return string(ItemKind::Bytes, 4);
    case Opcode::BinUnicode: return string(ItemKind::Text, 4);
    case Opcode::EmptyTuple: return tuple(m_stack.size());
    case Opcode::Tuple1: return shortTuple(1);
    case Opcode::Tuple2: return shortTuple(2);
    case Opcode::Tuple3: return shortTuple(3);
    case Opcode::Tuple: return popMark() && tuple(m_stackAtMark);
    case Opcode::EmptyList: return emptyContainer(ItemKind::List);
    case Opcode::Append: return addLast(ItemKind::List, 1);
    case Opcode::Appends: return popMark() && add(ItemKind::List, m_stackAtMark);
    case Opcode::EmptyDict: return emptyContainer(ItemKind::Dict);
    case Opcode::SetItem: return addLast(ItemKind::Dict, 2);
    case Opcode::SetItems: return popMark() && add(ItemKind::Dict, m_stackAtMark);
    case Opcode::Mark: return mark();
    case Opcode::BinPut: return put(1);
    case Opcode::LongBinPut: return put(4);
    case Opcode::BinGet: return get(1);
    case Opcode::LongBinGet: return get(4);
    case Opcode::Global: return global();
    case Opcode::Reduce: return reduce();
    case Opcode::Proto:
    case Opcode::Stop: break;
    }
    return otherOpcode(static_cast<std::uint8_t>(opcode));
}

bool PickleParser::run()
{
    while (need(1)) {
        const auto opcode = static_cast<Opcode>(m_input.byte(m_at++));
        if (opcode == Opcode::Stop)
            return endPickle();
        if (!step(opcode))
            return false;
        m_opcodeAt = m_at;
    }
    return false;
}

bool PickleParser::otherOpcode(std::uint8_t byte)
{
    const std::string_view name = opcodeName(byte);
    return refuse(name.empty() ? str("byte ", unsigned{byte}, " is no opcode")
                               : str("opcode ", name, " is not accepted"));
}

Error PickleParser::failure(std::string_view why) const
{
    return {ErrorKind::Decode, str("cannot unpickle: ", why, ", at byte ", m_opcodeAt)};
}

bool PickleParser::refuse(std::string_view why)
{
    m_failure = failure(why);
    return false;
}

bool PickleParser::skipLine()
{
    const std::size_t end = m_input.find('\n', m_at);
    if (end == std::string_view::npos)
        return refuse("it ends too early");
    m_at = end + 1;
    return true;
}

// --- stack ---

bool PickleParser::refuseItems()
{
    return refuse(str("it has more than ", m_limits.maxItems, " values"));
}

bool PickleParser::mark()
{
    if (m_marks.size() == m_limits.maxItems)
        return refuse(str("it has more than ", m_limits.maxItems, " marks"));
    m_base = m_stack.size();
    m_marks.push(static_cast<std::uint32_t>(m_base));
    return true;
}

bool PickleParser::popMark()
{
    if (m_marks.empty())
        return refuse("an opcode finds no mark on the stack");
    m_stackAtMark = m_marks.back();
    m_marks.pop();
    m_base = m_marks.empty() ? 0 : m_marks.back();
    return true;
}

// --- numbers, text, bytes ---

bool PickleParser::smallInt(std::size_t width)
{
    if (!need(width))
        return false;
    // Only the four byte form has a sign.
    const std::int64_t number = width == 1   ? std::int64_t{m_input.byte(m_at)}
                                : width == 2 ? std::int64_t{m_input.u16(m_at)}
                                             : static_cast<std::int32_t>(m_input.u32(m_at));
    m_at += width;
    return push(Item::smallInt(number));
}

// Python 2 writes integers of more than four bytes as text, and very old writers booleans.
bool PickleParser::decimalInt()
{
    const std::size_t begin = m_at;
    if (!skipLine())
        return false;
    const std::string_view line = m_input.line(begin);
    if (line == "00" || line == "01")
        return push(Item(line == "01" ? ItemKind::True : ItemKind::False));
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error == std::errc() && end == line.data() + line.size() && Item::isSmall(number))
        return push(Item::smallInt(number));
    // A byte holds more than two decimal digits, so this keeps the integer within its limit as well.
    if (line.size() > 2 * m_limits.maxIntegerBytes)
        return refuse("an integer is too long");
    return push(Item(ItemKind::DecimalInt, begin));
}

bool PickleParser::longInt(std::size_t lengthWidth)
{
    if (!need(lengthWidth))
        return false;
    const std::size_t length = lengthWidth == 1 ? m_input.byte(m_at) : m_input.u32(m_at);
    if (length > m_limits.maxIntegerBytes)
        return refuse(str("an integer of ", length, " bytes is larger than the limit of ", m_limits.maxIntegerBytes));
    if (!need(lengthWidth + length))
        return false;
    const std::size_t begin = m_at;
    m_at += lengthWidth + length;
    if (length < sizeof(std::int64_t))
        return push(Item::smallInt(m_input.twosComplement(begin + lengthWidth, length)));
    return push(Item(lengthWidth == 1 ? ItemKind::LongInt : ItemKind::VeryLongInt, begin));
}

bool PickleParser::real()
{
    if (!need(sizeof(double)))
        return false;
    const std::size_t begin = m_at;
    m_at += sizeof(double);
    return push(Item(ItemKind::Float, begin));
}

bool PickleParser::string(ItemKind kind, std::size_t lengthWidth)
{
    if (!need(lengthWidth))
        return false;
    const std::size_t length = lengthWidth == 1 ? m_input.byte(m_at) : m_input.u32(m_at);
    if (kind == ItemKind::Bytes && length > std::numeric_limits<std::int32_t>::max())
        return refuse("a byte string has a negative length");
    if (!need(lengthWidth + length))
        return false;
    if (kind == ItemKind::Text && !isUtf8(m_input.slice(m_at + lengthWidth, length)))
        return refuse("a text is not UTF-8");
    const std::size_t begin = m_at;
    m_at += lengthWidth + length;
    return push(Item(kind, begin));
}

// --- containers ---

bool PickleParser::emptyContainer(ItemKind kind)
{
    m_graph.containers.push({});
    return push(Item(kind, m_graph.containers.size() - 1));
}

bool PickleParser::tuple(std::size_t begin)
{
    const auto items = m_stack.from(begin);
    m_graph.containers.push({.size = static_cast<std::uint32_t>(items.size()),
                             .firstChild = static_cast<std::uint32_t>(m_graph.children.size())});
    m_graph.children.append(items);
    m_stack.truncate(begin);
    return push(Item(ItemKind::Tuple, m_graph.containers.size() - 1));
}

bool PickleParser::shortTuple(std::size_t count)
{
    return hasAboveMark(count) ? tuple(m_stack.size() - count) : underflow();
}

bool PickleParser::addLast(ItemKind container, std::size_t count)
{
    return hasAboveMark(count) ? add(container, m_stack.size() - count) : underflow();
}

bool PickleParser::add(ItemKind container, std::size_t begin)
{
    if (begin == m_base)
        return underflow();
    const Item target = m_stack[begin - 1];
    return target.kind() == container ? addTo(target.where(), container, begin) : otherTarget(target, container, begin);
}

bool PickleParser::otherTarget(Item /*target*/, ItemKind container, std::size_t /*begin*/)
{
    return refuse(container == ItemKind::List ? "items are appended to what is no list"
                                              : "items are set in what is no dict");
}

// The items from `begin` on to the container of that number.
bool PickleParser::addTo(std::size_t number, ItemKind container, std::size_t begin)
{
    const auto items = m_stack.from(begin);
    if (container == ItemKind::Dict && items.size() % 2 != 0)
        return refuse("a dict key has no value");
    const auto firstChild = static_cast<std::uint32_t>(m_graph.children.size());
    const auto count = static_cast<std::uint32_t>(items.size());
    m_graph.children.append(items);
    m_stack.truncate(begin);
    addBatch(m_graph.containers[number], firstChild, count);
    return true;
}

void PickleParser::addBatch(Container& container, std::uint32_t firstChild, std::uint32_t count)
{
    if (count == 0)
        return;
    container.size += count;
    if (container.lastBatch != NoBatch) {
        Batch& last = m_graph.batches[container.lastBatch];
        if (last.firstChild + last.count == firstChild) {
            last.count += count;
            return;
        }
    }
    const auto added = static_cast<std::uint32_t>(m_graph.batches.size());
    m_graph.batches.push({.firstChild = firstChild, .count = count, .next = NoBatch});
    if (container.lastBatch == NoBatch)
        container.firstBatch = added;
    else
        m_graph.batches[container.lastBatch].next = added;
    container.lastBatch = added;
}

// --- memo ---

bool PickleParser::put(std::size_t width)
{
    if (!need(width))
        return false;
    if (!hasAboveMark(1))
        return underflow();
    const std::uint32_t slot = width == 1 ? m_input.byte(m_at) : m_input.u32(m_at);
    m_at += width;
    if (slot < m_memo.size()) {
        m_memo[slot] = m_stack.back();
        return true;
    }
    if (slot - m_memo.size() <= MaxGap) {
        m_memo.resize(slot, Item(ItemKind::NoItem));
        m_memo.push(m_stack.back());
    } else {
        m_farMemo[slot] = m_stack.back();
    }
    if (m_memo.size() + m_farMemo.size() > m_limits.maxMemoSlots)
        return refuse(str("it has more than ", m_limits.maxMemoSlots, " memo slots"));
    return true;
}

bool PickleParser::get(std::size_t width)
{
    if (!need(width))
        return false;
    const std::uint32_t slot = width == 1 ? m_input.byte(m_at) : m_input.u32(m_at);
    m_at += width;
    if (slot < m_memo.size() && m_memo[slot].kind() != ItemKind::NoItem)
        return push(m_memo[slot]);
    if (const auto far = m_farMemo.find(slot); far != m_farMemo.end())
        return push(far->second);
    return refuse(str("memo slot ", slot, " was never filled"));
}

}  // namespace rz::wire
