#pragma once

#include "core/routing/lifetime.h"
#include "core/rpc/context.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace rz::rpc {

// A call under way: the endpoint of its reply handle. It is completed by whoever takes it out of the handler table: the
// reply, the loss of the way, the deadline or a cancel; that makes it exactly once.
struct PendingCall::State final : routing::Endpoint, std::enable_shared_from_this<State> {
    State(routing::Router& theRouter, ContextId theTarget, Handle theCalled, Context::OnResult theOnResult)
        : router(theRouter),
          lifetime(theRouter.lifetime()),
          target(theTarget),
          called(theCalled),
          onResult(std::move(theOnResult))
    {
    }

    // What the reply's payload is: a pickle, or nothing (of a ping).
    enum class Answer : std::uint8_t { Pickle, Empty };

    void deliver(routing::Message message) override
    {
        if (answer == Answer::Empty && !message.isDead())
            complete(Value());
        else
            complete(readAnswer != nullptr ? readAnswer(message) : message.unpickle());
    }
    void lost(const Error& reason) override { complete(std::unexpected(reason)); }

    // Any thread: ends it with `error` unless something else has, and tells the other context.
    void abandon(Error error);
    void armDeadlineSoon(Duration deadline);

    // Broker thread.
    void complete(Result<Value> result);
    void armDeadline(Duration deadline);

    routing::Router& router;
    const std::shared_ptr<routing::Lifetime> lifetime;  // of the router, which may end first
    const ContextId target;
    const Handle called;  // what it was sent to there
    Answer answer = Answer::Pickle;
    decltype(Call::readAnswer) readAnswer = nullptr;
    Context::OnResult onResult;
    io::Timer timer;
    std::atomic<bool> over = false;
};

// Tells `target` that what was sent to `called` there is not wanted any more, if that can be cancelled: CALL_FUNCTION and
// CALL_SERVICE (PROTOCOL.md, 8.4).
void sendCancel(routing::Router& router, ContextId target, Handle called, Handle replyHandle);

// "no answer within 1.5 s"
Error deadlinePassed(Duration deadline);

}  // namespace rz::rpc
