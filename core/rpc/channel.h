#pragma once

#include "core/rpc/context.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"

#include <memory>
#include <optional>

namespace rz::rpc {

// A handle here and one in another context (reference: Channel, which is deprecated there: a Sender passed as an argument
// does the same without agreeing on handles first). Any thread.
class Channel {
public:
    // Receives on `handle`, a fresh one when absent, and sends to `destination` in `context`. Fails with Error when the handle
    // is taken, with Channel when the broker has ended.
    static Result<Channel> create(const Context& context, Handle destination, std::optional<Handle> handle = {});

    Receiver& receiver() const { return *m_receiver; }
    // Without a window: waits only while the way there is congested. Fails like Sender::send().
    Result<> send(const Value& value, const std::stop_token& stop = {}) { return m_sender.send(value, stop); }
    // As Receiver::get(); what waits at most is a message of the greatest size.
    Result<routing::Message> get(std::optional<Duration> timeout = {}) { return m_receiver->get(timeout); }
    // Both ends: the other context is told. Then both fail with Channel.
    void close();

private:
    Channel(std::unique_ptr<Receiver> receiver, Sender sender);

    std::unique_ptr<Receiver> m_receiver;
    Sender m_sender;
};

}  // namespace rz::rpc
