#pragma once

#include "core/base/value_types.h"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rz {

namespace detail {
template <class T, class Variant>
inline constexpr bool IsAlternative = false;
template <class T, class... Types>
inline constexpr bool IsAlternative<T, std::variant<Types...>> = (std::same_as<T, Types> || ...);
}  // namespace detail

// One value of exactly the types the wire permits (protocol 2.1); std::string is text, in UTF-8. Copies are independent.
class Value {
public:
    using Storage = std::variant<None, bool, std::int64_t, BigInt, double, Bytes, std::string, List, Tuple, Dict, Blob,
                                 Secret, CallErrorValue, ContextRef, SenderRef, Kwargs>;
    // Names for the alternatives of Storage, in its order.
    enum class Type : std::uint8_t {
        None,
        Bool,
        Int,
        BigInt,
        Float,
        Bytes,
        Text,
        List,
        Tuple,
        Dict,
        Blob,
        Secret,
        CallError,
        Context,
        Sender,
        Kwargs,
    };

    Value() : m_storage() {}
    Value(const Value& other) : m_storage(other.m_storage) {}
    Value(Value&& other) noexcept : m_storage(std::move(other.m_storage)) {}
    Value& operator=(const Value& other)
    {
        m_storage = other.m_storage;
        return *this;
    }
    Value& operator=(Value&& other) noexcept
    {
        m_storage = std::move(other.m_storage);
        return *this;
    }
    ~Value()
    {
        if (!isPlain())
            m_storage.~Storage();
    }
    // Builds the alternative T in place.
    template <class T, class... Arguments>
    explicit Value(std::in_place_type_t<T> type, Arguments&&... arguments)
        : m_storage(type, std::forward<Arguments>(arguments)...)
    {
    }
    template <class T>
        requires detail::IsAlternative<std::remove_cvref_t<T>, Storage>
    Value(T&& item) : m_storage(std::in_place_type<std::remove_cvref_t<T>>, std::forward<T>(item))  // NOLINT
    {
    }
    // Every integer type; what does not fit int64_t becomes a BigInt.
    template <std::integral Number>
        requires(!std::same_as<Number, bool> && !std::same_as<Number, char> && !std::same_as<Number, std::int64_t>)
    Value(Number number) : m_storage(fromInteger(number))  // NOLINT
    {
    }
    Value(const char* text) : m_storage(std::string(text)) {}       // NOLINT
    Value(std::string_view text) : m_storage(std::string(text)) {}  // NOLINT

    // From a user's own type, through `Value toValue(const T&)` found by argument-dependent lookup.
    template <class T>
        requires requires(const T& item) {
            { toValue(item) } -> std::same_as<Value>;
        }
    static Value from(const T& item)
    {
        return toValue(item);
    }

    Type type() const { return static_cast<Type>(m_storage.index()); }
    const Storage& storage() const { return m_storage; }
    Storage& storage() { return m_storage; }

    template <class T>
    bool is() const
    {
        return std::holds_alternative<T>(m_storage);
    }
    // Null when the value is of another type.
    template <class T>
    const T* as() const
    {
        return std::get_if<T>(&m_storage);
    }
    template <class T>
    T* as()
    {
        return std::get_if<T>(&m_storage);
    }
    // What a Dict or Kwargs has under that text; null when it has nothing, or this is neither.
    const Value* find(std::string_view key) const;

    // The Python type name: "int", "dict", "mitogen.core.Blob" …
    std::string_view typeName() const;

    bool operator==(const Value& other) const;

private:
    static Storage fromUnsigned(std::uint64_t number);

    template <std::integral Number>
    static Storage fromInteger(Number number)
    {
        if constexpr (std::unsigned_integral<Number> && sizeof(Number) >= sizeof(std::int64_t))
            return fromUnsigned(number);
        else
            return std::int64_t{number};
    }

    // Most values are numbers, for which the variant's own destructor would make an indirect call to do nothing.
    bool isPlain() const { return type() <= Type::Int || type() == Type::Float; }
    union {
        Storage m_storage;
    };
};

// A short readable form in the manner of Python's repr, cut at `limit` characters.
// Secrets and Blobs show only their kind and size.
std::string repr(const Value& value, std::size_t limit = 200);

}  // namespace rz
