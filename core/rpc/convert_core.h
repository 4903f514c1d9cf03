#pragma once

#include "core/base/error.h"
#include "core/base/value.h"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rz::rpc {

// The traits behind core/rpc/convert.h.
template <class T>
struct ToValue;  // static Value convert(T item)
template <class T>
struct FromValue;  // static Result<T> convert(Value value)
template <class T>
struct TypeName;  // static std::string text()

// How `value` differs from what was wanted: "must be int, not str".
std::unexpected<Error> wrongType(std::string_view wanted, const Value& value);

template <class T>
concept CanLeave = requires(T item) { ToValue<std::decay_t<T>>::convert(std::move(item)); };
template <class T>
concept CanArrive = requires(Value value) { FromValue<T>::convert(std::move(value)); };

// `item` as it travels.
template <CanLeave T>
Value asValue(T&& item)
{
    return ToValue<std::decay_t<T>>::convert(std::forward<T>(item));
}

// What travelled as `value`. Fails with Argument when a T is something else, or has a smaller range.
template <CanArrive T>
// NOLINTNEXTLINE(performance-unnecessary-value-param): some conversions take it by value, and then it is moved
Result<T> valueAs(Value value)
{
    return FromValue<T>::convert(std::move(value));
}

// As shown to people and to forms: "int", "list of text".
template <class T>
std::string typeName()
{
    return TypeName<T>::text();
}

// --- anything ---

template <>
struct ToValue<Value> {
    static Value convert(Value item) { return item; }
};
template <>
struct FromValue<Value> {
    static Result<Value> convert(Value value) { return value; }
};
template <>
struct TypeName<Value> {
    static std::string text() { return "any"; }
};
template <>
struct TypeName<void> {
    static std::string text() { return "none"; }
};

}  // namespace rz::rpc
