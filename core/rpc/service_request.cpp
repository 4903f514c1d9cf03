#include "core/rpc/service_request.h"

#include "core/base/str.h"
#include "core/rpc/convert.h"
#include "core/wire/pickle.h"

#include <algorithm>
#include <utility>

namespace rz::rpc {

namespace {

std::unexpected<Error> invalidFormat()
{
    return fail(ErrorKind::Call, "Invalid message format.");
}

}  // namespace

Result<> ServiceRequest::read(const routing::Message& received)
{
    message = received;
    message.data = {};
    caller = message.srcId;
    replyTo = message.wantsReply() ? message.replyTo : NoHandle;
    RZ_TRY(Value value, received.unpickleRaw());
    Tuple* const tuple = value.as<Tuple>();
    if (tuple == nullptr || tuple->items.size() != 3)
        return invalidFormat();
    auto named = valueAs<std::string>(tuple->items[0]);
    auto invoked = valueAs<std::string>(tuple->items[1]);
    if (!named || !invoked)
        return invalidFormat();
    serviceName = std::move(*named);
    methodName = std::move(*invoked);
    if (Kwargs* const keywords = tuple->items[2].as<Kwargs>())
        kwargs = std::move(keywords->dict);
    else if (Dict* const dict = tuple->items[2].as<Dict>())
        kwargs = std::move(*dict);
    else
        return invalidFormat();
    return {};
}

Result<> ServiceRequest::bind()
{
    args.resize(method->arguments.size());
    std::vector<bool> given(args.size());
    for (auto& [key, value] : kwargs.items) {
        RZ_TRY(const std::string name, valueAs<std::string>(key));
        const auto at = std::ranges::find(method->arguments, name);
        if (at == method->arguments.end())
            return fail(ErrorKind::Call,
                        str("builtins.TypeError: ", methodName, "() got an unexpected keyword argument '", name, "'"));
        const auto index = static_cast<std::size_t>(at - method->arguments.begin());
        given[index] = true;
        args[index] = value;
    }
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (!given[i] && !method->optional[i])
            return fail(ErrorKind::Call, str("Required argument '", method->arguments[i], "' missing."));
    }
    return {};
}

std::string ServiceRequest::makeKey() const
{
    std::string text = methodName;
    for (const Value& argument : args) {
        const auto pickled = wire::pickle(argument);
        if (pickled && pickled->holdsSecret())
            return {};
        text += pickled ? str('\0', pickled->flat().view()) : std::string();
    }
    return text;
}

Result<Payload> encodeServiceCall(std::string_view service, std::string_view method, Dict kwargs)
{
    Tuple call;
    call.items.emplace_back(service);
    call.items.emplace_back(method);
    call.items.emplace_back(Kwargs{std::move(kwargs)});
    return wire::pickle(Value(std::move(call)));
}

}  // namespace rz::rpc
