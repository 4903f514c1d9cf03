#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/routing/router.h"

#include <functional>
#include <memory>
#include <optional>

namespace rz::rpc {

struct ReceiverOptions {
    std::optional<Handle> handle;
    bool persist = true;
    std::optional<ContextId> respondent;
    routing::Policy policy;
    bool overwrite = false;
    // Bytes a native sender may have under way before it waits for this end to take some (PROTOCOL.md, CREDIT); 0: no limit.
    std::size_t window = 1024 * 1024;
    // Bulk: what is sent here lets other messages overtake it, the result of the sending function included. The end of such
    // a stream is its dead message.
    io::Traffic traffic = io::Traffic::Interactive;
};

// The receiving end of a handle (reference: Receiver). Messages queue until taken by get(), or go straight to onMessage.
// Any thread, except where noted; blocking get() follows the rule of Context::call.
class Receiver {
public:
    // Throws nothing; fails when the handle is taken.
    static Result<std::unique_ptr<Receiver>> create(routing::Router& router, ReceiverOptions options = {});
    // One that has only this failure to tell.
    static std::unique_ptr<Receiver> failed(routing::Router& router, Error error);
    ~Receiver();  // close()

    Handle handle() const;
    routing::Router& router() const;
    // What a function in `target` needs to send here: pass it as an argument. Grants `target` its window first.
    SenderRef toSender(ContextId target);

    // The next message. Timeout when `timeout` passes (zero: do not wait), Channel when a dead message came, the receiver
    // was closed or nothing can come any more.
    Result<routing::Message> get(std::optional<Duration> timeout = {});
    Result<Value> getValue(std::optional<Duration> timeout = {});
    std::size_t size() const;
    bool empty() const { return size() == 0; }
    void close();

    // From now on messages go to `onMessage` on the broker thread instead of the queue; queued ones first.
    // A dead message is the last. Each message's credit is returned when the callback returns.
    void listen(std::move_only_function<void(routing::Message)> onMessage);
    // Runs on the broker thread whenever a message was queued (reference: notify). It may be running, for the last time, when
    // the receiver is destroyed on another thread, so it owns what it touches.
    void setNotify(std::function<void()> notify);

private:
    Receiver();
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::rpc
