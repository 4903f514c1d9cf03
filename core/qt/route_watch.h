#pragma once

#include "core/io/broker.h"
#include "core/qt/tree_keeper.h"

#include <functional>
#include <map>
#include <set>

namespace rz::qt {

// Tells the GUI of the routes, a frame's changes at once, and the tree of contexts that others started. Broker thread.
class RouteWatch final : public routing::RouterObserver {
public:
    using NewKey = std::function<NodeKey()>;
    RouteWatch(routing::Router& router, TreeKeeper& tree, Outbox& outbox, NewKey newKey);
    // It is in the routes, but no context that anything could be called in.
    void ignore(ContextId id);

private:
    void routeAdded(const routing::RouteInfo& route) override;
    void routeRemoved(ContextId id, const Error& reason) override;
    void scheduleReport();
    void adoptUnknown();

    routing::Router& m_router;
    TreeKeeper& m_tree;
    Outbox& m_outbox;
    NewKey m_newKey;
    struct Unknown {
        routing::RouteInfo route;
        TimePoint since;
    };
    std::map<ContextId, Unknown> m_unknown;  // ours in the making, or foreign
    std::set<ContextId> m_ignored;
    Subscription m_observing;
    io::Timer m_report;
    io::Timer m_adopt;
};

}  // namespace rz::qt
