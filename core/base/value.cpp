#include "core/base/value.h"

#include "core/base/dict_index.h"

#include <cmath>
#include <limits>

namespace rz {

namespace {

const Value* findText(const Dict& dict, std::string_view key)
{
    for (const auto& [name, value] : dict.items) {
        if (const auto* text = name.as<std::string>(); text != nullptr && *text == key)
            return &value;
    }
    return nullptr;
}

}  // namespace

bool List::operator==(const List& other) const
{
    return items == other.items;
}

bool Tuple::operator==(const Tuple& other) const
{
    return items == other.items;
}

const Value* Dict::find(std::string_view key) const
{
    return findText(*this, key);
}

void Dict::set(Value key, Value value)
{
    for (auto& [name, old] : items) {
        if (name == key) {
            old = std::move(value);
            return;
        }
    }
    items.emplace_back(std::move(key), std::move(value));
}

bool Dict::operator==(const Dict& other) const
{
    if (items.size() != other.items.size())
        return false;
    std::size_t inOrder = 0;
    while (inOrder < items.size() && items[inOrder] == other.items[inOrder])
        ++inOrder;
    if (inOrder == items.size())
        return true;
    DictIndex index(other.items);
    for (std::size_t i = 0; i < other.items.size(); ++i)
        index.findOrAdd(i);
    for (std::size_t i = inOrder; i < items.size(); ++i) {
        const auto found = index.find(items[i].first);
        if (!found || other.items[*found].second != items[i].second)
            return false;
    }
    return true;
}

Value::Storage Value::fromUnsigned(std::uint64_t number)
{
    if (number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return static_cast<std::int64_t>(number);
    std::byte bytes[sizeof number + 1] = {};
    for (std::size_t i = 0; i < sizeof number; ++i)
        bytes[i] = static_cast<std::byte>(number >> (8 * i));
    return BigInt::fromTwosComplement(bytes);
}

const Value* Value::find(std::string_view key) const
{
    if (const auto* dict = as<Dict>())
        return findText(*dict, key);
    if (const auto* kwargs = as<Kwargs>())
        return findText(kwargs->dict, key);
    return nullptr;
}

std::string_view Value::typeName() const
{
    struct Name {
        std::string_view operator()(const None&) const { return "NoneType"; }
        std::string_view operator()(bool) const { return "bool"; }
        std::string_view operator()(std::int64_t) const { return "int"; }
        std::string_view operator()(const BigInt&) const { return "int"; }
        std::string_view operator()(double) const { return "float"; }
        std::string_view operator()(const Bytes&) const { return "bytes"; }
        std::string_view operator()(const std::string&) const { return "str"; }
        std::string_view operator()(const List&) const { return "list"; }
        std::string_view operator()(const Tuple&) const { return "tuple"; }
        std::string_view operator()(const Dict&) const { return "dict"; }
        std::string_view operator()(const Blob&) const { return "mitogen.core.Blob"; }
        std::string_view operator()(const Secret&) const { return "mitogen.core.Secret"; }
        std::string_view operator()(const CallErrorValue&) const { return "mitogen.core.CallError"; }
        std::string_view operator()(const ContextRef&) const { return "mitogen.core.Context"; }
        std::string_view operator()(const SenderRef&) const { return "mitogen.core.Sender"; }
        std::string_view operator()(const Kwargs&) const { return "mitogen.core.Kwargs"; }
    };
    return std::visit(Name{}, m_storage);
}

bool Value::operator==(const Value& other) const
{
    // Unlike two doubles, a not-a-number and its copy are the same value.
    const auto* number = as<double>();
    const auto* otherNumber = other.as<double>();
    if (number != nullptr && otherNumber != nullptr)
        return *number == *otherNumber || (std::isnan(*number) && std::isnan(*otherNumber));
    return m_storage == other.m_storage;
}

}  // namespace rz
