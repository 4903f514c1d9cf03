#include "core/connect/via_connection.h"

#include "core/base/str.h"

namespace rz::connect {

ViaConnection::ViaConnection(routing::Router& router, ContextId via, Hop hop, ConnectObserver& observer, OnDone onDone)
    : m_via(router, via),
      m_hop(std::move(hop)),
      m_observer(observer),
      m_onDone(std::move(onDone)),
      m_story(m_hop.label())
{
}

void ViaConnection::start()
{
    m_story.beginStep(str("ask ", m_via.name()));
    m_observer.storyChanged(m_story.story());
    rpc::Call call = rpc::Call::byName("mitogen.parent._proxy_connect", {}, proxyArguments(m_hop));
    // The other context keeps the time limit of the connection itself; losing it ends the call.
    m_call =
        m_via.callAsync(std::move(call), [this](Result<Value> reply) { finish(proxyOutcomeFrom(std::move(reply))); });
}

void ViaConnection::cancel()
{
    m_call.cancel();
    finish({fail(ErrorKind::Cancelled, str(m_hop.label(), ": the connection was cancelled")), {}});
}

void ViaConnection::finish(ProxyOutcome outcome)
{
    if (std::exchange(m_done, true))
        return;
    m_story.adopt(std::move(outcome.steps));
    if (outcome.result) {
        m_story.succeed();
    } else {
        ErrorDetails details = outcome.result.error().details();
        if (details.hop.empty())
            details.hop = m_hop.label();
        if (details.step.empty())
            details.step = m_story.currentStep();
        outcome.result = std::unexpected(std::move(outcome.result).error().withDetails(std::move(details)));
        m_story.fail(outcome.result.error());
    }
    m_observer.storyChanged(m_story.story());
    m_onDone(std::move(outcome.result));
}

}  // namespace rz::connect
