#pragma once

#include "core/io/broker.h"
#include "core/qt/tree_keeper.h"

#include <atomic>

namespace rz::qt {

// Once a second: what each link carried, for the tree always and in full while somebody looks. Broker thread.
class LinkMeter {
public:
    // `wanted` tells whether somebody looks; it may change on any thread.
    LinkMeter(routing::Router& router, TreeKeeper& tree, Outbox& outbox, const std::atomic<bool>& wanted);

private:
    void measure();

    routing::Router& m_router;
    TreeKeeper& m_tree;
    Outbox& m_outbox;
    const std::atomic<bool>& m_wanted;
    io::Timer m_timer;
};

}  // namespace rz::qt
