#include "core/qt/route_watch.h"

namespace rz::qt {
namespace {

constexpr Duration ReportDelay = std::chrono::milliseconds(16);
// A route is announced before the connection it belongs to is told to be made.
constexpr Duration AdoptDelay = std::chrono::milliseconds(500);

}  // namespace

RouteWatch::RouteWatch(routing::Router& router, TreeKeeper& tree, Outbox& outbox, NewKey newKey)
    : m_router(router), m_tree(tree), m_outbox(outbox), m_newKey(std::move(newKey)), m_observing(router.observe(*this))
{
}

void RouteWatch::routeAdded(const routing::RouteInfo& route)
{
    scheduleReport();
    if (m_ignored.contains(route.id))
        return;
    m_unknown.insert_or_assign(route.id, route);
    if (!m_adopt.active())
        m_adopt = m_router.broker().after(AdoptDelay, [this] { adoptUnknown(); });
}

void RouteWatch::routeRemoved(ContextId id, const Error& /*reason*/)
{
    scheduleReport();
    m_unknown.erase(id);
    m_ignored.erase(id);
}

void RouteWatch::scheduleReport()
{
    if (!m_report.active())
        m_report = m_router.broker().after(ReportDelay, [this] { m_outbox.routes(m_router.routes()); });
}

void RouteWatch::adoptUnknown()
{
    std::erase_if(m_unknown, [this](const auto& entry) { return m_tree.knows(entry.first); });
    if (m_unknown.empty())
        return;
    if (m_tree.connecting()) {
        m_adopt = m_router.broker().after(AdoptDelay, [this] { adoptUnknown(); });
        return;
    }
    for (const auto& [id, route] : std::exchange(m_unknown, {})) {
        TreeKeeper::Stranger stranger{.id = id, .name = route.name, .parent = {}, .facts = {}};
        if (route.nextHop != id)
            stranger.parent = route.nextHop;
        m_tree.adopt(m_newKey(), stranger);
    }
}

void RouteWatch::ignore(ContextId id)
{
    m_ignored.insert(id);
    m_unknown.erase(id);
}

}  // namespace rz::qt
