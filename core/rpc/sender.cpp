#include "core/rpc/sender.h"

#include "core/routing/credit_table.h"
#include "core/routing/lifetime.h"
#include "core/rpc/credit_window.h"
#include "core/rpc/worker_pool.h"

#include <atomic>
#include <utility>

namespace rz::rpc {

struct Sender::State {
    State(routing::Router& theRouter, SenderRef theTarget)
        : router(theRouter),
          lifetime(theRouter.lifetime()),
          target(theTarget),
          line(theRouter.credits().find(theTarget))
    {
    }

    // Elsewhere than on the broker thread, as long as there is one.
    bool mayWait() const
    {
        const auto held = lifetime->hold();
        return held && !router.broker().onBrokerThread();
    }

    routing::Router& router;
    const std::shared_ptr<routing::Lifetime> lifetime;  // of the router, which may end first
    const SenderRef target;
    const std::shared_ptr<routing::CreditLine> line;
    std::atomic<bool> closed = false;
};

Sender::Sender(routing::Router& router, SenderRef target) : m_state(std::make_shared<State>(router, target)) {}

Sender::Sender(Sender&&) noexcept = default;

Sender& Sender::operator=(Sender&& other) noexcept
{
    if (this != &other) {
        close();
        m_state = std::move(other.m_state);
    }
    return *this;
}

Sender::~Sender()
{
    close();
}

const SenderRef& Sender::target() const
{
    return m_state->target;
}

Result<> Sender::send(const Value& value, const std::stop_token& given)
{
    State& state = *m_state;
    const std::stop_token stop = given.stop_possible() ? given : WorkerPool::ending();
    if (state.closed)
        return fail(ErrorKind::Channel, "the Sender has been closed");
    if (stop.stop_requested())
        return fail(ErrorKind::Cancelled, "sending was cancelled");
    RZ_TRY(routing::Message message, routing::Message::pickled(value));
    const std::size_t cost = creditCost(message.data.size());
    const bool mayWait = state.mayWait();
    RZ_CHECK(mayWait ? state.line->take(cost, stop) : state.line->takeNow(cost));
    const auto held = state.lifetime->hold();
    if (!held)
        return fail(ErrorKind::Channel, std::string(routing::BrokerHasExited));
    if (mayWait)
        RZ_CHECK(state.router.waitUncongested(state.target.context, stop));
    message.dstId = state.target.context;
    message.handle = state.target.handle;
    state.router.route(std::move(message));
    return {};
}

bool Sender::ready() const
{
    const auto held = m_state->lifetime->hold();
    if (!held)
        return true;
    return m_state->line->ready() && !m_state->router.congested(m_state->target.context);
}

void Sender::whenReady(io::Task wake)
{
    // First the window, then the way: the way is everybody's and mostly free.
    auto whenRoom = [&router = m_state->router, lifetime = m_state->lifetime, id = m_state->target.context,
                     wake = std::move(wake)]() mutable {
        if (const auto held = lifetime->hold())
            router.whenUncongested(id, std::move(wake));
        else
            wake();
    };
    m_state->line->notify(std::move(whenRoom));
}

void Sender::close()
{
    if (m_state == nullptr || m_state->closed.exchange(true))
        return;
    const auto held = m_state->lifetime->hold();
    if (!held || m_state->line->closed())
        return;
    routing::Message message = routing::Message::dead("Sender was explicitly closed");
    message.dstId = m_state->target.context;
    message.handle = m_state->target.handle;
    m_state->router.route(std::move(message));
}

}  // namespace rz::rpc
