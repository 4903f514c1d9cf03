#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/signal.h"
#include "core/io/broker.h"
#include "core/routing/endpoint.h"
#include "core/routing/message.h"
#include "core/routing/route_table.h"
#include "core/routing/stream.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rz::routing {

class CreditTable;
class FrameBuffer;
class IdBlocks;
class Lifetime;

// Runs on the broker thread and must not throw. A dead message tells that nothing further will come.
using Handler = std::move_only_function<void(Message message)>;

struct RouterOptions {
    ContextId id = MasterId;
    std::vector<ContextId> parentIds;                          // nearest first; empty in a master
    std::size_t maxMessageSize = wire::DefaultMaxMessageSize;  // bytes; wire::LargestMaxMessageSize at most
    bool unidirectional = false;
    bool debug = false;      // `log` goes to a debug file; children are told to do the same (enableDebug)
    bool profiling = false;  // children are told to profile themselves
    Log log;
};

// What became of the modules that contexts below asked for (reference: get_stats).
struct RouterStats {
    std::uint64_t getModuleCount = 0;       // questions
    double getModuleSecs = 0;               // spent on answering them
    std::uint64_t goodLoadModuleCount = 0;  // modules sent
    std::uint64_t goodLoadModuleSize = 0;   // their bytes
    std::uint64_t badLoadModuleCount = 0;   // "there is none"
    double minifySecs = 0;                  // of getModuleSecs
};

// What a router knows of others beside routes, handlers and credits: as many entries as its tables have, which go when those go.
struct TableSizes {
    std::size_t egress = 0;               // contexts that a neighbour has talked to or heard from
    std::size_t disconnectListeners = 0;  // contexts whose loss somebody here is to be told of
    std::size_t floods = 0;               // full queues for which it is counted who fills them
    std::size_t detaching = 0;            // children about to leave
    std::size_t roomAwaited = 0;          // tasks of whenUncongested()
};

// Told of changes of the tree, on the broker thread. Removed are also contexts elsewhere in the tree, which were never added.
class RouterObserver {
public:
    virtual ~RouterObserver() = default;
    // There is a way to a context: the first, or another than before.
    virtual void routeAdded(const RouteInfo& route) = 0;
    // There is none any more.
    virtual void routeRemoved(ContextId id, const Error& reason) = 0;
};

// Routes messages over the tree and delivers those for this context to handlers (reference: Router and RouteMonitor;
// protocol section 3). One class for masters, children and what is both: what differs are the parts registered on it.
// When the broker begins to shut down it asks the children to, and waits for them within the broker's grace time.
class Router {
public:
    // The broker must outlive the router. Broker thread, or before the broker runs anything of it.
    Router(io::Broker& broker, RouterOptions options);
    // Broker thread, or after it ended. Streams close; every handler left learns that nothing will come.
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    io::Broker& broker() const;  // these, like what RouterOptions said, on any thread
    const Log& log() const;
    // By which those that may outlive this see whether it is still there.
    std::shared_ptr<Lifetime> lifetime() const;
    ContextId id() const;
    std::optional<ContextId> parentId() const;
    // Nearest first; empty in a master, and once this context has left its tree.
    const std::vector<ContextId>& parentIds() const;
    bool isMaster() const;
    // It was a parent, before this context left its tree.
    bool wasParent(ContextId id) const;
    std::size_t maxMessageSize() const;
    bool unidirectional() const;
    bool profiling() const;
    bool debug() const;

    // --- any thread ---

    // Gives its handle. Fails with Error when that is taken and overwrite is off, with Argument for 0, with Channel at the end.
    Result<Handle> addHandler(Handler handler, HandlerOptions options = {});
    // False when there is none. It is told nothing; on the broker thread it runs no more, elsewhere it may be running.
    bool delHandler(Handle handle);
    // The same for an endpoint of one's own. removeEndpoint() is true for exactly one of those who try,
    // delivery included.
    Result<Handle> addEndpoint(std::shared_ptr<Endpoint> endpoint, HandlerOptions options = {});
    bool removeEndpoint(const Endpoint& endpoint);
    // Delivers here, on the broker thread after the current event, or sends along the tree, writing directly when nothing is
    // queued. Tells the caller of no failure: whoever waits for the reply gets a dead message (no way, too large, no handler).
    void route(Message message, io::Traffic traffic = io::Traffic::Interactive);
    std::vector<RouteInfo> routes() const;                   // as they are at this moment
    std::optional<RouteInfo> findRoute(ContextId id) const;  // nothing for what only the parent may know a way to
    // True when the stream towards `id` is above its high-water mark.
    bool congested(ContextId id) const;
    // Waits until it is not, or there is no way to `id` any more (Channel), or `stop` (Cancelled). Not on the broker thread.
    Result<> waitUncongested(ContextId id, const std::stop_token& stop) const;
    // `task` runs once, on the broker thread and not inside this call, when it is not or there is no way any more.
    void whenUncongested(ContextId id, io::Task task);
    // The stream that messages for `id` take, the parent's where no other is known; null when there is none. Elsewhere than on
    // the broker thread it may be lost by the time it is looked at. To be let go of before the broker dies.
    std::shared_ptr<Stream> streamById(ContextId id) const;
    // All there are at this moment, that of the parent included.
    std::vector<std::shared_ptr<Stream>> getStreams() const;
    // At once on the broker thread; elsewhere soon, in the order of the calls. A stream that is lost by then, or null, leads
    // nowhere: then nothing is added. An id whose route was removed should get no new one soon: further up than the
    // parent the news of the new one may arrive first, and is refused.
    void addRoute(ContextId target, std::shared_ptr<Stream> stream, std::string name = {});
    void delRoute(ContextId target);
    std::string contextName(ContextId id) const;  // empty when none is known
    // Calls and other handlers that wait for an answer of `id`.
    std::size_t waitingFor(ContextId id) const;
    std::size_t handlerCount() const;
    // What receivers elsewhere are ready to take from Senders here.
    CreditTable& credits() const;

    // --- broker thread ---

    // Takes a connected stream: it becomes the route to its remote id, is announced upward, and read from, until it is lost.
    // There must be none to that id: asserted. `early`: see Stream::start.
    Stream& registerStream(std::unique_ptr<Stream> stream, std::span<const std::byte> early = {});
    // Makes `stream` the way up: the default route, and the end of this context when it is lost.
    Stream& registerParent(std::unique_ptr<Stream> stream, std::span<const std::byte> early = {});
    Stream* parentStream() const;
    // Drops the stream to a direct child; false when it is not one. That of the parent is dropped by parentStream().
    bool disconnect(ContextId id, Error reason);
    // Which ids those below may announce.
    IdBlocks& idBlocks() const;

    // This context and those below it leave the tree they are in: nobody is its parent any more, and the loss of the stream
    // that leads up is not told to parentLost (protocol 4.11).
    void leaveTree();
    // A direct child has announced that it leaves: whoever carries its stream lets go of it instead of ending it. Until its
    // onDisconnect() listeners have run.
    bool detaching(ContextId id) const;
    // Writes all that this context logs, whatever its level, to /tmp/rhizome.PID.log as well, and so do children that are
    // connected from now on (reference: enable_debug). Before the first connection. Fails with System.
    Result<> enableDebug();
    // Counted by whoever answers for modules here.
    RouterStats& stats();
    RouterStats getStats() const;
    TableSizes tableSizes() const;

    // `listener` runs once when `id` is gone: its stream lost, or DEL_ROUTE. Soon, if there is no way to it already.
    [[nodiscard]] Subscription onDisconnect(ContextId id, std::function<void(const Error& reason)> listener);
    [[nodiscard]] Subscription observe(RouterObserver& observer);  // which must outlive the subscription
    // The parent's stream is gone.
    Signal<const Error&> parentLost;

    // --- for Stream ---
    StreamOwner& streamOwner() const;
    FrameBuffer& frameBuffer() const;

private:
    class Impl;
    std::shared_ptr<Impl> m_impl;
};

}  // namespace rz::routing
