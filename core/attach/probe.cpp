#include "core/attach/probe.h"

#include "core/base/str.h"

#include <utility>

namespace rz::attach {

namespace {

// An empty message to `handle` of `id`, and what comes back.
Result<Handle> ask(routing::Router& router, ContextId id, Handle handle, routing::Handler onAnswer)
{
    routing::HandlerOptions options;
    options.persist = false;
    options.respondent = id;
    RZ_TRY(const Handle answers, router.addHandler(std::move(onAnswer), std::move(options)));
    routing::Message message;
    message.dstId = id;
    message.handle = handle;
    message.replyTo = answers;
    router.route(std::move(message));
    return answers;
}

// The router's own word that nothing will come, which no context has sent.
bool isLoss(const routing::Message& message)
{
    return !message.originSet;
}

}  // namespace

std::optional<Handle> askWho(routing::Router& router, ContextId id, std::function<void(PingAnswer)> done)
{
    auto answered = [id, done](const routing::Message& message) {
        if (isLoss(message))
            done(PingAnswer::Lost);
        else if (message.srcId != id)
            done(PingAnswer::Nobody);
        else
            done(message.isDead() ? PingAnswer::Mitogen : PingAnswer::Native);
    };
    if (const auto answers = ask(router, id, wire::Ping, std::move(answered)))
        return *answers;
    done(PingAnswer::Lost);
    return std::nullopt;
}

void askIds(routing::Router& router, std::function<void(Result<NewIds>)> done)
{
    auto answered = [done](const routing::Message& message) {
        if (isLoss(message)) {
            done(fail(ErrorKind::Eof, "nobody is left to answer"));
            return;
        }
        const auto value = message.unpickle();
        if (!value) {
            done(std::unexpected(value.error()));
            return;
        }
        const auto range = routing::toIdRange(*value);
        if (!range)
            done(fail(ErrorKind::Decode, str("it answers ", repr(*value), " instead of a range of ids")));
        else
            done(NewIds{.range = *range, .magic = message.magic});
    };
    if (auto asked = ask(router, MasterId, wire::AllocateId, std::move(answered)); !asked)
        done(std::unexpected(std::move(asked).error()));
}

}  // namespace rz::attach
