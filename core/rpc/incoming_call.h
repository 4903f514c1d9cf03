#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/value.h"
#include "core/routing/message.h"
#include "core/rpc/registry.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rz::rpc {

// A CALL_FUNCTION as it arrived: who called, and what.
struct IncomingCall {
    ContextId caller{};
    ContextId authority{};
    Handle replyTo{};  // NoHandle: nobody waits
    std::optional<std::string> chainId;
    std::string module;     // empty: `name` is the whole one, of a function that nobody called
    std::string className;  // empty: none
    std::string name;
    std::vector<Value> args;
    Dict kwargs;

    explicit IncomingCall(const routing::Message& message)
        : caller(message.srcId), authority(message.authId), replyTo(message.wantsReply() ? message.replyTo : NoHandle)
    {
    }
    // Fills in the rest from the payload of `message`. Fails with what is wrong with it, in Python's words.
    Result<> read(const routing::Message& message);

    bool wantsReply() const { return replyTo != NoHandle; }
    // mitogen.core.Dispatcher.forget_chain (protocol 5.2): the chain to forget.
    std::optional<std::string> forgets() const;
    std::string qualifiedName() const;
};

}  // namespace rz::rpc
