#pragma once

#include "core/io/broker.h"
#include "core/rpc/pool.h"
#include "core/rpc/receiver.h"
#include "core/rpc/registry.h"
#include "tests/support/log_keeper.h"
#include "tests/unit/random_services.h"
#include "tests/unit/routing_support.h"

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace rz::test {

// Asks again and again, with no loop to drive; false when it does not come true in time. Any thread.
template <class Condition>
bool eventually(Condition done, Duration patience = Patience)
{
    const TimePoint deadline = Clock::now() + patience;
    while (!done()) {
        if (Clock::now() >= deadline)
            return done();
        std::this_thread::yield();
    }
    return true;
}

// A context in this process whose broker runs on a thread of its own. It has a pool with random services, and a mailbox
// that anybody may write to and read.
class ThreadedContext {
public:
    // What contexts share, and does not end before them.
    struct World {
        rpc::Registry& registry;
        LogSink& log;
        ServiceRuns& runs;
    };
    ThreadedContext(ContextId id, std::vector<ContextId> parentIds, const World& world);
    ~ThreadedContext();

    ContextId id() const { return m_id; }
    routing::Router& router() const { return *m_node->router; }
    rpc::Dispatcher& dispatcher() const { return *m_node->dispatcher; }
    rpc::Receiver& mailbox() const { return *m_mailbox; }
    // Another context as it is seen from here.
    rpc::Context context(ContextId other) const { return m_node->context(other); }

    // An id for a child.
    ContextId allocate();
    // Runs it on the broker's thread and waits; here, when the broker has ended.
    void run(io::Task task);
    // The pool ends with all that it runs, and a moment later there is another. False when somebody else is at it.
    bool replacePool();
    // Odd, or another than before, where a call may have met with a pool that ends, or with none.
    int poolChanges() const { return m_poolChanges; }
    // Lets the broker end. All that belongs to it is still there.
    void endBroker();
    // The router dies, the broker goes on. Receivers, Senders and pending calls may be left.
    void endRouter();
    // The broker dies as well.
    void end();

    // Of handlers, calls under way and the like there should be none when nobody wants anything, nor callers that are none of
    // so many contexts; nothing if there are none.
    std::optional<std::string> left(std::size_t contexts);

private:
    void startPool();
    std::optional<std::string> leftInTables(std::size_t contexts);

    const ContextId m_id;
    ServiceRuns& m_runs;
    std::unique_ptr<io::Broker> m_broker;
    std::unique_ptr<Node> m_node;
    std::unique_ptr<rpc::Pool> m_pool;
    std::mutex m_replacingPool;
    std::atomic<int> m_poolChanges = 0;
    std::unique_ptr<rpc::Receiver> m_mailbox;
    std::size_t m_handlers = 0;  // when nothing is under way
};

// Makes `below`, whose id is of `above`, a child of it over a socket pair.
void connectContexts(ThreadedContext& above, ThreadedContext& below);

// A tree of such contexts. Four stay: the master, two children, and a child of the first of those. That one has another
// child, the guest, with one of its own below: both can be replaced by new ones at any time. Any thread.
class ThreadedTree {
public:
    // `runs` outlives it.
    explicit ThreadedTree(ServiceRuns& runs);
    ~ThreadedTree();

    rpc::Registry registry;
    LogKeeper log;

    // Those that stay, the master first.
    const std::vector<ThreadedContext*>& lasting() const { return m_lasting; }
    // All that are in the tree, or were a moment ago.
    std::vector<ContextId> ids() const;
    bool mayCall(ContextId from, ContextId to) const;
    // One is the other, or above it.
    bool hasAuthority(ContextId from, ContextId over) const;
    // Of one that stays; of others the pool stays as long as they do.
    int poolChanges(ContextId id) const;
    // A guest that has been, or is being, cut off: what was asked of it may fail.
    bool lost(ContextId id) const;

    enum class By : std::uint8_t { Host, Itself };
    // The guests go: their host cuts them off, or they die. Then there are new ones. False when somebody else is at it.
    bool replaceGuests(By by);

    // What is left in any context although nothing should be.
    std::optional<std::string> left() const;

private:
    ThreadedContext::World world() { return {.registry = registry, .log = log, .runs = m_runs}; }
    ThreadedContext& host() const { return *m_lasting[1]; }
    std::unique_ptr<ThreadedContext> makeChild(ThreadedContext& parent);
    void inviteGuests();
    std::vector<ThreadedContext*> everybody() const;

    ServiceRuns& m_runs;
    std::map<ContextId, ContextId> m_parents;  // of all there ever were
    std::vector<std::unique_ptr<ThreadedContext>> m_owned;
    std::vector<ThreadedContext*> m_lasting;
    std::mutex m_replacing;
    std::unique_ptr<ThreadedContext> m_guest;
    std::unique_ptr<ThreadedContext> m_guestsChild;
    mutable std::mutex m_mutex;  // of m_parents and what follows
    std::vector<ContextId> m_guestIds;
    std::set<ContextId> m_lost;
};

}  // namespace rz::test
