#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/base/value.h"
#include "core/routing/router.h"
#include "core/rpc/call.h"
#include "core/rpc/convert.h"
#include "core/rpc/function.h"
#include "core/rpc/signature.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rz::rpc {

class Receiver;

// A call under way. Dropping it cancels; detach() lets it go on. Move-only; any thread. May outlive its router.
class PendingCall {
public:
    PendingCall() = default;
    PendingCall(PendingCall&& other) noexcept = default;
    PendingCall& operator=(PendingCall&& other) noexcept;
    ~PendingCall();
    // The result callback runs with Cancelled, and the function in the other context is told to stop.
    void cancel();
    // The function in the other context is told to stop, and the result callback runs with what it answers to that, which may
    // be that it was done already. Nothing here is needed for that any more.
    void stop();
    void detach();
    bool active() const;

private:
    friend class Context;
    struct State;
    explicit PendingCall(std::shared_ptr<State> state) : m_state(std::move(state)) {}
    std::shared_ptr<State> m_state;
};

// A context of the tree seen from here: a router, which must outlive it, and an id; cheap to copy (reference: Context).
// All members may be called from any thread. There need not be such a context: calls then fail with Channel.
class Context {
public:
    using OnResult = std::move_only_function<void(Result<Value>)>;

    Context(routing::Router& router, ContextId id) : m_router(&router), m_id(id) {}

    ContextId id() const { return m_id; }
    std::string name() const;  // empty when none is known
    routing::Router& router() const { return *m_router; }
    bool operator==(const Context& other) const { return m_id == other.m_id && m_router == other.m_router; }

    // `onResult` runs exactly once on the broker thread, never inside callAsync: result, CallError (Call), deadline (Timeout),
    // cancel (Cancelled), loss of the context or of any hop to it (Channel, with the reason), arguments that cannot travel
    // (Argument) or are too large for a message (Channel). It must not throw. When the broker has ended, there is no such thread
    // left: it then runs here, at once.
    [[nodiscard]] PendingCall callAsync(const Call& call, OnResult onResult,
                                        std::optional<Duration> deadline = {}) const;
    // The reference's call_async: the answer, or why there is none, arrives in a receiver. Dropping that stops nothing.
    [[nodiscard]] std::unique_ptr<Receiver> callAsync(const Call& call) const;
    // Nobody waits; an error becomes a log line of the other context, or of ours when its arguments cannot travel or
    // are too large for a message. Where there is no way to the context nobody hears of it.
    void callNoReply(const Call& call) const;
    // Blocks; on the thread that drives a Drive::Caller broker it drives it. Not in a callback of the broker: asserted. Throws
    // CallError, ChannelError, TimeoutError at the deadline, which also cancels, CancelledError when the pool ends whose
    // thread waits, and Exception for what cannot travel. Agents, which have no exceptions, use what begins with "try".
    Value call(const Call& call, std::optional<Duration> deadline = {}) const;
    Value call(std::string_view name, std::vector<Value> args = {}, Dict kwargs = {},
               std::optional<Duration> deadline = {}) const;
    // call<os::getpid>(): typed by the function's own signature; wrong argument types do not compile.
    template <auto Fn, class... Arguments>
        requires CallableWith<Fn, Arguments...>
    detail::ResultOf<Fn> call(Arguments&&... arguments) const;
    // As call, without exceptions: Call, Channel, Timeout, Cancelled, Argument, or Decode for an answer that is no Value.
    Result<Value> tryCall(const Call& call, std::optional<Duration> deadline = {}) const;

    // Invokes a method of a service there (protocol 5.7): `service` is its "module.Class". As call(), and callAsync().
    Value callService(std::string_view service, std::string_view method, Dict kwargs = {},
                      std::optional<Duration> deadline = {}) const;
    // As callService, without exceptions.
    Result<Value> tryCallService(std::string_view service, std::string_view method, Dict kwargs = {},
                                 std::optional<Duration> deadline = {}) const;
    [[nodiscard]] PendingCall callServiceAsync(std::string_view service, std::string_view method, Dict kwargs,
                                               OnResult onResult, std::optional<Duration> deadline = {}) const;
    [[nodiscard]] std::unique_ptr<Receiver> callServiceAsync(std::string_view service, std::string_view method,
                                                             Dict kwargs = {}) const;

    // Send it there as it is, dstId and the awaited reply's handle filled in (reference: send, send_async, send_await).
    void send(routing::Message message) const;
    [[nodiscard]] std::unique_ptr<Receiver> sendAsync(routing::Message message) const;
    Value sendAwait(routing::Message message, std::optional<Duration> deadline = {}) const;
    // As sendAwait, without exceptions.
    Result<Value> trySendAwait(routing::Message message, std::optional<Duration> deadline = {}) const;

    // Round-trip time of a native context, told once, on the broker thread; a neighbour's is kept in its stream's counters.
    // Silence until `deadline` is Timeout; Channel is loss, or a context in Python, which has no such handle.
    void ping(Duration deadline, std::move_only_function<void(Result<Duration>)> onAnswer) const;

    enum class Wait : bool { No, Yes };
    // Asks it to end. If it has not after `grace`, the stream of a direct child is cut, and the context that leads to a deeper
    // one is asked to end it ("rhizome.disconnect"). Wait::Yes blocks, as call() does, until it is gone, or there is nobody
    // who could end it: a Python context does not, nor one that does not answer for half a minute.
    void shutdown(Wait wait = Wait::No, Duration grace = std::chrono::seconds(5)) const;

private:
    friend class CallChain;
    // The payload of a call, or why it cannot be sent; then what makes a call of either.
    Result<Payload> encode(const Call& call) const;
    PendingCall start(Handle handle, Result<Payload> payload, OnResult onResult, std::optional<Duration> deadline,
                      decltype(Call::readAnswer) readAnswer = nullptr) const;
    std::unique_ptr<Receiver> startAsync(Handle handle, Result<Payload> payload) const;
    void startNoReply(const Call& call, Result<Payload> payload) const;
    Result<Value> await(const Call& call, Result<Payload> payload, std::optional<Duration> deadline) const;

    routing::Router* m_router;
    ContextId m_id;
};

// Any thread (reference: myself).
Context myself(routing::Router& router);
// This context, or one to which there is a way (reference: context_by_id; its create=True is the constructor). Any thread.
std::optional<Context> contextById(routing::Router& router, ContextId id);

Value toValue(const Context& context);

}  // namespace rz::rpc

#include "core/rpc/context_impl.h"
