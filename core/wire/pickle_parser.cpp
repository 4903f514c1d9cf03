#include "core/wire/pickle_parser.h"

#include "core/base/big_int.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/pickle_globals.h"

#include <bit>
#include <charconv>
#include <limits>

namespace rz::wire {

namespace {

constexpr std::size_t MaxGap = 64;        // unused memo slots that are still kept in the vector
constexpr std::size_t MaxGlobalLine = 64;  // the permitted names are shorter

}  // namespace

PickleParser::PickleParser(std::string_view input, const PickleLimits& limits, PickleGraph& graph)
    : m_input(input), m_limits(limits), m_graph(graph)
{
}

Result<NodeIndex> PickleParser::parseOne()
{
    m_stack.truncate(0);
    m_marks.truncate(0);
    m_base = 0;
    if (!has(2) || static_cast<std::uint8_t>(m_input[m_at]) != static_cast<std::uint8_t>(Opcode::Proto))
        return refuse("it does not begin with PROTO");
    if (static_cast<std::uint8_t>(m_input[m_at + 1]) > PickleProtocol)
        return refuse(str("protocol ", static_cast<unsigned>(static_cast<std::uint8_t>(m_input[m_at + 1])),
                          " is not accepted"));
    m_at += 2;
    while (has(1)) {
        const auto opcode = static_cast<Opcode>(m_input[m_at]);
        if (opcode == Opcode::Stop) {
            if (!m_marks.empty() || m_stack.size() != 1)
                return refuse(m_stack.empty() ? "it has no value" : "values are left over on the stack");
            ++m_at;
            return m_stack.back();
        }
        ++m_at;
        RZ_CHECK(step(opcode));
    }
    return truncated();
}

Result<> PickleParser::step(Opcode opcode)
{
    switch (opcode) {
    case Opcode::None: return push({.kind = NodeKind::None, .begin = 0});
    case Opcode::NewTrue: return push({.kind = NodeKind::True, .begin = 0});
    case Opcode::NewFalse: return push({.kind = NodeKind::False, .begin = 0});
    case Opcode::BinInt1: return fixedInt(1);
    case Opcode::BinInt2: return fixedInt(2);
    case Opcode::BinInt: return fixedInt(4);
    case Opcode::Int: return textInt();
    case Opcode::Long1: return longInt(1);
    case Opcode::Long4: return longInt(4);
    case Opcode::BinFloat: return real();
    case Opcode::ShortBinString: return bytes(1);
    case Opcode::BinString: return bytes(4);
    case Opcode::BinUnicode: return text();
    case Opcode::EmptyTuple: return tuple(m_stack.size());
    case Opcode::Tuple1: return tupleOf(1);
    case Opcode::Tuple2: return tupleOf(2);
    case Opcode::Tuple3: return tupleOf(3);
    case Opcode::Tuple: return tupleFromMark();
    case Opcode::EmptyList: return push({.kind = NodeKind::List, .segments = {NoNode, NoNode}});
    case Opcode::Append: return addLast(NodeKind::List, 1);
    case Opcode::Appends: return addItemsFromMark(NodeKind::List);
    case Opcode::EmptyDict: return push({.kind = NodeKind::Dict, .segments = {NoNode, NoNode}});
    case Opcode::SetItem: return addLast(NodeKind::Dict, 2);
    case Opcode::SetItems: return addItemsFromMark(NodeKind::Dict);
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
    --m_at;
    const auto byte = static_cast<std::uint8_t>(opcode);
    const std::string_view name = opcodeName(byte);
    if (name.empty())
        return refuse(str("byte ", unsigned{byte}, " is no opcode"));
    return refuse(str("opcode ", name, " is not accepted"));
}

std::unexpected<Error> PickleParser::refuse(std::string_view why) const
{
    return fail(ErrorKind::Decode, str("cannot unpickle: ", why, ", at byte ", m_at));
}

// --- input ---

std::uint32_t PickleParser::littleEndian(std::size_t width) const
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i)
        value |= std::uint32_t{static_cast<std::uint8_t>(m_input[m_at + i])} << (8 * i);
    return value;
}

Result<std::string_view> PickleParser::takeLine()
{
    const std::size_t end = m_input.find('\n', m_at);
    if (end == std::string_view::npos)
        return truncated();
    const std::string_view line = m_input.substr(m_at, end - m_at);
    m_at = end + 1;
    return line;
}

// --- stack ---

Result<> PickleParser::push(const Node& node)
{
    m_graph.nodes.push(node);
    return pushAgain(static_cast<NodeIndex>(m_graph.nodes.size() - 1));
}

Result<> PickleParser::pushAgain(NodeIndex node)
{
    if (++m_pushed > m_limits.maxItems)
        return refuse(str("it has more than ", m_limits.maxItems, " values"));
    m_stack.push(node);
    return {};
}

Result<> PickleParser::mark()
{
    if (m_marks.size() >= m_limits.maxItems)
        return refuse(str("it has more than ", m_limits.maxItems, " marks"));
    m_marks.push(static_cast<std::uint32_t>(m_stack.size()));
    m_base = m_stack.size();
    return {};
}

Result<std::size_t> PickleParser::popMark()
{
    if (m_marks.empty())
        return refuse("an opcode finds no mark on the stack");
    const std::size_t height = m_marks.back();
    m_marks.pop();
    m_base = m_marks.empty() ? 0 : m_marks.back();
    return height;
}

// --- numbers ---

Result<> PickleParser::fixedInt(std::size_t width)
{
    if (!has(width))
        return truncated();
    const std::uint32_t bits = littleEndian(width);
    m_at += width;
    // Only the four byte form is signed.
    return push({.kind = NodeKind::Int, .number = width == 4 ? static_cast<std::int32_t>(bits) : std::int64_t{bits}});
}

Result<> PickleParser::textInt()
{
    const std::size_t begin = m_at;
    RZ_TRY(const std::string_view line, takeLine());
    if (line == "00" || line == "01")
        return push({.kind = line == "01" ? NodeKind::True : NodeKind::False, .begin = 0});
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    if (error == std::errc() && end == line.data() + line.size())
        return push({.kind = NodeKind::Int, .number = number});
    // A byte holds more than two decimal digits, so this bounds the integer by its limit as well.
    if (line.size() > 2 * m_limits.maxIntegerBytes)
        return refuse("an integer is too long");
    if (!BigInt::fromDecimal(line))
        return refuse("an INT is not a decimal number");
    return push({.kind = NodeKind::DecimalInteger, .size = static_cast<std::uint32_t>(line.size()), .begin = begin});
}

Result<> PickleParser::longInt(std::size_t lengthWidth)
{
    if (!has(lengthWidth))
        return truncated();
    const std::size_t length = littleEndian(lengthWidth);
    if (length > m_limits.maxIntegerBytes)
        return refuse(str("an integer of ", length, " bytes is larger than the limit of ", m_limits.maxIntegerBytes));
    m_at += lengthWidth;
    if (!has(length))
        return truncated();
    const std::size_t begin = m_at;
    m_at += length;
    if (length > sizeof(std::int64_t))
        return push({.kind = NodeKind::LongInteger, .size = static_cast<std::uint32_t>(length), .begin = begin});
    std::uint64_t bits = 0;
    if (length != 0 && (static_cast<std::uint8_t>(m_input[begin + length - 1]) & 0x80) != 0)
        bits = ~std::uint64_t{0};
    for (std::size_t i = length; i-- > 0;)
        bits = bits << 8 | static_cast<std::uint8_t>(m_input[begin + i]);
    return push({.kind = NodeKind::Int, .number = static_cast<std::int64_t>(bits)});
}

Result<> PickleParser::real()
{
    if (!has(sizeof(double)))
        return truncated();
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < sizeof(double); ++i)
        bits = bits << 8 | static_cast<std::uint8_t>(m_input[m_at++]);
    return push({.kind = NodeKind::Float, .real = std::bit_cast<double>(bits)});
}

// --- text and bytes ---

Result<> PickleParser::bytes(std::size_t lengthWidth)
{
    if (!has(lengthWidth))
        return truncated();
    const std::uint32_t length = littleEndian(lengthWidth);
    if (length > std::numeric_limits<std::int32_t>::max())
        return refuse("a byte string has a negative length");
    m_at += lengthWidth;
    if (!has(length))
        return truncated();
    const std::size_t begin = m_at;
    m_at += length;
    return push({.kind = NodeKind::Bytes, .size = length, .begin = begin});
}

Result<> PickleParser::text()
{
    if (!has(4))
        return truncated();
    const std::uint32_t length = littleEndian(4);
    m_at += 4;
    if (!has(length))
        return truncated();
    if (!isUtf8(m_input.substr(m_at, length)))
        return refuse("a text is not UTF-8");
    const std::size_t begin = m_at;
    m_at += length;
    return push({.kind = NodeKind::Text, .size = length, .begin = begin});
}

// --- containers ---

Result<> PickleParser::tuple(std::size_t begin)
{
    const auto items = m_stack.from(begin);
    const Node node{.kind = NodeKind::Tuple,
                    .size = static_cast<std::uint32_t>(items.size()),
                    .begin = m_graph.children.size()};
    m_graph.children.append(items);
    m_stack.truncate(begin);
    return push(node);
}

Result<> PickleParser::tupleOf(std::size_t count)
{
    if (!hasAboveMark(count))
        return underflow();
    return tuple(m_stack.size() - count);
}

Result<> PickleParser::tupleFromMark()
{
    RZ_TRY(const std::size_t begin, popMark());
    return tuple(begin);
}

Result<> PickleParser::addLast(NodeKind container, std::size_t count)
{
    if (!hasAboveMark(count + 1))
        return underflow();
    return addItems(container, m_stack.size() - count);
}

Result<> PickleParser::addItemsFromMark(NodeKind container)
{
    RZ_TRY(const std::size_t begin, popMark());
    if (begin == m_base)
        return underflow();
    return addItems(container, begin);
}

Result<> PickleParser::addItems(NodeKind container, std::size_t begin)
{
    Node& node = m_graph.nodes[m_stack[begin - 1]];
    const auto items = m_stack.from(begin);
    if (node.kind != container)
        return refuse(container == NodeKind::List ? "items are appended to what is no list"
                                                  : "items are set in what is no dict");
    if (container == NodeKind::Dict && items.size() % 2 != 0)
        return refuse("a dict key has no value");
    const auto count = static_cast<std::uint32_t>(items.size());
    const auto start = static_cast<std::uint32_t>(m_graph.children.size());
    m_graph.children.append(items);
    m_stack.truncate(begin);
    node.size += count;

    if (node.segments.last != NoNode) {
        Segment& last = m_graph.segments[node.segments.last];
        if (last.begin + last.count == start) {
            last.count += count;
            return {};
        }
    }
    const auto added = static_cast<std::uint32_t>(m_graph.segments.size());
    m_graph.segments.push({.begin = start, .count = count, .next = NoNode});
    if (node.segments.last == NoNode)
        node.segments.first = added;
    else
        m_graph.segments[node.segments.last].next = added;
    node.segments.last = added;
    return {};
}

// --- memo ---

Result<> PickleParser::put(std::size_t width)
{
    if (!has(width))
        return truncated();
    const std::uint32_t slot = littleEndian(width);
    if (!hasAboveMark(1))
        return underflow();
    m_at += width;
    if (slot > m_memo.size() + MaxGap) {
        m_farMemo[slot] = m_stack.back();
    } else {
        if (slot >= m_memo.size())
            m_memo.resize(slot + 1, NoNode);
        m_memo[slot] = m_stack.back();
    }
    if (m_memo.size() + m_farMemo.size() > m_limits.maxMemoSlots)
        return refuse(str("it has more than ", m_limits.maxMemoSlots, " memo slots"));
    return {};
}

Result<> PickleParser::get(std::size_t width)
{
    if (!has(width))
        return truncated();
    const std::uint32_t slot = littleEndian(width);
    NodeIndex node = slot < m_memo.size() ? m_memo[slot] : NoNode;
    if (node == NoNode && !m_farMemo.empty()) {
        if (const auto far = m_farMemo.find(slot); far != m_farMemo.end())
            node = far->second;
    }
    if (node == NoNode)
        return refuse(str("memo slot ", slot, " was never filled"));
    m_at += width;
    return pushAgain(node);
}

// --- globals ---

Result<> PickleParser::global()
{
    const std::string_view rest = m_input.substr(m_at, 2 * MaxGlobalLine);
    for (std::uint32_t i = 0; i < PermittedGlobals.size(); ++i) {
        if (rest.starts_with(PermittedGlobals[i].lines)) {
            m_at += PermittedGlobals[i].lines.size();
            return push({.kind = NodeKind::Global, .target = i});
        }
    }
    RZ_TRY(const std::string_view module, takeLine());
    RZ_TRY(const std::string_view name, takeLine());
    return refuse(str("global ", quotedForLog(module), '/', quotedForLog(name), " is not accepted"));
}

Result<> PickleParser::reduce()
{
    if (!hasAboveMark(2))
        return underflow();
    const Node& arguments = m_graph.nodes[m_stack.back()];
    const Node& callee = m_graph.nodes[m_stack[m_stack.size() - 2]];
    if (callee.kind != NodeKind::Global || arguments.kind != NodeKind::Tuple)
        return refuse("REDUCE needs a global and a tuple of arguments");
    RZ_TRY(const Node node, call(callee.target, {m_graph.children.data() + arguments.begin, arguments.size}));
    m_stack.truncate(m_stack.size() - 2);
    return push(node);
}

}  // namespace rz::wire
