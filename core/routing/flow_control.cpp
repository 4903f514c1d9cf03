#include "core/routing/flow_control.h"

#include "core/base/str.h"
#include "core/routing/route_table.h"
#include "core/routing/stream.h"

#include <utility>

namespace rz::routing {

void FlowControl::forwarded(Stream& in, Stream& out, std::size_t count)
{
    if (!out.congested())
        return;
    if (carries(in, out)) {
        if (out.pendingBytes() > AnswerLimit)
            out.disconnect(Error(ErrorKind::Stream, str("more than ", AnswerLimit >> 20,
                                                        " MiB from where its tunnel begins wait for it")));
        return;
    }
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

// `out` is a tunnel through `in`, or through one that is.
bool FlowControl::carries(const Stream& in, const Stream& out) const
{
    for (const Stream* stream = &out; stream != nullptr && stream->carrier();) {
        stream = m_routes.lookup(*stream->carrier());
        if (stream == &in)
            return true;
    }
    return false;
}

void FlowControl::stop(Stream& in, Feeder& feeder)
{
    if (!std::exchange(feeder.paused, true))
        in.pause();
}

}  // namespace rz::routing
