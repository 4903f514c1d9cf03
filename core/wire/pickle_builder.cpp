#include "core/wire/pickle_builder.h"

#include "core/base/dict_index.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

#include <memory>
#include <utility>

namespace rz::wire {

namespace {

// Smaller ones are copied: a few bytes should not keep a whole read buffer in memory.
constexpr std::size_t SharedFrom = 256;

// The slot is a fresh None, which needs no destruction.
template <class T, class... Arguments>
T& emplace(Value& slot, Arguments&&... arguments)
{
    return *std::construct_at(&slot, std::in_place_type<T>, std::forward<Arguments>(arguments)...)->template as<T>();
}

}  // namespace

PickleBuilder::PickleBuilder(const Bytes& input, const PickleLimits& limits, PickleGraph& graph)
    : m_input(input), m_limits(limits), m_graph(graph)
{
}

Result<Value> PickleBuilder::build(NodeIndex root)
{
    Value value;
    RZ_CHECK(place(value, root));
    while (!m_frames.empty()) {
        Frame& frame = m_frames.back();
        if (frame.done == frame.count) {
            RZ_CHECK(close());
            continue;
        }
        if (frame.untilSegment == 0) {
            const Segment& segment = m_graph.segments[frame.nextSegment];
            frame.child = segment.begin;
            frame.untilSegment = segment.count;
            frame.nextSegment = segment.next;
        }
        const std::uint32_t at = frame.done++;
        --frame.untilSegment;
        const NodeIndex child = m_graph.children[frame.child++];
        Value* slot = frame.items != nullptr ? frame.items + at
                      : at % 2 == 0          ? &frame.dict->items[at / 2].first
                                             : &frame.dict->items[at / 2].second;
        RZ_CHECK(place(*slot, child));
    }
    return value;
}

Result<> PickleBuilder::place(Value& slot, NodeIndex index)
{
    if (++m_items > m_limits.maxItems)
        return refuse(str("it has more than ", m_limits.maxItems, " values"));
    const Node& node = m_graph.nodes[index];
    switch (node.kind) {
    case NodeKind::None: return {};
    case NodeKind::False: emplace<bool>(slot, false); return {};
    case NodeKind::True: emplace<bool>(slot, true); return {};
    case NodeKind::Int: emplace<std::int64_t>(slot, node.number); return {};
    case NodeKind::Float: emplace<double>(slot, node.real); return {};
    case NodeKind::Text:
        RZ_CHECK(spend(node.size));
        emplace<std::string>(slot, input(node));
        return {};
    case NodeKind::Bytes:
    case NodeKind::LatinBytes:
        RZ_CHECK(spend(node.size));
        emplace<Bytes>(slot, bytesOf(node));
        return {};
    case NodeKind::Tuple: return open(index, emplace<Tuple>(slot).items);
    case NodeKind::List: return open(index, emplace<List>(slot).items);
    case NodeKind::Dict: return open(index, emplace<Dict>(slot), NoNode);
    case NodeKind::Kwargs: return open(node.target, emplace<Kwargs>(slot).dict, index);
    default: return placeReduced(slot, node);
    }
}

Result<> PickleBuilder::placeReduced(Value& slot, const Node& node)
{
    if (node.kind == NodeKind::LongInteger || node.kind == NodeKind::DecimalInteger) {
        RZ_CHECK(spend(node.size));
        BigInt number;
        if (node.kind == NodeKind::LongInteger)
            number = BigInt::fromTwosComplement(std::as_bytes(std::span(input(node))));
        else if (auto parsed = BigInt::fromDecimal(input(node)))
            number = *std::move(parsed);
        if (const auto small = number.toInt64())
            emplace<std::int64_t>(slot, *small);
        else
            emplace<BigInt>(slot, std::move(number));
        return {};
    }
    if (node.kind == NodeKind::Sender) {
        emplace<SenderRef>(slot, SenderRef{.context = ContextId{node.size}, .handle = Handle{node.target}});
        return {};
    }
    if (node.kind == NodeKind::Global)
        return refuse("a global is not a value");

    const Node& target = m_graph.nodes[node.target];
    RZ_CHECK(spend(target.kind == NodeKind::None ? 0 : target.size));
    if (node.kind == NodeKind::Blob) {
        emplace<Blob>(slot, Blob{bytesOf(target)});
    } else if (node.kind == NodeKind::CallError) {
        emplace<CallErrorValue>(slot, CallErrorValue{std::string(input(target))});
    } else if (node.kind == NodeKind::Context) {
        auto& context = emplace<ContextRef>(slot, ContextRef{.id = ContextId{node.size}, .name = {}});
        if (target.kind == NodeKind::Text)
            context.name = input(target);
    } else {
        // A Python 2 peer's Secret may be made of bytes.
        const Bytes latin = target.kind == NodeKind::LatinBytes ? bytesOf(target) : Bytes();
        const std::string_view text = target.kind == NodeKind::LatinBytes ? latin.view() : input(target);
        if (!isUtf8(text))
            return refuse("the bytes of a Secret are not UTF-8");
        emplace<Secret>(slot, text);
    }
    return {};
}

Result<> PickleBuilder::open(NodeIndex index, std::vector<Value>& items)
{
    const Node& node = m_graph.nodes[index];
    if (node.size > m_limits.maxItems - m_items)
        return refuse(str("it has more than ", m_limits.maxItems, " values"));
    items.resize(node.size);
    return push({.node = index, .kwargs = NoNode, .items = items.data(), .dict = nullptr, .done = 0,
                 .count = node.size, .child = 0, .untilSegment = 0, .nextSegment = NoNode});
}

Result<> PickleBuilder::open(NodeIndex index, Dict& dict, NodeIndex kwargs)
{
    const Node& node = m_graph.nodes[index];
    if (node.size > m_limits.maxItems - m_items)
        return refuse(str("it has more than ", m_limits.maxItems, " values"));
    dict.items.resize(node.size / 2);
    return push({.node = index, .kwargs = kwargs, .items = nullptr, .dict = &dict, .done = 0,
                 .count = node.size, .child = 0, .untilSegment = 0, .nextSegment = NoNode});
}

Result<> PickleBuilder::push(Frame frame)
{
    Node& node = m_graph.nodes[frame.node];
    if (node.open)
        return refuse("a value contains itself");
    if (m_frames.size() == m_limits.maxDepth)
        return refuse(str("it nests deeper than ", m_limits.maxDepth, " levels"));
    if (node.kind == NodeKind::Tuple) {
        frame.child = static_cast<std::uint32_t>(node.begin);
        frame.untilSegment = node.size;
    } else {
        frame.nextSegment = node.segments.first;
    }
    node.open = true;
    m_frames.push(frame);
    return {};
}

Result<> PickleBuilder::close()
{
    const Frame frame = m_frames.back();
    m_frames.pop();
    m_graph.nodes[frame.node].open = false;
    if (frame.dict == nullptr)
        return {};
    if (frame.kwargs != NoNode)
        RZ_CHECK(nameKeywords(*frame.dict));
    for (const auto& [key, value] : frame.dict->items) {
        if (!isHashable(key))
            return refuse(str("a ", key.typeName(), " cannot be a dict key"));
    }
    mergeEqualKeys(frame.dict->items);
    return {};
}

// Python 2 sends keyword names as bytes.
Result<> PickleBuilder::nameKeywords(Dict& dict) const
{
    for (auto& [key, value] : dict.items) {
        if (const auto* bytes = key.as<Bytes>(); bytes != nullptr && isUtf8(bytes->view()))
            key = Value(bytes->toString());
        if (!key.is<std::string>())
            return refuse(str("a keyword is ", key.typeName(), " instead of text"));
    }
    return {};
}

Bytes PickleBuilder::bytesOf(const Node& node) const
{
    if (node.kind == NodeKind::Bytes)
        return node.size >= SharedFrom ? m_input.slice(node.begin, node.size) : Bytes(input(node));
    std::string bytes;
    bytes.reserve(node.size);
    std::string_view text = input(node);
    while (!text.empty())
        bytes.push_back(static_cast<char>(takeCharacter(text)));
    return Bytes(std::move(bytes));
}

Result<> PickleBuilder::spend(std::size_t bytes)
{
    m_bytes += bytes;
    if (m_bytes > m_limits.maxBytes)
        return refuse(str("it has more than ", m_limits.maxBytes, " bytes of text and data"));
    return {};
}

std::unexpected<Error> PickleBuilder::refuse(std::string_view why)
{
    return fail(ErrorKind::Decode, str("cannot unpickle: ", why));
}

}  // namespace rz::wire
