#include "core/routing/message.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/pickle.h"

#include <utility>

namespace rz::routing {

Message Message::dead(std::string_view reason)
{
    Message message;
    message.replyTo = wire::IsDead;
    message.data = Bytes(reason);
    return message;
}

Result<Message> Message::pickled(const Value& value)
{
    Message message;
    RZ_TRY(message.data, wire::pickle(value));
    return message;
}

Result<Value> Message::unpickle() const
{
    RZ_TRY(Value value, unpickleRaw());
    if (const auto* error = value.as<CallErrorValue>())
        return std::unexpected(toError(*error));
    return value;
}

Result<Value> Message::unpickleRaw() const
{
    if (isDead()) {
        const Bytes reason = data.flat();
        if (reason.empty())
            return fail(ErrorKind::Channel, std::string(defaultDeadReason(false)));
        if (!isUtf8(reason.view()))
            return fail(ErrorKind::Channel, "the conversation was ended with a reason that is not UTF-8");
        return fail(ErrorKind::Channel, reason.toString());
    }
    return wire::unpickle(data.flat());
}

Message Message::replyWith(Message reply) const
{
    RZ_ASSERT(wantsReply());
    reply.dstId = srcId;
    reply.handle = replyTo;
    return reply;
}

std::string_view defaultDeadReason(bool fromLocalContext)
{
    return fromLocalContext ? "Channel closed by local end." : "Channel closed by remote end.";
}

std::string tooLargeText(std::size_t limit)
{
    return str("message too large (max ", limit, " bytes)");
}

Error toError(const CallErrorValue& error)
{
    const std::size_t newline = error.text.find('\n');
    Error result(ErrorKind::Call, error.text.substr(0, newline));
    if (newline == std::string::npos)
        return result;
    return std::move(result).withDetails(
        {.hop = {}, .step = {}, .seen = {}, .cause = {}, .fix = {}, .trace = error.text.substr(newline + 1)});
}

}  // namespace rz::routing
