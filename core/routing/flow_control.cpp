#include "core/routing/flow_control.h"

#include "core/routing/stream.h"

#include <utility>

namespace rz::routing {

void FlowControl::forwarded(Stream& in, Stream& out, std::size_t count)
{
    if (!out.congested())
        return;
    Feeder& feeder = m_floods[&out][&in];
    feeder.bytes += count;
    if (feeder.bytes > FloodAllowance)
        stop(in, feeder);
}

void FlowControl::handled(Stream& in)
{
    if (in.pendingBytes() > AnswerLimit)
        stop(in, m_floods[&in][&in]);
}

void FlowControl::drained(Stream& out)
{
    const auto found = m_floods.find(&out);
    if (found == m_floods.end())
        return;
    const auto feeders = std::move(found->second);
    m_floods.erase(found);
    for (const auto& [in, feeder] : feeders) {
        if (feeder.paused)
            in->resume();
    }
}

void FlowControl::lost(Stream& stream)
{
    drained(stream);
    for (auto flood = m_floods.begin(); flood != m_floods.end();) {
        flood->second.erase(&stream);
        flood = flood->second.empty() ? m_floods.erase(flood) : std::next(flood);
    }
}

void FlowControl::stop(Stream& in, Feeder& feeder)
{
    if (!std::exchange(feeder.paused, true))
        in.pause();
}

}  // namespace rz::routing
