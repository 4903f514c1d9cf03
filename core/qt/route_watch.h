#pragma once

#include "core/io/broker.h"
#include "core/qt/tree_keeper.h"

#include <functional>
#include <map>

namespace rz::qt {

// Tells the GUI of the routes, a frame's changes at once, and the tree of contexts that others started. Broker thread.
class RouteWatch final : public routing::RouterObserver {
public:
    using NewKey = std::function<NodeKey()>;
    RouteWatch(routing::Router& router, TreeKeeper& tree, Outbox& outbox, NewKey newKey);

private:
    void routeAdded(const routing::RouteInfo& route) override;
    void routeRemoved(ContextId id, const Error& reason) override;
    void scheduleReport();
    void adoptUnknown();

    routing::Router& m_router;
    TreeKeeper& m_tree;
    Outbox& m_outbox;
    NewKey m_newKey;
    std::map<ContextId, routing::RouteInfo> m_unknown;  // ours in the making, or foreign
    Subscription m_observing;
    io::Timer m_report;
    io::Timer m_adopt;
};

}  // namespace rz::qt
