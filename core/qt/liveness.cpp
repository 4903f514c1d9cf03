#include "core/qt/liveness.h"

#include "core/base/str.h"
#include "core/rpc/context.h"

namespace rz::qt {
namespace {

// Silence is judged here; the ping's own deadline only makes its handle go in the end.
constexpr Duration PingDeadline = std::chrono::minutes(10);

}  // namespace

Liveness::Liveness(routing::Router& router, TreeKeeper& tree, LivenessOptions options)
    : m_router(router), m_tree(tree), m_options(options)
{
    schedule();
}

void Liveness::schedule()
{
    m_nextTick = m_router.broker().now() + m_options.interval;
    m_timer = m_router.broker().after(m_options.interval, [this] { tick(); });
}

void Liveness::tick()
{
    const TimePoint now = Clock::now();
    // When we could not run for a while (stopped, machine asleep), the answers are waiting in our own sockets.
    const bool wasAsleep = now - m_nextTick > m_options.interval;
    std::unordered_map<ContextId, Watched> before;
    before.swap(m_watched);
    for (const TreeKeeper::Live& live : m_tree.live()) {
        if (!live.native)
            continue;
        const auto known = before.find(live.id);
        Watched& watched = m_watched[live.id] = known == before.end() ? Watched{live.key, {}} : known->second;
        if (wasAsleep)
            watched.rtt.excuse(now);
    }
    for (auto& [id, watched] : m_watched) {
        if (watched.rtt.waiting())
            judge(id, watched, now);
        else
            ping(id, watched);
    }
    schedule();
}

void Liveness::ping(ContextId id, Watched& watched)
{
    watched.rtt.sent(Clock::now());
    rpc::Context(m_router, id).ping(PingDeadline, [self = std::weak_ptr(m_self), id](Result<Duration> rtt) {
        const auto alive = self.lock();
        if (!alive || !rtt)
            return;  // a lost context is told of by the router
        auto& all = (*alive)->m_watched;
        const auto found = all.find(id);
        if (found == all.end())
            return;
        found->second.rtt.answered(*rtt);
        (*alive)->m_tree.setRoundTrip(found->second.key, *rtt, found->second.rtt.slow(Clock::now()));
    });
}

void Liveness::judge(ContextId id, Watched& watched, TimePoint now)
{
    const Duration silence = watched.rtt.silence(now);
    if (silence < m_options.lostAfter) {
        if (watched.rtt.slow(now))
            m_tree.setRoundTrip(watched.key, silence, true);
        return;
    }
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(silence).count();
    m_tree.lose(watched.key,
                Error(ErrorKind::Timeout, str(m_router.contextName(id), " has not answered for ", seconds, " s")));
}

}  // namespace rz::qt
