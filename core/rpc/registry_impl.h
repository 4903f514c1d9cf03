#pragma once

#include "core/base/str.h"
#include "core/rpc/registry.h"
#include "core/rpc/sender.h"
#include "core/rpc/signature.h"

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace rz::rpc {

namespace detail {

struct ParameterType {
    std::string (*name)();
    bool optional;
};

// A function as the compiler sees it. One such table for each, so that the code which reads it is there once for all.
struct TypedFunction {
    std::string_view name;
    std::string_view help;
    Runs runs;
    std::span<const ParameterInfo> parameters;
    std::span<const ParameterType> types;  // of the same length
    std::string (*result)();
    std::span<const FieldInfo> fields;
    Result<Value> (*invoke)(const FunctionDescription& self, CallContext& context, std::vector<Value>& args);
};

// The error of an argument that cannot be converted: "os.kill() argument 'pid' must be int, not str".
Error wrongArgument(const FunctionDescription& function, std::size_t index, const Error& error);

// Live objects are made with the router of the call; everything else is valueAs().
template <class T>
Result<T> argumentAs(CallContext& context, Value value)
{
    if constexpr (std::same_as<T, Sender>) {
        RZ_TRY(const SenderRef target, valueAs<SenderRef>(std::move(value)));
        return Sender(context.router, target);
    } else if constexpr (std::same_as<T, std::optional<Sender>>) {
        if (value.is<None>())
            return std::optional<Sender>();
        RZ_TRY(Sender sender, argumentAs<Sender>(context, std::move(value)));
        return std::optional<Sender>(std::move(sender));
    } else {
        static_assert(CanArrive<T>, "a parameter of this type cannot arrive: see core/rpc/convert.h");
        return valueAs<T>(std::move(value));
    }
}

template <class T>
Value resultValue(T&& result)
{
    static_assert(CanLeave<T>, "a result of this type cannot travel: see core/rpc/convert.h");
    return asValue(std::forward<T>(result));
}

// What `body` returns, as a value: nothing is None, a Result is what it holds.
template <class Body>
Result<Value> valueOf(Body body)
{
    using Returned = std::remove_cvref_t<decltype(body())>;
    if constexpr (std::is_void_v<Returned>) {
        body();
        return Value();
    } else if constexpr (std::same_as<Returned, Result<>>) {
        RZ_CHECK(body());
        return Value();
    } else if constexpr (!std::same_as<Returned, typename Unwrap<Returned>::Type>) {
        auto result = body();
        if (!result)
            return std::unexpected(std::move(result).error());
        return resultValue(std::move(*result));
    } else {
        return resultValue(body());
    }
}

// What a function asks for, of the call it runs for.
template <class Asks>
Asks& askedOf(CallContext& context)
{
    if constexpr (std::is_same_v<Asks, routing::Router>)
        return context.router;
    else if constexpr (std::is_same_v<Asks, ExternalContext>)
        return *context.externalContext;
    else
        return context;
}
// Only a master has no ExternalContext.
template <class Asks>
bool hasAsked([[maybe_unused]] const CallContext& context)
{
    if constexpr (std::is_same_v<Asks, ExternalContext>)
        return context.externalContext != nullptr;
    else
        return true;
}

// Calls `body` with `args` converted to the types of the tuple Arguments; `refused` makes the error of the first that is not
// of its type, from its index and what is wrong with it.
template <class Arguments, class Refused, class Body, std::size_t... I>
Result<Value> withArguments(CallContext& context, std::vector<Value>& args, Refused refused, Body body,
                            std::index_sequence<I...>)
{
    std::tuple<Result<std::tuple_element_t<I, Arguments>>...> converted{
        argumentAs<std::tuple_element_t<I, Arguments>>(context, std::move(args[I]))...};
    const Error* wrong = nullptr;
    std::size_t at = 0;
    static_cast<void>(
        ((std::get<I>(converted) ? true : (wrong = &std::get<I>(converted).error(), at = I, false)) && ...));
    if (wrong != nullptr)
        return std::unexpected(refused(at, *wrong));
    return valueOf([&] { return body(std::move(*std::get<I>(converted))...); });
}

template <auto Fn, class Arguments = ArgumentsOf<Fn>>
struct Erased;

template <auto Fn, class... Arguments>
struct Erased<Fn, std::tuple<Arguments...>> {
    static_assert(describe<Fn>.name.empty() || describe<Fn>.parameters.size() == sizeof...(Arguments),
                  "describe<> must name every parameter");

    static constexpr std::array<ParameterType, sizeof...(Arguments)> Types = {
        ParameterType{&typeName<Arguments>, IsOptional<Arguments>}...};

    static Result<Value> invoke(const FunctionDescription& self, CallContext& context, std::vector<Value>& args)
    {
        if (!hasAsked<typename SignatureOf<Fn>::Asks>(context))
            return fail(ErrorKind::Call, str(self.name, " runs in contexts that a master started, not in the master"));
        return withArguments<std::tuple<Arguments...>>(
            context, args, [&](std::size_t at, const Error& error) { return wrongArgument(self, at, error); },
            [&]<class... Given>(Given&&... given) {
                if constexpr (SignatureOf<Fn>::TakesContext)
                    return Fn(askedOf<typename SignatureOf<Fn>::Asks>(context), std::forward<Given>(given)...);
                else
                    return Fn(std::forward<Given>(given)...);
            },
            std::index_sequence_for<Arguments...>());
    }

    static Result<Value> callWithoutContext() { return valueOf(Fn); }
    static consteval auto withoutContext() -> Result<Value> (*)()
    {
        if constexpr (sizeof...(Arguments) == 0 && !SignatureOf<Fn>::TakesContext)
            return &callWithoutContext;
        else
            return nullptr;
    }
};

template <auto Fn>
inline constexpr TypedFunction Typed = {
    .name = describe<Fn>.name,
    .help = describe<Fn>.help,
    .runs = describe<Fn>.runs,
    .parameters = describe<Fn>.parameters,
    .types = Erased<Fn>::Types,
    .result = &typeName<ResultOf<Fn>>,
    .fields = describe<Fn>.fields,
    .invoke = &Erased<Fn>::invoke,
};

}  // namespace detail

template <>
struct TypeName<Sender> {
    static std::string text() { return "sender"; }
};

template <auto Fn>
void Registry::add()
{
    add(detail::Typed<Fn>, detail::Erased<Fn>::withoutContext());
}

template <auto Fn>
void Registry::addForCallers()
{
    add(detail::Typed<Fn>, nullptr);
}

}  // namespace rz::rpc
