#pragma once

#include "core/connect/connector.h"
#include "core/connect/proxy_connect.h"
#include "core/connect/story_writer.h"
#include "core/rpc/context.h"

#include <functional>

namespace rz::connect {

// One connection made by another context at our request. Broker thread.
class ViaConnection {
public:
    using OnDone = std::move_only_function<void(Result<Connected>)>;

    ViaConnection(routing::Router& router, ContextId via, Hop hop, ConnectObserver& observer, OnDone onDone);

    void start();
    void cancel();
    const Story& story() { return m_story.story(); }

private:
    void finish(ProxyOutcome outcome);

    rpc::Context m_via;
    Hop m_hop;
    ConnectObserver& m_observer;
    OnDone m_onDone;
    StoryWriter m_story;
    rpc::PendingCall m_call;
    bool m_done = false;
};

}  // namespace rz::connect
