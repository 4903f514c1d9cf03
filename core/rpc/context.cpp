#include "core/rpc/context.h"

#include "core/base/exceptions.h"
#include "core/rpc/blocking.h"
#include "core/rpc/pending_call.h"
#include "core/rpc/receiver.h"
#include "core/rpc/service_request.h"
#include "core/rpc/shutdown_watch.h"

#include <utility>

namespace rz::rpc {

namespace {

// A call whose thread waits for it; the answer is decoded there, not on the broker thread.
class BlockingCall final : public routing::Endpoint {
public:
    void deliver(routing::Message message) override
    {
        m_message = std::move(message);
        m_done.set();
    }
    void lost(const Error& reason) override
    {
        m_lost = reason;
        m_done.set();
    }

    bool wait(io::Broker& broker, std::optional<TimePoint> deadline) { return m_done.wait(broker, deadline); }
    // It is being delivered at this moment.
    void waitForDelivery(io::Broker& broker) { m_done.wait(broker, {}, {}); }
    Result<routing::Message> take()
    {
        if (m_lost)
            return std::unexpected(std::move(*m_lost));
        return std::move(m_message);
    }

private:
    OneShotEvent m_done;
    routing::Message m_message;
    std::optional<Error> m_lost;
};

// `question`: what is to be answered. If it holds a secret, it is known by where the answer is to go.
routing::HandlerOptions replyOptions(ContextId respondent, const Payload& question)
{
    routing::HandlerOptions options;
    options.persist = false;
    options.respondent = respondent;
    options.secret = question.holdsSecret();
    return options;
}

routing::Message callMessage(Payload payload, Handle handle = wire::CallFunction)
{
    routing::Message message;
    message.handle = handle;
    message.data = std::move(payload);
    return message;
}

// Sends `message` and waits for the answer to it.
Result<routing::Message> request(routing::Router& router, routing::Message message, ContextId target,
                                 std::optional<Duration> deadline)
{
    const auto until = deadline ? std::optional(Clock::now() + *deadline) : std::nullopt;
    const auto waiting = std::make_shared<BlockingCall>();
    const auto lifetime = router.lifetime();
    io::Broker& broker = router.broker();
    const Handle called = message.handle;
    if (const auto held = lifetime->hold()) {
        RZ_TRY(message.replyTo, router.addEndpoint(waiting, replyOptions(target, message.data)));
        message.dstId = target;
        router.route(std::move(message));
    } else {
        return fail(ErrorKind::Channel, std::string(routing::BrokerHasExited));
    }
    if (!waiting->wait(broker, until)) {
        if (const auto held = lifetime->hold(); held && router.removeEndpoint(*waiting)) {
            sendCancel(router, target, called, waiting->handle());
            if (deadline && Clock::now() >= *until)
                return std::unexpected(deadlinePassed(*deadline));
            return std::unexpected(waitedInVain({}));
        }
        waiting->waitForDelivery(broker);
    }
    return waiting->take();
}

// Reports a failure that is known before anything was sent, but not inside the call that caused it.
void failLater(routing::Router& router, Context::OnResult onResult, Error error)
{
    const auto shared = std::make_shared<Context::OnResult>(std::move(onResult));
    if (!router.broker().deferLater([shared, error] { (*shared)(std::unexpected(error)); }))
        (*shared)(std::unexpected(std::move(error)));
}

}  // namespace

std::string Context::name() const
{
    return m_router->contextName(m_id);
}

PendingCall Context::callAsync(const Call& call, OnResult onResult, std::optional<Duration> deadline) const
{
    return start(wire::CallFunction, encode(call), std::move(onResult), deadline, call.readAnswer);
}

// What is too large would be refused on its way, and where nobody waits by a dead message to CALL_FUNCTION, which ends the
// context there (protocol 3.2).
Result<Payload> Context::encode(const Call& call) const
{
    auto payload = call.encode();
    if (payload && payload->size() > m_router->maxMessageSize())
        return fail(ErrorKind::Channel, routing::tooLargeText(m_router->maxMessageSize()));
    return payload;
}

PendingCall Context::start(Handle called, Result<Payload> payload, OnResult onResult, std::optional<Duration> deadline,
                           decltype(Call::readAnswer) readAnswer) const
{
    if (!payload) {
        failLater(*m_router, std::move(onResult), std::move(payload).error());
        return {};
    }
    const auto state = std::make_shared<PendingCall::State>(*m_router, m_id, called, std::move(onResult));
    state->readAnswer = readAnswer;
    auto handle = m_router->addEndpoint(state, replyOptions(m_id, *payload));
    if (!handle) {
        failLater(*m_router, std::move(state->onResult), std::move(handle).error());
        return {};
    }
    routing::Message message = callMessage(std::move(*payload), called);
    message.dstId = m_id;
    message.replyTo = *handle;
    m_router->route(std::move(message));
    // Behind the call, which a cancel must not overtake.
    if (deadline)
        state->armDeadlineSoon(*deadline);
    return PendingCall(state);
}

std::unique_ptr<Receiver> Context::callAsync(const Call& call) const
{
    return startAsync(wire::CallFunction, encode(call));
}

std::unique_ptr<Receiver> Context::startAsync(Handle called, Result<Payload> payload) const
{
    if (!payload)
        return Receiver::failed(*m_router, payload.error());
    return sendAsync(callMessage(std::move(*payload), called));
}

void Context::callNoReply(const Call& call) const
{
    startNoReply(call, encode(call));
}

void Context::startNoReply(const Call& call, Result<Payload> payload) const
{
    if (!payload) {
        RZ_LOG_ERROR(m_router->log(), "the call of ", call.name(), " was not sent: ", payload.error().text());
        return;
    }
    send(callMessage(std::move(*payload)));
}

Result<Value> Context::tryCall(const Call& call, std::optional<Duration> deadline) const
{
    return await(call, encode(call), deadline);
}

Result<Value> Context::await(const Call& call, Result<Payload> payload, std::optional<Duration> deadline) const
{
    if (!payload)
        return std::unexpected(std::move(payload).error());
    RZ_TRY(const routing::Message answer, request(*m_router, callMessage(std::move(*payload)), m_id, deadline));
    return call.readAnswer != nullptr ? call.readAnswer(answer) : answer.unpickle();
}

Value Context::callService(std::string_view service, std::string_view method, Dict kwargs,
                           std::optional<Duration> deadline) const
{
    return valueOrThrow(tryCallService(service, method, std::move(kwargs), deadline));
}

Result<Value> Context::tryCallService(std::string_view service, std::string_view method, Dict kwargs,
                                      std::optional<Duration> deadline) const
{
    RZ_TRY(Payload payload, encodeServiceCall(service, method, std::move(kwargs)));
    return trySendAwait(callMessage(std::move(payload), wire::CallService), deadline);
}

PendingCall Context::callServiceAsync(std::string_view service, std::string_view method, Dict kwargs, OnResult onResult,
                                      std::optional<Duration> deadline) const
{
    return start(wire::CallService, encodeServiceCall(service, method, std::move(kwargs)), std::move(onResult),
                 deadline);
}

std::unique_ptr<Receiver> Context::callServiceAsync(std::string_view service, std::string_view method,
                                                    Dict kwargs) const
{
    return startAsync(wire::CallService, encodeServiceCall(service, method, std::move(kwargs)));
}

void Context::send(routing::Message message) const
{
    message.dstId = m_id;
    m_router->route(std::move(message));
}

std::unique_ptr<Receiver> Context::sendAsync(routing::Message message) const
{
    auto receiver = Receiver::create(*m_router, {.handle = {},
                                                 .persist = false,
                                                 .respondent = m_id,
                                                 .policy = {},
                                                 .overwrite = false,
                                                 .window = 0,
                                                 .secret = message.data.holdsSecret()});
    if (!receiver)
        return Receiver::failed(*m_router, receiver.error());
    message.replyTo = (*receiver)->handle();
    send(std::move(message));
    return std::move(*receiver);
}

Result<Value> Context::trySendAwait(routing::Message message, std::optional<Duration> deadline) const
{
    RZ_TRY(const routing::Message answer, request(*m_router, std::move(message), m_id, deadline));
    return answer.unpickle();
}

void Context::ping(Duration deadline, std::move_only_function<void(Result<Duration>)> onAnswer) const
{
    auto done = [router = m_router, id = m_id, sent = Clock::now(),
                 onAnswer = std::move(onAnswer)](Result<Value> result) mutable {
        if (!result) {
            onAnswer(std::unexpected(std::move(result).error()));
            return;
        }
        const Duration took = Clock::now() - sent;
        if (const auto stream = router->streamById(id); stream != nullptr && stream->remoteId() == id)
            stream->setRtt(took);
        onAnswer(took);
    };
    const auto state = std::make_shared<PendingCall::State>(*m_router, m_id, wire::Ping, std::move(done));
    state->answer = PendingCall::State::Answer::Empty;
    auto handle = m_router->addEndpoint(state, replyOptions(m_id, {}));
    if (!handle) {
        failLater(*m_router, std::move(state->onResult), std::move(handle).error());
        return;
    }
    state->armDeadlineSoon(deadline);
    routing::Message message;
    message.handle = wire::Ping;
    message.replyTo = *handle;
    send(std::move(message));
}

void Context::shutdown(Wait wait, Duration grace) const
{
    const auto watch = std::make_shared<ShutdownWatch>(*m_router, m_id);
    routing::HandlerOptions options;
    options.respondent = m_id;
    if (!m_router->addEndpoint(watch, std::move(options)))
        return;
    routing::Message message;
    message.handle = wire::Shutdown;
    send(std::move(message));
    m_router->broker().defer([watch, grace] { watch->begin(grace); });
    if (wait == Wait::Yes)
        watch->wait();
}

Context myself(routing::Router& router)
{
    return Context(router, router.id());
}

std::optional<Context> contextById(routing::Router& router, ContextId id)
{
    if (id != router.id() && router.streamById(id) == nullptr)
        return std::nullopt;
    return Context(router, id);
}

Value toValue(const Context& context)
{
    return Value(ContextRef{.id = context.id(), .name = context.name()});
}

}  // namespace rz::rpc
