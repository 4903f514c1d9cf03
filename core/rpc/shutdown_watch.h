#pragma once

#include "core/base/ids.h"
#include "core/base/time.h"
#include "core/routing/router.h"
#include "core/rpc/blocking.h"

#include <memory>

namespace rz::rpc {

// Waits for a context that was asked to end; one that does not is cut off, a deeper one by those who lead to it. The endpoint of
// a handle that nothing is sent to: what counts is the loss of its respondent. The handler table owns it until then.
class ShutdownWatch final : public routing::Endpoint, public std::enable_shared_from_this<ShutdownWatch> {
public:
    ShutdownWatch(routing::Router& router, ContextId id) : m_router(router), m_id(id) {}

    void deliver(routing::Message) override {}
    void lost(const Error& reason) override;

    // From now on it has `grace` to end. Broker thread.
    void begin(Duration grace);
    // Until it has ended, or nobody can make it. Like OneShotEvent::wait().
    void wait() { m_gone.wait(m_router.broker(), {}); }

private:
    void askTheNextHop();
    void giveUp();

    routing::Router& m_router;
    const ContextId m_id;
    OneShotEvent m_gone;
    io::Timer m_timer;
};

}  // namespace rz::rpc
