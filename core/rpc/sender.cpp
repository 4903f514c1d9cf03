#include "core/rpc/sender.h"

#include "core/routing/credit_table.h"
#include "core/rpc/credit_window.h"
#include "core/rpc/worker_pool.h"

#include <atomic>
#include <utility>

namespace rz::rpc {

struct Sender::State {
    State(routing::Router& theRouter, SenderRef theTarget)
        : router(theRouter), target(theTarget), line(theRouter.credits().find(theTarget))
    {
    }

    routing::Router& router;
    const SenderRef target;
    const std::shared_ptr<routing::CreditLine> line;  // once it is closed the router may be gone
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
    const bool mayWait = !state.line->closed() && !state.router.broker().onBrokerThread();
    RZ_CHECK(mayWait ? state.line->take(cost, stop) : state.line->takeNow(cost));
    if (mayWait)
        RZ_CHECK(state.router.waitUncongested(state.target.context, stop));
    message.dstId = state.target.context;
    message.handle = state.target.handle;
    state.router.route(std::move(message));
    return {};
}

bool Sender::ready() const
{
    if (m_state->line->closed())
        return true;
    return m_state->line->ready() && !m_state->router.congested(m_state->target.context);
}

void Sender::whenReady(io::Task wake)
{
    routing::Router& router = m_state->router;
    const ContextId id = m_state->target.context;
    // First the window, then the way: the way is everybody's and mostly free.
    auto whenRoom = [&router, id, wake = std::move(wake)]() mutable { router.whenUncongested(id, std::move(wake)); };
    m_state->line->notify(std::move(whenRoom));
}

void Sender::close()
{
    if (m_state == nullptr || m_state->closed.exchange(true))
        return;
    if (m_state->line->closed())
        return;
    routing::Message message = routing::Message::dead("Sender was explicitly closed");
    message.dstId = m_state->target.context;
    message.handle = m_state->target.handle;
    m_state->router.route(std::move(message));
}

}  // namespace rz::rpc
