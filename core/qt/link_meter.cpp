#include "core/qt/link_meter.h"

namespace rz::qt {
namespace {

constexpr Duration Interval = std::chrono::seconds(1);

}  // namespace

LinkMeter::LinkMeter(routing::Router& router, TreeKeeper& tree, Outbox& outbox, const std::atomic<bool>& wanted)
    : m_router(router), m_tree(tree), m_outbox(outbox), m_wanted(wanted)
{
    m_timer = router.broker().after(Interval, [this] { measure(); });
}

void LinkMeter::measure()
{
    std::vector<LinkSnapshot> links;
    for (const routing::Stream* stream : m_router.getStreams()) {
        const routing::LinkCounters counters = stream->counters();
        m_tree.setTraffic(stream->remoteId(), counters.bytesIn, counters.bytesOut);
        if (m_wanted)
            links.push_back({.id = stream->remoteId(), .name = stream->name(), .counters = counters});
    }
    if (m_wanted)
        m_outbox.links(std::move(links));
    m_timer = m_router.broker().after(Interval, [this] { measure(); });
}

}  // namespace rz::qt
