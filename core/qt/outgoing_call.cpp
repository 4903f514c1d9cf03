#include "core/qt/outgoing_call.h"

#include "core/rpc/described_answer.h"

#include <utility>

namespace rz::qt {

OutgoingCall startCall(CallPlace place, ContextId target, rpc::Call call, const std::string& streamParameter,
                       std::optional<Duration> deadline)
{
    OutgoingCall running;
    Outbox& outbox = place.outbox;
    const std::uint64_t number = place.number;
    if (!streamParameter.empty()) {
        auto receiver = rpc::Receiver::create(place.router, {.respondent = target});
        if (!receiver) {
            outbox.callFinished(number, std::unexpected(std::move(receiver).error()));
            return running;
        }
        running.stream = std::move(*receiver);
        call.kwargs.set(Value(streamParameter), Value(running.stream->toSender(target)));
        running.stream->listen([&outbox, number](routing::Message message) {
            // The end of the stream has nothing to tell: the call's own result comes after it.
            if (auto value = message.isDead() ? fail(ErrorKind::Channel, {}) : message.unpickle(); value)
                outbox.callStreamed(number, std::move(*value));
        });
    }
    running.pending =
        rpc::Context(place.router, target)
            .callAsync(
                rpc::describingObjects(std::move(call)),
                [&outbox, number](Result<Value> result) { outbox.callFinished(number, std::move(result)); }, deadline);
    return running;
}

}  // namespace rz::qt
