#include "core/rpc/shutdown_watch.h"

#include "core/rpc/context.h"

#include <chrono>

namespace rz::rpc {

namespace {

// How long those in between, who may have to ask others in turn, may take.
constexpr Duration CutPatience = std::chrono::seconds(30);

}  // namespace

void ShutdownWatch::lost(const Error&)
{
    m_timer.cancel();
    m_gone.set();
}

void ShutdownWatch::begin(Duration grace)
{
    if (m_gone.isSet())
        return;
    if (m_router.streamById(m_id) == nullptr) {
        giveUp();
        return;
    }
    m_timer = m_router.broker().after(grace, [this] {
        if (!m_router.disconnect(m_id, Error(ErrorKind::Timeout, "it did not end when asked to")))
            askTheNextHop();
    });
}

void ShutdownWatch::askTheNextHop()
{
    const auto route = m_router.findRoute(m_id);
    if (!route || route->nextHop == m_router.parentId()) {
        giveUp();
        return;
    }
    m_timer = m_router.broker().after(CutPatience, [this] { giveUp(); });
    const Call call = Call::byName("rhizome.disconnect", {Value(std::int64_t{raw(m_id)})});
    Context(m_router, route->nextHop)
        .callAsync(call,
                   [weak = weak_from_this()](const Result<Value>& asked) {
                       if (const auto self = weak.lock(); self != nullptr && !asked)
                           self->giveUp();
                   })
        .detach();
}

void ShutdownWatch::giveUp()
{
    m_timer.cancel();
    m_gone.set();
    m_router.removeEndpoint(*this);  // last: the table owns this
}

}  // namespace rz::rpc
