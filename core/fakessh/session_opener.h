#pragma once

#include "core/fakessh/session_request.h"
#include "core/rpc/context.h"

#include <functional>
#include <memory>

namespace rz::fakessh {

// How a session in one destination is asked for: by a call where one may call it, else through whoever may.
// Broker thread; outlives what it opened.
class SessionOpener {
public:
    using OnResult = std::move_only_function<void(Result<Value>)>;

    virtual ~SessionOpener() = default;
    virtual routing::Router& router() const = 0;
    virtual ContextId destination() const = 0;
    // `output`: a receiver of this context. `onResult` runs at most once, later; the session is hung up, and nobody is told,
    // when what this returns is dropped before.
    virtual std::shared_ptr<void> open(const SessionRequest& request, SenderRef output, OnResult onResult) = 0;
};

// For a destination that this context may call.
std::unique_ptr<SessionOpener> openByCall(const rpc::Context& destination);

// The failure of a call of fakessh's functions, as ssh has words for it; a Python context, which has none of them, says so and
// what to do.
Error explained(Error error);

// The call of PROTOCOL.md 8.9.
rpc::Call sessionCall(Dict request, SenderRef output);

}  // namespace rz::fakessh
