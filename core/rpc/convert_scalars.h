#pragma once

#include "core/base/str.h"
#include "core/rpc/convert_core.h"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rz::rpc {

namespace detail {

template <class T>
concept PlainInteger = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

template <class T, class... Alternatives>
concept OneOf = (std::same_as<T, Alternatives> || ...);

// What a Value holds as it is.
template <class T>
concept Alternative =
    OneOf<T, None, BigInt, Bytes, List, Tuple, Dict, Blob, Secret, CallErrorValue, ContextRef, SenderRef, Kwargs>;

template <Alternative T>
consteval std::string_view alternativeName()
{
    if constexpr (std::same_as<T, None>)
        return "none";
    else if constexpr (std::same_as<T, BigInt>)
        return "int";
    else if constexpr (std::same_as<T, Bytes>)
        return "bytes";
    else if constexpr (std::same_as<T, List>)
        return "list";
    else if constexpr (std::same_as<T, Tuple>)
        return "tuple";
    else if constexpr (std::same_as<T, Dict>)
        return "dict";
    else if constexpr (std::same_as<T, Blob>)
        return "blob";
    else if constexpr (std::same_as<T, Secret>)
        return "secret";
    else if constexpr (std::same_as<T, CallErrorValue>)
        return "error";
    else if constexpr (std::same_as<T, ContextRef>)
        return "context";
    else if constexpr (std::same_as<T, SenderRef>)
        return "sender";
    else
        return "keywords";
}

}  // namespace detail

// --- numbers ---

template <>
struct ToValue<bool> {
    static Value convert(bool item) { return Value(item); }
};
template <>
struct FromValue<bool> {
    static Result<bool> convert(const Value& value)
    {
        if (const bool* flag = value.as<bool>())
            return *flag;
        return wrongType("bool", value);
    }
};
template <>
struct TypeName<bool> {
    static std::string text() { return "bool"; }
};

template <detail::PlainInteger T>
struct ToValue<T> {
    static Value convert(T item)
    {
        if constexpr (std::signed_integral<T>)
            return Value(static_cast<std::int64_t>(item));
        else
            return Value(static_cast<std::uint64_t>(item));
    }
};
template <detail::PlainInteger T>
struct FromValue<T> {
    static Result<T> convert(const Value& value)
    {
        if (const auto* number = value.as<std::int64_t>(); number != nullptr && std::in_range<T>(*number))
            return static_cast<T>(*number);
        if (const auto* big = value.as<BigInt>(); big != nullptr && sizeof(T) == 8 && !std::signed_integral<T>) {
            if (const auto number = toUnsigned(*big))
                return static_cast<T>(*number);
        }
        if (!value.is<std::int64_t>() && !value.is<BigInt>())
            return wrongType("int", value);
        return fail(ErrorKind::Argument, str("must be between ", std::numeric_limits<T>::min(), " and ",
                                             std::numeric_limits<T>::max(), ", not ", repr(value)));
    }

private:
    static std::optional<std::uint64_t> toUnsigned(const BigInt& big)
    {
        const std::string& bytes = big.twosComplement();
        if (big.negative() || bytes.size() > 9 || (bytes.size() == 9 && bytes[8] != 0))
            return std::nullopt;
        std::uint64_t number = 0;
        for (std::size_t i = 0; i < bytes.size() && i < 8; ++i)
            number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        return number;
    }
};
template <detail::PlainInteger T>
struct TypeName<T> {
    static std::string text() { return "int"; }
};

template <std::floating_point T>
struct ToValue<T> {
    static Value convert(T item) { return Value(static_cast<double>(item)); }
};
template <std::floating_point T>
struct FromValue<T> {
    static Result<T> convert(const Value& value)
    {
        if (const double* real = value.as<double>())
            return static_cast<T>(*real);
        if (const auto* number = value.as<std::int64_t>())
            return static_cast<T>(*number);
        return wrongType("float", value);
    }
};
template <std::floating_point T>
struct TypeName<T> {
    static std::string text() { return "float"; }
};

// --- text ---

template <>
struct ToValue<std::string> {
    static Value convert(std::string item) { return Value(std::move(item)); }
};
template <>
struct ToValue<std::string_view> {
    static Value convert(std::string_view item) { return Value(item); }
};
template <>
struct ToValue<const char*> {
    static Value convert(const char* item) { return Value(item); }
};
template <>
struct FromValue<std::string> {
    // Bytes too when they are UTF-8: what Python 2 writes as "text" (protocol 2.3).
    static Result<std::string> convert(Value value);
};
template <>
struct TypeName<std::string> {
    static std::string text() { return "text"; }
};
template <>
struct TypeName<std::string_view> : TypeName<std::string> {};

// --- what a Value holds as it is ---

template <detail::Alternative T>
struct ToValue<T> {
    static Value convert(T item) { return Value(std::move(item)); }
};
template <detail::Alternative T>
struct FromValue<T> {
    static Result<T> convert(Value value)
    {
        if (T* item = value.as<T>())
            return std::move(*item);
        if constexpr (std::same_as<T, List>) {
            if (Tuple* tuple = value.as<Tuple>())
                return List{std::move(tuple->items)};
        } else if constexpr (std::same_as<T, Dict>) {
            if (Kwargs* kwargs = value.as<Kwargs>())
                return std::move(kwargs->dict);
        } else if constexpr (std::same_as<T, Bytes>) {
            if (Blob* blob = value.as<Blob>())
                return std::move(blob->data);
        } else if constexpr (std::same_as<T, BigInt>) {
            if (const auto* number = value.as<std::int64_t>())
                return BigInt::fromInt64(*number);
        }
        return wrongType(detail::alternativeName<T>(), value);
    }
};
template <detail::Alternative T>
struct TypeName<T> {
    static std::string text() { return std::string(detail::alternativeName<T>()); }
};

}  // namespace rz::rpc
