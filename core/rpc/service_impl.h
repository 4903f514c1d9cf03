#pragma once

#include "core/base/assertion.h"
#include "core/rpc/registry_impl.h"
#include "core/rpc/service.h"

#include <memory>
#include <tuple>

namespace rz::rpc {

namespace detail {

// The signature of a callable object, as that of a function.
template <class Call>
struct BodySignature;
template <class Class, class R, class... Parameters>
struct BodySignature<R (Class::*)(Parameters...) const> : Signature<R (*)(Parameters...)> {};
template <class Class, class R, class... Parameters>
struct BodySignature<R (Class::*)(Parameters...)> : Signature<R (*)(Parameters...)> {};

// "Argument 'path' type incorrect, must be str, not int"
Error wrongServiceArgument(std::string_view argument, const Error& error);

template <class... Parameters>
std::vector<bool> whichAreOptional(const std::tuple<Parameters...>*)
{
    return {IsOptional<Parameters>...};
}

}  // namespace detail

template <class Body>
void Service::expose(std::string method, std::vector<routing::Policy> policies,
                     std::initializer_list<std::string_view> arguments, Body body, Replies replies)
{
    using Signature = detail::BodySignature<decltype(&Body::operator())>;
    using Arguments = typename Signature::Arguments;
    constexpr std::size_t Count = std::tuple_size_v<Arguments>;
    std::vector<std::string> names(arguments.begin(), arguments.end());
    RZ_ASSERT(names.size() == Count);
    auto invoke = [names, shared = std::make_shared<Body>(std::move(body))](CallContext& context,
                                                                            std::vector<Value> args) -> Result<Value> {
        if (!detail::hasAsked<typename Signature::Asks>(context))
            return fail(ErrorKind::Call, "this method runs in contexts that a master started, not in the master");
        return detail::withArguments<Arguments>(
            context, args,
            [&names](std::size_t at, const Error& error) { return detail::wrongServiceArgument(names[at], error); },
            [&]<class... Given>(Given&&... given) {
                if constexpr (Signature::TakesContext)
                    return (*shared)(detail::askedOf<typename Signature::Asks>(context), std::forward<Given>(given)...);
                else
                    return (*shared)(std::forward<Given>(given)...);
            },
            std::make_index_sequence<Count>());
    };
    Method made;
    made.policies = std::move(policies);
    made.arguments = std::move(names);
    made.optional = detail::whichAreOptional(static_cast<const Arguments*>(nullptr));
    made.replies = replies;
    made.invoke = std::move(invoke);
    add(std::move(method), std::move(made));
}

}  // namespace rz::rpc
