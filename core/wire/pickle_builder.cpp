#include "core/wire/pickle_builder.h"

#include "core/base/dict_index.h"
#include "core/base/str.h"
#include "core/base/utf8.h"

#include <memory>
#include <utility>

namespace rz::wire {

namespace {

// The work of reading a decimal integer grows with the square of its digits; this makes bytes of it.
constexpr std::size_t DecimalWork = 128;

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
    : m_data(input), m_input(input.view()), m_limits(limits), m_graph(graph)
{
}

Result<Value> PickleBuilder::build(Item root)
{
    Value value;
    bool good = take(1) && place(value, root);
    while (good && !m_frames.empty())
        good = fill(m_frames.back());
    if (!good)
        return std::unexpected(*std::move(m_failure));
    return value;
}

bool PickleBuilder::refuse(std::string_view why)
{
    m_failure = Error(ErrorKind::Decode, str("cannot unpickle: ", why));
    return false;
}

bool PickleBuilder::refuseItems()
{
    return refuse(str("it has more than ", m_limits.maxItems, " values"));
}

bool PickleBuilder::refuseBytes()
{
    return refuse(str("it has more than ", m_limits.maxBytes, " bytes of text and data"));
}

// Builds children until one of them is a container, which comes first then, or all are there.
bool PickleBuilder::fill(Frame& frame)
{
    while (frame.child == frame.batchEnd) {
        if (frame.nextBatch == NoBatch)
            return close();
        const Batch& batch = m_graph.batches[frame.nextBatch];
        frame.child = m_graph.children.data() + batch.firstChild;
        frame.batchEnd = frame.child + batch.count;
        frame.nextBatch = batch.next;
    }
    return frame.items != nullptr ? fillItems(frame) : fillDict(frame);
}

bool PickleBuilder::fillItems(Frame& frame)
{
    std::vector<Value>& items = *frame.items;
    while (frame.child != frame.batchEnd) {
        const Item item = *frame.child++;
        Value& slot = items.emplace_back();
        if (item.kind() > ItemKind::Text)
            return place(slot, item);  // which may open a frame, and then this one may have moved
        if (!placeSimple(slot, item))
            return false;
    }
    return true;
}

bool PickleBuilder::fillDict(Frame& frame)
{
    auto& items = frame.dict->items;
    while (frame.child != frame.batchEnd) {
        const Item item = *frame.child++;
        frame.isKey = !frame.isKey;
        Value& slot = frame.isKey ? items.emplace_back().first : items.back().second;
        if (item.kind() > ItemKind::Text)
            return place(slot, item);
        if (!placeSimple(slot, item))
            return false;
    }
    return true;
}

// The kinds up to Text, which most values are.
inline bool PickleBuilder::placeSimple(Value& slot, Item item)
{
    switch (item.kind()) {
    case ItemKind::False: emplace<bool>(slot, false); return true;
    case ItemKind::True: emplace<bool>(slot, true); return true;
    case ItemKind::SmallInt: emplace<std::int64_t>(slot, item.number()); return true;
    case ItemKind::Float: emplace<double>(slot, m_input.real(item.where())); return true;
    case ItemKind::Text: {
        const std::string_view characters = text(item);
        emplace<std::string>(slot, characters);
        return spend(characters.size());
    }
    default: return true;  // None, which it is
    }
}

bool PickleBuilder::place(Value& slot, Item item)
{
    switch (item.kind()) {
    case ItemKind::ShortBytes:
    case ItemKind::Bytes:
    case ItemKind::LatinBytes:
    case ItemKind::EmptyBytes: return spend(emplace<Bytes>(slot, bytes(item)).size());
    case ItemKind::Tuple: return openItems(item, emplace<Tuple>(slot).items);
    case ItemKind::List: return openItems(item, emplace<List>(slot).items);
    case ItemKind::Dict: return openDict(item, emplace<Dict>(slot), false);
    case ItemKind::Kwargs: return openDict(item, emplace<Kwargs>(slot).dict, true);
    case ItemKind::LongInt: return placeInteger(slot, m_input.shortString(item.where()));
    case ItemKind::VeryLongInt: return placeInteger(slot, m_input.longString(item.where()));
    default: return item.kind() <= ItemKind::Text ? placeSimple(slot, item) : placeReduced(slot, item);
    }
}

bool PickleBuilder::placeInteger(Value& slot, std::string_view twosComplement)
{
    auto number = BigInt::fromTwosComplement(std::as_bytes(std::span(twosComplement)));
    if (const auto small = number.toInt64())
        emplace<std::int64_t>(slot, *small);
    else
        emplace<BigInt>(slot, std::move(number));
    return spend(twosComplement.size());
}

bool PickleBuilder::placeReduced(Value& slot, Item item)
{
    const Item* const arguments = m_graph.children.data() + item.where();
    switch (item.kind()) {
    case ItemKind::DecimalInt: {
        const std::string_view line = m_input.line(item.where());
        if (!spend(line.size() * line.size() / DecimalWork))
            return false;
        const auto number = BigInt::fromDecimal(line);
        return number ? placeInteger(slot, number->twosComplement()) : refuse("an INT is not a decimal number");
    }
    case ItemKind::Blob: return spend(emplace<Blob>(slot, bytes(arguments[0])).data.size());
    case ItemKind::Secret: return placeSecret(slot, arguments[0]);
    case ItemKind::CallError: return spend(emplace<CallErrorValue>(slot, std::string(text(arguments[0]))).text.size());
    case ItemKind::Context: {
        auto& context = emplace<ContextRef>(slot, ContextId{static_cast<std::uint32_t>(arguments[0].number())});
        if (arguments[1].kind() == ItemKind::Text)
            context.name = std::string(text(arguments[1]));
        return spend(context.name ? context.name->size() : 0);
    }
    case ItemKind::Sender:
        emplace<SenderRef>(slot, ContextId{static_cast<std::uint32_t>(arguments[0].number())},
                           Handle{static_cast<std::uint32_t>(arguments[1].number())});
        return true;
    default: return placeOther(slot, item);
    }
}

bool PickleBuilder::placeOther(Value& /*slot*/, Item /*item*/)
{
    return refuse("a global is not a value");
}

// Of text, or of a Python 2 peer's bytes.
bool PickleBuilder::placeSecret(Value& slot, Item argument)
{
    if (argument.kind() == ItemKind::Text)
        return spend(emplace<Secret>(slot, text(argument)).reveal().size());
    const Bytes utf8 = bytes(argument);
    if (!isUtf8(utf8.view()))
        return refuse("the bytes of a Secret are not UTF-8");
    emplace<Secret>(slot, utf8.view());
    return spend(utf8.size());
}

bool PickleBuilder::openItems(Item item, std::vector<Value>& items)
{
    Frame* const frame = open(item);
    if (frame == nullptr)
        return false;
    items.reserve(frame->container->size);
    frame->items = &items;
    return true;
}

bool PickleBuilder::openDict(Item item, Dict& dict, bool isKwargs)
{
    Frame* const frame = open(item);
    if (frame == nullptr)
        return false;
    dict.items.reserve(frame->container->size / 2);
    frame->items = nullptr;
    frame->dict = &dict;
    frame->isKwargs = isKwargs;
    frame->isKey = false;
    return true;
}

// Null: refused.
PickleBuilder::Frame* PickleBuilder::open(Item item)
{
    Container& container = m_graph.containers[item.where()];
    if (!take(container.size))
        return nullptr;
    if (container.open) {
        refuse("a value contains itself");
        return nullptr;
    }
    if (m_frames.size() == m_limits.maxDepth) {
        refuse(str("it nests deeper than ", m_limits.maxDepth, " levels"));
        return nullptr;
    }
    container.open = true;
    Frame& frame = m_frames.add();
    frame.container = &container;
    frame.nextBatch = container.firstBatch;
    frame.child = frame.batchEnd = nullptr;
    if (item.kind() == ItemKind::Tuple) {
        frame.child = m_graph.children.data() + container.firstChild;
        frame.batchEnd = frame.child + container.size;
    }
    return &frame;
}

bool PickleBuilder::close()
{
    Frame& frame = m_frames.back();
    m_frames.pop();
    frame.container->open = false;
    if (frame.items != nullptr)
        return true;
    if (frame.isKwargs && !nameKeywords(*frame.dict))
        return false;
    for (const auto& [key, value] : frame.dict->items) {
        if (!isHashable(key))
            return otherKeys(*frame.dict, key);
    }
    mergeEqualKeys(frame.dict->items);
    return true;
}

bool PickleBuilder::otherKeys(Dict& /*dict*/, const Value& unhashable)
{
    return refuse(str("a ", unhashable.typeName(), " cannot be a dict key"));
}

// Python 2 sends keyword names as bytes.
bool PickleBuilder::nameKeywords(Dict& dict)
{
    for (auto& [key, value] : dict.items) {
        if (const auto* name = key.as<Bytes>(); name != nullptr && isUtf8(name->view()))
            key = Value(name->toString());
        if (!key.is<std::string>())
            return refuse(str("a keyword is ", key.typeName(), " instead of text"));
    }
    return true;
}

Bytes PickleBuilder::bytes(Item item) const
{
    if (item.kind() == ItemKind::ShortBytes)
        return sharedOrCopied(m_input.shortString(item.where()));
    if (item.kind() == ItemKind::Bytes)
        return sharedOrCopied(m_input.longString(item.where()));
    if (item.kind() == ItemKind::EmptyBytes)
        return {};
    std::string decoded;
    std::string_view latin = text(item);
    decoded.reserve(latin.size());
    while (!latin.empty())
        decoded.push_back(static_cast<char>(takeCharacter(latin)));
    return Bytes(std::move(decoded));
}

Bytes PickleBuilder::sharedOrCopied(std::string_view part) const
{
    if (part.size() < SharedFrom)
        return Bytes(part);
    return m_data.slice(static_cast<std::size_t>(part.data() - m_data.view().data()), part.size());
}

}  // namespace rz::wire
