#include "core/rpc/pending_call.h"

#include "core/base/big_endian.h"
#include "core/base/str.h"

#include <string>
#include <utility>

namespace rz::rpc {

void PendingCall::State::complete(Result<Value> result)
{
    over.store(true, std::memory_order_release);
    timer.cancel();
    auto callback = std::move(onResult);
    callback(std::move(result));
}

void PendingCall::State::armDeadlineSoon(Duration deadline)
{
    router.broker().defer([weak = weak_from_this(), deadline] {
        if (const auto state = weak.lock())
            state->armDeadline(deadline);
    });
}

void PendingCall::State::armDeadline(Duration deadline)
{
    if (over.load(std::memory_order_acquire))
        return;
    timer = router.broker().after(deadline, [weak = weak_from_this(), deadline] {
        if (const auto state = weak.lock())
            state->abandon(deadlinePassed(deadline));
    });
}

void PendingCall::State::abandon(Error error)
{
    if (over.load(std::memory_order_acquire))
        return;
    bool willComplete = false;
    {
        const auto held = lifetime->hold();
        if (!held || !router.removeEndpoint(*this))
            return;
        sendCancel(router, target, called, handle());
        willComplete =
            router.broker().deferLater([self = shared_from_this(), error] { self->complete(std::unexpected(error)); });
    }
    if (!willComplete)
        complete(std::unexpected(std::move(error)));
}

// Nothing that a cancel runs throws.
// NOLINTNEXTLINE(bugprone-exception-escape)
PendingCall& PendingCall::operator=(PendingCall&& other) noexcept
{
    if (this != &other) {
        cancel();
        m_state = std::move(other.m_state);
    }
    return *this;
}

// NOLINTNEXTLINE(bugprone-exception-escape)
PendingCall::~PendingCall()
{
    cancel();
}

void PendingCall::cancel()
{
    if (const auto state = std::exchange(m_state, nullptr))
        state->abandon(Error(ErrorKind::Cancelled, "the call was cancelled"));
}

void PendingCall::stop()
{
    const auto state = std::exchange(m_state, nullptr);
    if (state == nullptr || state->over.load(std::memory_order_acquire))
        return;
    if (const auto held = state->lifetime->hold())
        sendCancel(state->router, state->target, state->called, state->handle());
}

void PendingCall::detach()
{
    m_state.reset();
}

bool PendingCall::active() const
{
    return m_state != nullptr && !m_state->over.load(std::memory_order_acquire);
}

void sendCancel(routing::Router& router, ContextId target, Handle called, Handle replyHandle)
{
    if (called != wire::CallFunction && called != wire::CallService)
        return;
    std::string payload;
    appendU32(payload, raw(replyHandle));
    routing::Message message;
    message.dstId = target;
    message.handle = called == wire::CallService ? wire::CancelServiceCall : wire::CancelCall;
    message.data = Bytes(std::move(payload));
    router.route(std::move(message));
}

Error deadlinePassed(Duration deadline)
{
    const double seconds = std::chrono::duration<double>(deadline).count();
    return Error(ErrorKind::Timeout, str("no answer within ", seconds, " s"));
}

}  // namespace rz::rpc
