#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/routing/router.h"
#include "core/rpc/blocking.h"
#include "core/rpc/pull_iterator.h"
#include "core/rpc/selectable.h"

#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>

namespace rz::rpc {

struct ReceiverOptions {
    std::optional<Handle> handle;  // what has no word here is as in routing::HandlerOptions
    bool persist = true;
    std::optional<ContextId> respondent;
    routing::Policy policy;
    bool overwrite = false;  // a Receiver that is replaced is closed: nothing more comes, and its senders are told
    // Bytes a native sender may have under way before it waits for this end to take some (PROTOCOL.md, CREDIT); 0: none waits.
    std::size_t window = 1024 * 1024;
    // Bulk: what is sent here lets other messages overtake it, the result of the sending function included. The end of such
    // a stream is its dead message.
    io::Traffic traffic = io::Traffic::Interactive;
    bool secret = false;
};

// The receiving end of a handle (reference: Receiver). Messages queue until taken by get(), or go straight to onMessage. When a
// sender without regard for credit has more in the queue than the window and one message of the greatest size, a dead message
// that names it is the last. May outlive its router, whose end is another such message: what is queued can still be taken.
// Any thread, except where noted; blocking get() follows the rule of Context::call.
class Receiver final : public Selectable {
public:
    // Fails with Error when the handle is taken and overwrite is off, with Channel when the broker has ended.
    static Result<std::unique_ptr<Receiver>> create(routing::Router& router, ReceiverOptions options = {});
    // One that has only this failure to tell.
    static std::unique_ptr<Receiver> failed(routing::Router& router, const Error& error);
    ~Receiver() override;  // close()

    Handle handle() const;
    routing::Router& router() const;
    // What a function in `target` needs to send here: pass it as an argument. Grants `target` its window first. While there is
    // the router.
    SenderRef toSender(ContextId target);

    // What get() makes of a dead message (reference: throw_dead): a Channel error with its reason, or a message like any other.
    enum class Dead : std::uint8_t { Fails, IsGiven };
    // The next message. Fails with Timeout when `timeout` passes (NoWait: do not wait); with Channel when a dead message came
    // (Dead::Fails), the receiver was closed, or nothing can come any more; with Cancelled when the pool ends whose thread this is.
    Result<routing::Message> get(std::optional<Duration> timeout = {}, Dead dead = Dead::Fails);
    // Its value. Fails like get(), with Call when it is a CallError, and with Decode when it is no pickle.
    Result<Value> getValue(std::optional<Duration> timeout = {});
    std::size_t size() const override;  // messages
    bool empty() const { return size() == 0; }
    void close();  // drops what is queued, and tells its senders

    // for (Message& message : receiver): until get() fails; why is not told, so a function whose pool may end asks get() itself.
    auto begin() { return PullIterator<Receiver, routing::Message>(*this); }
    static std::default_sentinel_t end() { return {}; }

    // From now on messages go to `onMessage` on the broker thread instead of the queue; queued ones first.
    // A dead message is the last. Each message's credit is returned when the callback returns. Once, while there is the router.
    // After close() it is not begun any more, but elsewhere than on the broker thread it may be running, and it lives as long
    // as that takes.
    void listen(std::move_only_function<void(routing::Message)> onMessage);

private:
    friend PullIterator<Receiver, routing::Message>;
    Receiver();

    std::optional<routing::Message> pull();
    bool claimNotify(std::function<void()> notify) override;
    void replaceNotify(std::function<void()> notify) override;
    std::optional<std::size_t> held() const override;
    Result<Event> takeEvent() override;
    io::Broker* drivenHere() const override;

    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::rpc
