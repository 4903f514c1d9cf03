#include "core/rpc/call.h"

#include "core/wire/pickle.h"

namespace rz::rpc {

namespace {

bool isCapital(char c)
{
    return c >= 'A' && c <= 'Z';
}

}  // namespace

Call Call::byName(std::string_view qualifiedName, std::vector<Value> args, Dict kwargs)
{
    Call call;
    const std::size_t last = qualifiedName.rfind('.');
    call.function = qualifiedName.substr(last + 1);
    std::string_view owner = last == std::string_view::npos ? std::string_view() : qualifiedName.substr(0, last);
    const std::size_t beforeLast = owner.rfind('.');
    if (beforeLast != std::string_view::npos && beforeLast + 1 < owner.size() && isCapital(owner[beforeLast + 1])) {
        call.className = owner.substr(beforeLast + 1);
        owner = owner.substr(0, beforeLast);
    }
    call.module = owner;
    call.args = std::move(args);
    call.kwargs = std::move(kwargs);
    return call;
}

std::string Call::name() const
{
    return className ? module + "." + *className + "." + function : module + "." + function;
}

Result<Payload> Call::encode() const
{
    return wire::pickleCall({.chainId = chainId,
                             .module = module,
                             .className = className,
                             .function = function,
                             .args = args,
                             .kwargs = kwargs});
}

}  // namespace rz::rpc
