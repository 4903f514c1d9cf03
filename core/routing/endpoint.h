#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/io/basic_stream.h"
#include "core/routing/message.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace rz::routing {

class Router;
class Stream;

// May a message be delivered? `stream` is where it arrived, null when it was made here (protocol 3.4). If not, whoever waits for
// an answer gets a dead message, "refused by policy": a Channel error, as of Mitogen, no Call error.
using Policy = std::function<bool(const Router& router, const Message& message, const Stream* stream)>;
// The message acts with the authority of this context or one of its parents.
bool hasParentAuthority(const Router& router, const Message& message, const Stream* stream);
// The message was made by the context at the other end of the stream it arrived on.
bool isImmediateChild(const Router& router, const Message& message, const Stream* stream);

struct HandlerOptions {
    std::optional<Handle> handle;         // a fresh dynamic one when absent
    bool persist = true;                  // else it is removed by its first message
    Policy policy;                        // called on the broker thread; without one everybody may
    std::optional<ContextId> respondent;  // only it may answer; its disconnection delivers a dead message
    bool overwrite = false;               // takes the place of what has the handle: replaced()
    // Bulk: the fresh handle is one of those whose frames let others overtake them.
    io::Traffic traffic = io::Traffic::Interactive;
    // It is one of those of which native hops wipe the frames; traffic does not count then.
    bool secret = false;
};

// Where the messages for one handle go. A call under way is one itself, so that it costs a single allocation; addHandler()
// makes one from a function. It is entered in a handler table at most once in its life.
class Endpoint {
public:
    Endpoint() = default;
    Endpoint(const Endpoint&) = delete;
    Endpoint& operator=(const Endpoint&) = delete;
    virtual ~Endpoint() = default;

    // Both on the broker thread, and must not throw.
    virtual void deliver(Message message) = 0;
    // Nothing will come any more: the respondent is gone or the router ends. The handle is removed already.
    virtual void lost(const Error& reason) = 0;
    // Another has its handle now. Any thread, before addEndpoint() of that one returns.
    virtual void replaced() {}

    Handle handle() const { return m_handle; }

private:
    friend class HandlerTable;

    Handle m_handle{};
    bool m_persist = true;
    bool m_hasRespondent = false;
    ContextId m_respondent{};
    Policy m_policy;
    Endpoint* m_next = nullptr;  // of those with the same respondent
    Endpoint* m_previous = nullptr;
};

}  // namespace rz::routing
