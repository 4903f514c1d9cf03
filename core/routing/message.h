#pragma once

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/value.h"
#include "core/wire/frame.h"
#include "core/wire/handles.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace rz::routing {

// The unit of communication: header fields and a payload (reference: mitogen.core.Message). A message made here has
// srcId == authId == own id, filled in by Router::route when left unset.
struct Message {
    ContextId dstId{};   // whom it is for
    ContextId srcId{};   // who made it, and gets the reply
    ContextId authId{};  // with whose authority it acts; policies look at this
    Handle handle{};     // where it is delivered there
    Handle replyTo{};    // NoHandle: no reply wanted; wire::IsDead: this is a dead message
    Payload data;
    // As received; what we send is Mgc (protocol 0.2), but where Bin is asked for.
    wire::Magic magic = wire::Magic::Mgc;
    bool originSet = false;  // srcId and authId are given

    // A dead message: the conversation on `handle` is over because of `reason`, in UTF-8 (protocol 1.6).
    static Message dead(std::string_view reason);
    // `value` pickled. Fails with Argument when it cannot travel: nested too deeply, or text that is not UTF-8 (protocol 2.1).
    static Result<Message> pickled(const Value& value);

    bool isDead() const { return replyTo == wire::IsDead; }
    bool wantsReply() const { return replyTo != NoHandle && !isDead(); }

    // The payload as a value. A dead message is a Channel error with its reason, a CallError a Call error whose details
    // carry the remote trace; what is no pickle, or of types that no Value has, is Decode.
    Result<Value> unpickle() const;
    // The payload as a value, a CallError being one too; only dead messages and bad bytes fail.
    Result<Value> unpickleRaw() const;

    // Addresses `reply` to whoever sent this; Router::route() sends it. Only if wantsReply(): asserted.
    Message replyWith(Message reply) const;
};

// What waits hears when the loop ends; the reference spells it so.
inline constexpr std::string_view BrokerHasExited = "Broker has exitted";

// The reference's text for a dead message without a reason (protocol 1.6).
std::string_view defaultDeadReason(bool fromLocalContext);

// Why a message is not sent that has more bytes than `limit`.
std::string tooLargeText(std::size_t limit);

// The Error that a CallError's text stands for: first line as text, the rest as trace.
Error toError(const CallErrorValue& error);

}  // namespace rz::routing
