#pragma once

#include "core/base/exceptions.h"
#include "core/rpc/context.h"
#include "core/rpc/signature.h"

#include <concepts>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace rz::rpc {

namespace detail {

// An integer goes as it is: where it does not fit the parameter, the callee refuses the call.
template <class Parameter, class Argument>
Value passArgument(Argument&& argument)
{
    using Given = std::decay_t<Argument>;
    if constexpr (IsOptional<Parameter> && !IsOptional<Given> && !std::same_as<Given, std::nullopt_t>)
        return passArgument<typename Parameter::value_type>(std::forward<Argument>(argument));
    else if constexpr (Number<Parameter> && std::integral<Parameter>)
        return asValue(+argument);
    else if constexpr (std::floating_point<Parameter>)
        return asValue(static_cast<double>(argument));
    else
        return asValue(Parameter(std::forward<Argument>(argument)));
}

template <auto Fn, std::size_t... I, class... Arguments>
std::vector<Value> passArguments(std::index_sequence<I...>, Arguments&&... arguments)
{
    std::vector<Value> args;
    args.reserve(sizeof...(I));
    (args.push_back(passArgument<typename Passed<std::tuple_element_t<I, ArgumentsOf<Fn>>>::Type>(
         std::forward<Arguments>(arguments))),
     ...);
    return args;
}

}  // namespace detail

// The call of a registered function, its arguments checked by the compiler: for callAsync and tryCall.
template <auto Fn, class... Arguments>
    requires CallableWith<Fn, Arguments...>
Call makeCall(Arguments&&... arguments)
{
    return Call::byName(describe<Fn>.name, detail::passArguments<Fn>(std::index_sequence_for<Arguments...>(),
                                                                     std::forward<Arguments>(arguments)...));
}

// The typed result of makeCall<Fn>(): what the function returns, Result<T> being T.
template <auto Fn>
Result<detail::ResultOf<Fn>> resultAs(Result<Value> result)
{
    using T = detail::ResultOf<Fn>;
    if (!result)
        return std::unexpected(std::move(result).error());
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        auto converted = valueAs<T>(std::move(*result));
        if (!converted)
            return std::unexpected(std::move(converted).error().within(str("the result of ", describe<Fn>.name)));
        return converted;
    }
}

inline Value Context::call(const Call& call, std::optional<Duration> deadline) const
{
    return valueOrThrow(tryCall(call, deadline));
}

inline Value Context::call(std::string_view name, std::vector<Value> args, Dict kwargs,
                           std::optional<Duration> deadline) const
{
    return call(Call::byName(name, std::move(args), std::move(kwargs)), deadline);
}

inline Value Context::sendAwait(routing::Message message, std::optional<Duration> deadline) const
{
    return valueOrThrow(trySendAwait(std::move(message), deadline));
}

template <auto Fn, class... Arguments>
    requires CallableWith<Fn, Arguments...>
detail::ResultOf<Fn> Context::call(Arguments&&... arguments) const
{
    return valueOrThrow(resultAs<Fn>(tryCall(makeCall<Fn>(std::forward<Arguments>(arguments)...))));
}

}  // namespace rz::rpc
