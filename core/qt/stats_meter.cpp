#include "core/qt/stats_meter.h"

#include <utility>

namespace rz::qt {
namespace {

constexpr Duration Interval = std::chrono::seconds(1);

}  // namespace

StatsMeter::StatsMeter(routing::Router& router, const modules::ModuleResponder& responder, TreeKeeper& tree,
                       Outbox& outbox, const std::atomic<bool>& wanted)
    : m_router(router), m_responder(responder), m_tree(tree), m_outbox(outbox), m_wanted(wanted)
{
    m_timer = router.broker().after(Interval, [this] { measure(); });
}

void StatsMeter::measure()
{
    std::vector<LinkSnapshot> links;
    for (const auto& stream : m_router.getStreams()) {
        const routing::LinkCounters counters = stream->counters();
        m_tree.setTraffic(stream->remoteId(), counters.bytesIn, counters.bytesOut);
        if (m_wanted)
            links.push_back({.id = stream->remoteId(), .name = stream->name(), .counters = counters});
    }
    if (m_wanted) {
        // Before the links, with which all of it is told.
        tellModules();
        m_outbox.links(std::move(links));
    }
    m_timer = m_router.broker().after(Interval, [this] { measure(); });
}

// The list is long and seldom another one. A question may stay without an answer: who asks again has the module already.
void StatsMeter::tellModules()
{
    const routing::RouterStats& counters = m_router.stats();
    const std::uint64_t events = counters.getModuleCount + counters.goodLoadModuleCount + counters.badLoadModuleCount;
    if (std::exchange(m_eventsTold, events) == events)
        return;
    const auto& served = m_responder.served();
    m_outbox.modules({.counters = counters, .served = {served.begin(), served.end()}});
}

}  // namespace rz::qt
