#pragma once

#include "core/qt/outbox.h"
#include "core/rpc/context.h"
#include "core/rpc/receiver.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace rz::qt {

// A call for the GUI that is under way; cancelled when this dies.
struct OutgoingCall {
    rpc::PendingCall pending;
    std::unique_ptr<rpc::Receiver> stream;
};

// Whose call it is: both must outlive it, and what it has to tell goes to the outbox under its number.
struct CallPlace {
    routing::Router& router;
    Outbox& outbox;
    std::uint64_t number;
};

// A parameter of type "sender" is given a receiver, if `streamParameter` names it.
OutgoingCall startCall(CallPlace place, ContextId target, rpc::Call call, const std::string& streamParameter,
                       std::optional<Duration> deadline);

}  // namespace rz::qt
