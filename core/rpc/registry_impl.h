#pragma once

#include "core/rpc/registry.h"
#include "core/rpc/sender.h"
#include "core/rpc/signature.h"

#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace rz::rpc {

namespace detail {

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

template <auto Fn>
class Erased {
public:
    using Arguments = ArgumentsOf<Fn>;
    static constexpr std::size_t Count = ArgumentCount<Fn>;

    static Result<Value> invoke(const FunctionDescription& description, CallContext& context, std::vector<Value> args,
                                const Dict& kwargs)
    {
        RZ_CHECK(bindArguments(description, args, kwargs));
        return run(description, context, args, std::make_index_sequence<Count>());
    }

    static std::vector<ParameterDescription> parameters()
    {
        static_assert(describe<Fn>.parameters.size() == Count, "describe<> must name every parameter");
        std::vector<ParameterDescription> out;
        describeEach(out, std::make_index_sequence<Count>());
        return out;
    }

private:
    template <std::size_t... I>
    static Result<Value> run(const FunctionDescription& description, CallContext& context, std::vector<Value>& args,
                             std::index_sequence<I...>)
    {
        std::tuple<Result<std::tuple_element_t<I, Arguments>>...> converted{
            argumentAs<std::tuple_element_t<I, Arguments>>(context, std::move(args[I]))...};
        const Error* refused = nullptr;
        std::size_t at = 0;
        static_cast<void>(
            ((std::get<I>(converted) ? true : (refused = &std::get<I>(converted).error(), at = I, false)) && ...));
        if (refused != nullptr)
            return std::unexpected(wrongArgument(description, at, *refused));
        if constexpr (SignatureOf<Fn>::TakesContext)
            return finish([&] { return Fn(context, std::move(*std::get<I>(converted))...); });
        else
            return finish([&] { return Fn(std::move(*std::get<I>(converted))...); });
    }

    template <class Body>
    static Result<Value> finish(Body body)
    {
        using Returned = std::remove_cvref_t<typename SignatureOf<Fn>::Returned>;
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

    template <std::size_t... I>
    static void describeEach(std::vector<ParameterDescription>& out, std::index_sequence<I...>)
    {
        (out.push_back({
             .name = std::string(describe<Fn>.parameters[I].name),
             .type = typeName<std::tuple_element_t<I, Arguments>>(),
             .help = std::string(describe<Fn>.parameters[I].help),
             .optional = IsOptional<std::tuple_element_t<I, Arguments>>,
             .fallback = std::string(describe<Fn>.parameters[I].fallback),
         }),
         ...);
    }
};

}  // namespace detail

template <>
struct TypeName<Sender> {
    static std::string text() { return "sender"; }
};

template <auto Fn>
void Registry::add()
{
    static_assert(!std::same_as<std::remove_cvref_t<decltype(describe<Fn>)>, std::nullptr_t>,
                  "specialise describe<> for the function beside its declaration");
    FunctionDescription description{
        .name = std::string(describe<Fn>.name),
        .help = std::string(describe<Fn>.help),
        .result = typeName<detail::ResultOf<Fn>>(),
        .parameters = detail::Erased<Fn>::parameters(),
    };
    for (const FieldInfo& field : describe<Fn>.fields)
        description.fields.push_back({.name = std::string(field.name), .meaning = std::string(field.meaning)});
    RegisteredFunction::Invoke invoke = [description](CallContext& context, std::vector<Value> args,
                                                      const Dict& kwargs) {
        return detail::Erased<Fn>::invoke(description, context, std::move(args), kwargs);
    };
    add({.description = std::move(description), .runs = describe<Fn>.runs, .invoke = std::move(invoke), .start = {}});
}

}  // namespace rz::rpc
