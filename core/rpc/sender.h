#pragma once

#include "core/base/error.h"
#include "core/base/value.h"
#include "core/routing/router.h"

#include <memory>
#include <stop_token>

namespace rz::rpc {

// The sending end of a Receiver in another context (reference: Sender). A registered function takes one by value:
// the caller passed the SenderRef. May outlive the router, whose end is like that of the receiver. Any thread.
class Sender {
public:
    Sender(routing::Router& router, SenderRef target);  // what Receiver::toSender() gave
    Sender(Sender&&) noexcept;
    Sender& operator=(Sender&&) noexcept;
    ~Sender();  // close()

    const SenderRef& target() const;
    // Waits while the receiver's window is full or the way there is congested (not on the broker thread: there it only
    // queues). Fails with Channel when the receiver has closed or its context is gone, with Cancelled on `stop` or,
    // without one, when the pool ends whose thread this is, with Argument when the value cannot travel.
    Result<> send(const Value& value, const std::stop_token& stop = {});
    // Would send() return at once?
    bool ready() const;
    // `wake` runs once, on the broker thread and not inside this call, when ready() or the receiver is gone: for producers
    // on the broker thread, which must not wait. One at a time: the last counts. While there is the router.
    void whenReady(io::Task wake);
    // Tells the receiver that nothing more comes ("Sender was explicitly closed"). Sending fails with Channel then.
    void close();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::rpc
