#include "core/rpc/incoming_call.h"

#include "core/base/str.h"
#include "core/rpc/convert.h"

#include <utility>

namespace rz::rpc {

namespace {

constexpr std::size_t FieldCount = 6;

std::unexpected<Error> malformed(std::string_view field, const Value& value)
{
    return fail(ErrorKind::Call, str("builtins.TypeError: the ", field, " of a call cannot be ", value.typeName()));
}

// Moves text out of `value`.
Result<> takeText(Value& value, std::string_view field, std::string& out)
{
    if (std::string* const text = value.as<std::string>()) {
        out = std::move(*text);
        return {};
    }
    auto text = valueAs<std::string>(value);
    if (!text)
        return malformed(field, value);
    out = std::move(*text);
    return {};
}

}  // namespace

Result<> IncomingCall::read(const routing::Message& message)
{
    auto value = message.unpickleRaw();
    if (!value)
        return fail(ErrorKind::Call, str("mitogen.core.StreamError: ", value.error().text()));
    Tuple* const tuple = value->as<Tuple>();
    if (tuple == nullptr || tuple->items.size() != FieldCount)
        return fail(ErrorKind::Call,
                    str("builtins.ValueError: a call is a tuple of ", FieldCount, ", not ", repr(*value, 40)));
    std::vector<Value>& fields = tuple->items;
    if (!fields[0].is<None>())
        RZ_CHECK(takeText(fields[0], "chain", chainId.emplace()));
    RZ_CHECK(takeText(fields[1], "module", module));
    if (!fields[2].is<None>())
        RZ_CHECK(takeText(fields[2], "class", className));
    RZ_CHECK(takeText(fields[3], "function", name));
    if (Tuple* const items = fields[4].as<Tuple>())
        args = std::move(items->items);
    else if (List* const list = fields[4].as<List>())
        args = std::move(list->items);
    else
        return malformed("arguments", fields[4]);
    if (Kwargs* const keywords = fields[5].as<Kwargs>())
        kwargs = std::move(keywords->dict);
    else if (Dict* const dict = fields[5].as<Dict>())
        kwargs = std::move(*dict);
    else
        return malformed("keywords", fields[5]);
    return {};
}

std::optional<std::string> IncomingCall::forgets() const
{
    if (name != "forget_chain" || className != "Dispatcher" || module != "mitogen.core" || args.size() != 1)
        return std::nullopt;
    auto chain = valueAs<std::string>(args.front());
    return chain ? std::optional(*std::move(chain)) : std::nullopt;
}

std::string IncomingCall::qualifiedName() const
{
    if (module.empty())
        return name;
    return className.empty() ? str(module, ".", name) : str(module, ".", className, ".", name);
}

}  // namespace rz::rpc
