#include "core/base/str.h"
#include "core/wire/pickle.h"
#include "core/wire/pickle_builder.h"
#include "core/wire/pickle_parser.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace rz::wire {

namespace {

constexpr std::size_t MaxName = 200;  // of a module or a class

// The opcodes that objects need besides those of the wire.
constexpr std::uint8_t Build = 'b';
constexpr std::uint8_t Obj = 'o';
constexpr std::uint8_t NewObj = 0x81;

constexpr std::array<std::string_view, 5> Keys{"$class", "$args", "$state", "$list", "$items"};

enum class Key : std::uint8_t { Class, Args, State, List, Items };

constexpr std::string_view textOf(std::size_t key)
{
    return Keys[key];
}

// As Python 2 and protocol 2 spell it.
bool isDottedName(std::string_view text)
{
    return !text.empty() && text.size() <= MaxName && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

// Makes an Object of what is called: a Dict of its class, its arguments and what is given to it afterwards.
class DescribingParser final : public PickleParser {
public:
    using PickleParser::PickleParser;

private:
    struct Contents {
        std::optional<std::size_t> list;   // numbers of containers
        std::optional<std::size_t> items;  // likewise
    };

    bool otherGlobal(std::size_t module, std::size_t name) override
    {
        return isDottedName(m_input.line(module)) && isDottedName(m_input.line(name))
                   ? push(Item(ItemKind::OtherGlobal, module))
                   : PickleParser::otherGlobal(module, name);
    }

    bool otherCall(Item callee, Item arguments) override
    {
        // An Object: what Python 3 makes of a class whose __new__ has keywords, and of a class inside another.
        if ((callee.kind() != ItemKind::OtherGlobal && callee.kind() != ItemKind::Object) ||
            arguments.kind() != ItemKind::Tuple)
            return PickleParser::otherCall(callee, arguments);
        m_stack.truncate(m_stack.size() - 2);
        const std::size_t number = m_graph.containers.size();
        m_graph.containers.push({});
        set(number, Key::Class, callee.kind() == ItemKind::Object ? callee : Item(ItemKind::OtherName, callee.where()));
        set(number, Key::Args, arguments);
        return push(Item(ItemKind::Object, number));
    }

    bool otherOpcode(std::uint8_t byte) override
    {
        switch (byte) {
        case Build: return build();
        case NewObj: return hasAboveMark(2) ? otherCall(m_stack[m_stack.size() - 2], m_stack.back()) : underflow();
        case Obj: return oldStyleObject();
        default: return PickleParser::otherOpcode(byte);
        }
    }

    bool build()
    {
        if (!hasAboveMark(2))
            return underflow();
        const Item object = m_stack[m_stack.size() - 2];
        if (object.kind() != ItemKind::Object)
            return refuse("BUILD needs an object");
        set(object.where(), Key::State, m_stack.back());
        m_stack.truncate(m_stack.size() - 1);
        return true;
    }

    // Python 2's classes without a base: the class and its arguments lie above the mark.
    bool oldStyleObject()
    {
        if (!popMark())
            return false;
        const std::size_t begin = m_stackAtMark;
        if (begin == m_stack.size())
            return underflow();
        return tuple(begin + 1) && otherCall(m_stack[begin], m_stack.back());
    }

    bool otherTarget(Item target, ItemKind container, std::size_t begin) override
    {
        if (target.kind() != ItemKind::Object)
            return PickleParser::otherTarget(target, container, begin);
        Contents& contents = m_contents[target.where()];
        std::optional<std::size_t>& added = container == ItemKind::List ? contents.list : contents.items;
        if (!added) {
            added = m_graph.containers.size();
            m_graph.containers.push({});
            set(target.where(), container == ItemKind::List ? Key::List : Key::Items, Item(container, *added));
        }
        return addTo(*added, container, begin);
    }

    void set(std::size_t object, Key key, Item item)
    {
        const auto firstChild = static_cast<std::uint32_t>(m_graph.children.size());
        m_graph.children.push(Item(ItemKind::DescriptionKey, static_cast<std::size_t>(key)));
        m_graph.children.push(item);
        addBatch(m_graph.containers[object], firstChild, 2);
    }

    std::unordered_map<std::size_t, Contents> m_contents;  // of the Objects that have any
};

class DescribingBuilder final : public PickleBuilder {
public:
    using PickleBuilder::PickleBuilder;

    // Dicts became lists of pairs, so there are containers that were not counted.
    bool hasPairs() const { return m_hasPairs; }

private:
    bool placeOther(Value& slot, Item item) override
    {
        switch (item.kind()) {
        case ItemKind::DescriptionKey: return placeText(slot, std::string(textOf(item.where())));
        case ItemKind::OtherName: return placeText(slot, nameAt(item.where()));
        case ItemKind::OtherGlobal: return placeGlobal(slot, item.where());
        case ItemKind::Global: return placeGlobal(slot, item.where() >> GlobalBits);
        case ItemKind::Object: {
            slot = Value(Dict());
            return openDict(Item(ItemKind::Dict, item.where()), *slot.as<Dict>(), false);
        }
        default: return PickleBuilder::placeOther(slot, item);
        }
    }

    bool placeText(Value& slot, std::string text)
    {
        const std::size_t size = text.size();
        slot = Value(std::move(text));
        return spend(size);
    }

    // A class or a function that is not called.
    bool placeGlobal(Value& slot, std::size_t at)
    {
        if (m_frames.size() == m_limits.maxDepth)
            return refuse(str("it nests deeper than ", m_limits.maxDepth, " levels"));
        std::string name = nameAt(at);
        const std::size_t size = name.size();
        Dict description;
        description.items.emplace_back(keyValue(Key::Class), Value(std::move(name)));
        slot = Value(std::move(description));
        return take(2) && spend(size);
    }

    // Of objects that Python can hash, but nobody can hash a description.
    bool otherKeys(Dict& dict, const Value& /*unhashable*/) override
    {
        m_hasPairs = true;
        if (!take(dict.items.size() + 4))
            return false;
        List pairs;
        pairs.items.reserve(dict.items.size());
        for (auto& [key, value] : dict.items) {
            Tuple pair;
            pair.items.push_back(std::move(key));
            pair.items.push_back(std::move(value));
            pairs.items.emplace_back(std::move(pair));
        }
        dict.items.clear();
        dict.items.emplace_back(keyValue(Key::Class), Value("__builtin__.dict"));
        dict.items.emplace_back(keyValue(Key::Items), Value(std::move(pairs)));
        return true;
    }

    std::string nameAt(std::size_t at) const
    {
        const std::string_view module = m_input.line(at);
        return str(module, '.', m_input.line(at + module.size() + 1));
    }

    static Value keyValue(Key key) { return Value(std::string(textOf(static_cast<std::size_t>(key)))); }

    bool m_hasPairs = false;
};

bool isDeeperThan(const Value& value, std::size_t depth);

bool anyDeeperThan(const std::vector<Value>& items, std::size_t depth)
{
    return std::ranges::any_of(items, [depth](const Value& item) { return isDeeperThan(item, depth); });
}

// Whether more than `depth` containers are in each other.
bool isDeeperThan(const Value& value, std::size_t depth)
{
    const auto* const list = value.as<List>();
    const auto* const tuple = value.as<Tuple>();
    const auto* const dict = value.is<Kwargs>() ? &value.as<Kwargs>()->dict : value.as<Dict>();
    if (list == nullptr && tuple == nullptr && dict == nullptr)
        return false;
    if (depth == 0)
        return true;
    if (dict == nullptr)
        return anyDeeperThan(list != nullptr ? list->items : tuple->items, depth - 1);
    return std::ranges::any_of(dict->items, [depth](const auto& item) {
        return isDeeperThan(item.first, depth - 1) || isDeeperThan(item.second, depth - 1);
    });
}

}  // namespace

Result<Value> unpickleDescribed(const Bytes& data, const PickleLimits& limits)
{
    PickleGraph graph;
    DescribingParser parser(data.view(), limits, graph);
    RZ_TRY(const Item root, parser.parseOne());
    if (!parser.atEnd())
        return std::unexpected(parser.failure("bytes follow its end"));
    DescribingBuilder builder(data, limits, graph);
    RZ_TRY(Value value, builder.build(root));
    if (builder.hasPairs() && isDeeperThan(value, limits.maxDepth))
        return std::unexpected(parser.failure(str("it nests deeper than ", limits.maxDepth, " levels")));
    return value;
}

}  // namespace rz::wire
