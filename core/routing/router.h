#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"
#include "core/base/log.h"
#include "core/base/signal.h"
#include "core/io/broker.h"
#include "core/routing/message.h"
#include "core/routing/stream.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rz::routing {

// May a message be delivered? `stream` is where it arrived, null when it was made here (protocol 3.4).
using Policy = std::function<bool(const Router& router, const Message& message, const Stream* stream)>;
// The message acts with the authority of this context or one of its parents.
bool hasParentAuthority(const Router& router, const Message& message, const Stream* stream);
// The message was made by the context at the other end of the stream it arrived on.
bool isImmediateChild(const Router& router, const Message& message, const Stream* stream);

// Runs on the broker thread. A dead message tells that nothing further will come.
using Handler = std::move_only_function<void(Message message)>;

struct HandlerOptions {
    std::optional<Handle> handle;          // a fresh dynamic one when absent
    bool persist = true;                   // else it is removed by its first message
    Policy policy;
    std::optional<ContextId> respondent;   // only it may answer; its disconnection delivers a dead message
    bool overwrite = false;
};

struct RouterOptions {
    ContextId id = MasterId;
    std::vector<ContextId> parentIds;      // nearest first; empty in a master
    std::size_t maxMessageSize = wire::DefaultMaxMessageSize;
    bool unidirectional = false;
    Log log;
};

// A context as the router knows it.
struct RouteInfo {
    ContextId id{};
    std::string name;
    ContextId nextHop{};     // the adjacent context whose stream leads there
    ContextId announcedBy{}; // nextHop, or own id for a direct child
};

// Told of changes of the tree, on the broker thread.
class RouterObserver {
public:
    virtual ~RouterObserver() = default;
    virtual void routeAdded(const RouteInfo& route) = 0;
    virtual void routeRemoved(ContextId id, const Error& reason) = 0;
};

// Routes messages over the tree and delivers those for this context to handlers (reference: Router and RouteMonitor;
// protocol section 3). One class for masters, children and what is both: what differs are the parts registered on it.
class Router {
public:
    // The broker must outlive the router. Broker thread, or before the broker runs anything of it.
    Router(io::Broker& broker, RouterOptions options);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    io::Broker& broker() const;
    const Log& log() const;
    ContextId id() const;
    std::optional<ContextId> parentId() const;
    const std::vector<ContextId>& parentIds() const;
    bool isMaster() const { return !parentId(); }
    std::size_t maxMessageSize() const;
    bool unidirectional() const;

    // --- any thread ---

    // Fails with Error when the handle is taken and overwrite is off.
    Result<Handle> addHandler(Handler handler, HandlerOptions options = {});
    // False when there is none.
    bool delHandler(Handle handle);
    // Delivers here or sends along the tree, from any thread, writing directly when nothing is queued. Local delivery
    // always happens on the broker thread.
    void route(Message message, io::Traffic traffic = io::Traffic::Interactive);
    std::vector<RouteInfo> routes() const;
    std::optional<RouteInfo> findRoute(ContextId id) const;
    // True when the stream towards `id` is above its high-water mark.
    bool congested(ContextId id) const;
    std::string contextName(ContextId id) const;

    // --- broker thread ---

    // Takes a connected stream: it becomes the route to its remote id, is announced upward, and read from.
    // `early`: see Stream::start.
    Stream& registerStream(std::unique_ptr<Stream> stream, std::span<const std::byte> early = {});
    // Makes `stream` the way up: the default route, and the end of this context when it is lost.
    Stream& registerParent(std::unique_ptr<Stream> stream, std::span<const std::byte> early = {});
    // The stream that messages for `id` take; null when there is none.
    Stream* streamById(ContextId id) const;
    std::vector<Stream*> getStreams() const;
    Stream* parentStream() const;
    void addRoute(ContextId target, Stream& stream, std::string name = {});
    void delRoute(ContextId target);
    // Drops the stream to a direct child; false when it is not one.
    bool disconnect(ContextId id, Error reason);
    // Ids this router or its id source handed to the subtree behind a stream; ADD_ROUTE of any other is refused
    // when a check is set (protocol 3.10).
    void setRouteCheck(std::function<bool(ContextId id, const Stream& from)> check);

    // `listener` runs once when `id` is gone: its stream lost, or DEL_ROUTE.
    Subscription onDisconnect(ContextId id, std::function<void(const Error& reason)> listener);
    Subscription observe(RouterObserver& observer);
    // The parent's stream is gone.
    Signal<const Error&> parentLost;

    // --- for Stream: frames of one read, in order ---
    void received(Stream& stream, wire::Frame frame);
    void streamLost(Stream& stream, const Error& reason);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

}  // namespace rz::routing
