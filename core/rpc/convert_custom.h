#pragma once

#include "core/base/str.h"
#include "core/rpc/convert_core.h"
#include "core/rpc/convert_scalars.h"

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace rz::rpc {

namespace detail {

template <class T>
concept HasToValue = requires(const T& item) {
    { toValue(item) } -> std::same_as<Value>;
};
template <class T>
concept HasFromValue = requires(const Value& value, T& out) {
    { fromValue(value, out) } -> std::same_as<Result<>>;
};
template <class T>
concept HasTypeName = requires(const T* null) {
    { valueTypeName(null) } -> std::convertible_to<std::string_view>;
};
template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T item) { valueNames(item); };

}  // namespace detail

// --- types of one's own ---

template <class T>
    requires(detail::HasToValue<T> && !detail::Alternative<T> && !detail::NamedEnum<T>)
struct ToValue<T> {
    static Value convert(const T& item) { return toValue(item); }
};
template <class T>
    requires(detail::HasFromValue<T> && !detail::Alternative<T> && !detail::NamedEnum<T>)
struct FromValue<T> {
    static Result<T> convert(const Value& value)
    {
        T out{};
        RZ_CHECK(fromValue(value, out));
        return out;
    }
};
template <class T>
    requires((detail::HasToValue<T> || detail::HasFromValue<T>) && !detail::Alternative<T> && !detail::NamedEnum<T>)
struct TypeName<T> {
    static std::string text()
    {
        if constexpr (detail::HasTypeName<T>)
            return std::string(valueTypeName(static_cast<const T*>(nullptr)));
        else
            return "dict";
    }
};

template <detail::NamedEnum T>
struct ToValue<T> {
    static Value convert(T item)
    {
        for (const auto& [known, name] : valueNames(item)) {
            if (known == item)
                return Value(std::string_view(name));
        }
        return Value(static_cast<std::int64_t>(item));
    }
};
template <detail::NamedEnum T>
struct FromValue<T> {
    static Result<T> convert(Value value)
    {
        RZ_TRY(const std::string text, valueAs<std::string>(std::move(value)));
        std::string known;
        for (const auto& [item, name] : valueNames(T{})) {
            if (name == text)
                return item;
            known += str(known.empty() ? "'" : ", '", std::string_view(name), "'");
        }
        return fail(ErrorKind::Argument, str("must be one of ", known, ", not '", text, "'"));
    }
};
template <detail::NamedEnum T>
struct TypeName<T> {
    static std::string text()
    {
        std::string text;
        for (const auto& [item, name] : valueNames(T{}))
            text += str(text.empty() ? "" : "|", std::string_view(name));
        return text;
    }
};

}  // namespace rz::rpc
