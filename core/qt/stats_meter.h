#pragma once

#include "core/io/broker.h"
#include "core/modules/responder.h"
#include "core/qt/tree_keeper.h"

#include <atomic>

namespace rz::qt {

// Once a second: what each link carried, for the tree always and in full while somebody looks; then also the modules that
// went to Python contexts. Broker thread.
class StatsMeter {
public:
    // `wanted` tells whether somebody looks; it may change on any thread.
    StatsMeter(routing::Router& router, const modules::ModuleResponder& responder, TreeKeeper& tree, Outbox& outbox,
               const std::atomic<bool>& wanted);

private:
    void measure();
    void tellModules();

    routing::Router& m_router;
    const modules::ModuleResponder& m_responder;
    TreeKeeper& m_tree;
    Outbox& m_outbox;
    const std::atomic<bool>& m_wanted;
    std::uint64_t m_eventsTold = 0;  // questions for modules, and answers
    io::Timer m_timer;
};

}  // namespace rz::qt
