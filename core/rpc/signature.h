#pragma once

#include "core/base/error.h"
#include "core/rpc/convert.h"

#include <cstddef>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace rz::routing {
class Router;
}

namespace rz::rpc {

struct CallContext;
class Context;
class ExternalContext;
class Sender;

namespace detail {

// What a function's type says: what it asks for of the call itself (CallContext, or the Router or the ExternalContext of it;
// void: nothing), its parameters on the wire, and its result.
template <class R, class Asked, class... Parameters>
struct SignatureParts {
    using Asks = Asked;
    static constexpr bool TakesContext = !std::is_void_v<Asked>;
    using Returned = R;
    using Arguments = std::tuple<std::remove_cvref_t<Parameters>...>;
};

template <class Fn>
struct Signature;

template <class R, class... Parameters>
struct Signature<R (*)(Parameters...)> : SignatureParts<R, void, Parameters...> {};
template <class R, class... Parameters>
struct Signature<R (*)(CallContext&, Parameters...)> : SignatureParts<R, CallContext, Parameters...> {};
template <class R, class... Parameters>
struct Signature<R (*)(routing::Router&, Parameters...)> : SignatureParts<R, routing::Router, Parameters...> {};
template <class R, class... Parameters>
struct Signature<R (*)(ExternalContext&, Parameters...)> : SignatureParts<R, ExternalContext, Parameters...> {};
template <class R, class... Parameters>
struct Signature<R (*)(Parameters...) noexcept> : Signature<R (*)(Parameters...)> {};

template <auto Fn>
using SignatureOf = Signature<std::decay_t<decltype(Fn)>>;
template <auto Fn>
using ArgumentsOf = typename SignatureOf<Fn>::Arguments;
template <auto Fn>
inline constexpr std::size_t ArgumentCount = std::tuple_size_v<ArgumentsOf<Fn>>;

// T of Result<T>, else the type itself.
template <class T>
struct Unwrap {
    using Type = T;
};
template <class T>
struct Unwrap<Result<T>> {
    using Type = T;
};
template <auto Fn>
using ResultOf = typename Unwrap<std::remove_cvref_t<typename SignatureOf<Fn>::Returned>>::Type;

template <class T>
inline constexpr bool IsOptional = false;
template <class T>
inline constexpr bool IsOptional<std::optional<T>> = true;

// What the caller hands over for a parameter: the live Sender is made at the other end.
template <class Parameter>
struct Passed {
    using Type = Parameter;
};
template <>
struct Passed<Sender> {
    using Type = SenderRef;
};
template <>
struct Passed<std::optional<Sender>> {
    using Type = std::optional<SenderRef>;
};

template <class T>
concept Number = std::is_arithmetic_v<T> && !std::same_as<T, bool>;

// Would `parameter = argument` keep its meaning? Numbers may not lose their kind, nothing turns into a bool, and text and
// integers only become what they are.
template <class Argument, class Parameter>
concept PassableTo = (Number<std::decay_t<Argument>> && Number<Parameter> &&
                      (std::floating_point<Parameter> || std::integral<std::decay_t<Argument>>)) ||
                     (std::same_as<Parameter, bool> && std::same_as<std::decay_t<Argument>, bool>) ||
                     (!std::is_arithmetic_v<Parameter> && std::convertible_to<Argument, Parameter>);

template <class Argument, class Parameter>
struct Passable : std::bool_constant<PassableTo<Argument, Parameter>> {};
template <class Argument, class T>
struct Passable<Argument, std::optional<T>>
    : std::bool_constant<PassableTo<Argument, T> || std::same_as<std::decay_t<Argument>, std::optional<T>> ||
                         std::same_as<std::decay_t<Argument>, std::nullopt_t>> {};

template <class Parameters, std::size_t... Given, class... Arguments>
consteval bool passable(std::index_sequence<Given...>, std::tuple<Arguments...>*)
{
    return (Passable<Arguments, typename Passed<std::tuple_element_t<Given, Parameters>>::Type>::value && ...);
}

template <class Parameters, std::size_t From>
consteval bool restOptional()
{
    if constexpr (From >= std::tuple_size_v<Parameters>)
        return true;
    else
        return IsOptional<std::tuple_element_t<From, Parameters>> && restOptional<Parameters, From + 1>();
}

template <auto Fn, class... Arguments>
consteval bool callable()
{
    if constexpr (sizeof...(Arguments) > ArgumentCount<Fn>)
        return false;
    else
        return passable<ArgumentsOf<Fn>>(std::index_sequence_for<Arguments...>(),
                                         static_cast<std::tuple<Arguments...>*>(nullptr)) &&
               restOptional<ArgumentsOf<Fn>, sizeof...(Arguments)>();
}

}  // namespace detail

// Can the registered function Fn be called with these arguments? Optional parameters at the end may be left out.
template <auto Fn, class... Arguments>
concept CallableWith = detail::callable<Fn, Arguments...>();

}  // namespace rz::rpc
