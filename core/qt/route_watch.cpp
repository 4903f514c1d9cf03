#include "core/qt/route_watch.h"

#include <vector>

namespace rz::qt {
namespace {

constexpr Duration ReportDelay = std::chrono::milliseconds(16);
// A route is announced before the connection it belongs to is told to be made, and one that waits for an answer may be made
// without it, as when a program finds another way to know its user.
constexpr Duration AdoptDelay = std::chrono::milliseconds(500);
constexpr Duration LeastAge = std::chrono::milliseconds(250);

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
    m_unknown.insert_or_assign(route.id, Unknown{.route = route, .since = Clock::now()});
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
    std::vector<routing::RouteInfo> strangers;
    if (!m_tree.connecting()) {
        const TimePoint settled = Clock::now() - LeastAge;
        for (const auto& [id, unknown] : m_unknown) {
            if (unknown.since <= settled)
                strangers.push_back(unknown.route);
        }
    }
    for (const routing::RouteInfo& route : strangers) {
        m_unknown.erase(route.id);
        TreeKeeper::Stranger stranger{.id = route.id, .name = route.name, .parent = {}, .facts = {}};
        if (route.nextHop != route.id)
            stranger.parent = route.nextHop;
        m_tree.adopt(m_newKey(), stranger);
    }
    if (!m_unknown.empty())
        m_adopt = m_router.broker().after(AdoptDelay, [this] { adoptUnknown(); });
}

void RouteWatch::ignore(ContextId id)
{
    m_ignored.insert(id);
    m_unknown.erase(id);
}

}  // namespace rz::qt
