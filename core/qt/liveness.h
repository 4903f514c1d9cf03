#pragma once

#include "core/io/broker.h"
#include "core/qt/rtt_watch.h"
#include "core/qt/tree_keeper.h"

#include <memory>
#include <unordered_map>

namespace rz::qt {

// Pings every native context that is up, measures its round trip, and gives it up after long silence. Broker thread.
class Liveness {
public:
    Liveness(routing::Router& router, TreeKeeper& tree, LivenessOptions options);

private:
    struct Watched {
        NodeKey key{};
        RttWatch rtt;
    };

    void schedule();
    void tick();
    void ping(ContextId id, Watched& watched);
    void judge(ContextId id, Watched& watched, TimePoint now);

    routing::Router& m_router;
    TreeKeeper& m_tree;
    LivenessOptions m_options;
    std::unordered_map<ContextId, Watched> m_watched;
    TimePoint m_nextTick;
    io::Timer m_timer;
    // Answers that come after our end find it gone.
    std::shared_ptr<Liveness*> m_self = std::make_shared<Liveness*>(this);
};

}  // namespace rz::qt
