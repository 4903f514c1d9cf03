#include "core/routing/router.h"

#include "core/base/assertion.h"
#include "core/routing/router_impl.h"

#include <algorithm>
#include <utility>

namespace rz::routing {

namespace {

// A function as an endpoint.
class HandlerEndpoint final : public Endpoint {
public:
    explicit HandlerEndpoint(Handler handler) : m_handler(std::move(handler)) {}
    void deliver(Message message) override { m_handler(std::move(message)); }
    void lost(const Error& reason) override { m_handler(Message::dead(reason.text())); }

private:
    Handler m_handler;
};

RouterOptions bounded(RouterOptions options)
{
    options.maxMessageSize = std::min(options.maxMessageSize, wire::LargestMaxMessageSize);
    return options;
}

}  // namespace

Router::Router(io::Broker& broker, RouterOptions options)
    : m_impl(std::make_shared<Impl>(*this, broker, std::move(options)))
{
    m_impl->start();
}

Router::~Router()
{
    m_impl->end();
}

Router::Impl::Impl(Router& router, io::Broker& theBroker, RouterOptions theOptions)
    : self(router), broker(theBroker), options(bounded(std::move(theOptions))), log(options.log), routes(options.id)
{
}

void Router::Impl::start()
{
    addStandardHandlers();
    m_shutdownHook = broker.onShutdown([this] { shutDownChildren(); });
    m_endHook = broker.onEnd([this] { end(); });
}

void Router::Impl::end()
{
    if (std::exchange(m_ended, true))
        return;
    lifetime->end();
    const Error reason(ErrorKind::Channel, std::string(BrokerHasExited));
    m_shutdownHook.reset();
    m_endHook.reset();
    m_keepAlive.reset();
    const auto waiting = handlers.close(reason);
    credits.close(reason);
    for (const auto& [id, stream] : streams)
        routes.removeVia(*stream);
    const auto takeStreams = [this] {
        const std::lock_guard lock(streamsMutex);
        return std::exchange(streams, {});
    };
    for (const auto& [id, stream] : takeStreams()) {
        stream->orphan();
        wakeWaiters(*stream);
    }
    lifetime->awaitHolders();  // no way is left, so whoever waits for room goes on
    for (const auto& endpoint : waiting)
        endpoint->lost(reason);
}

io::Broker& Router::broker() const
{
    return m_impl->broker;
}

std::shared_ptr<Lifetime> Router::lifetime() const
{
    return m_impl->lifetime;
}

const Log& Router::log() const
{
    return m_impl->log;
}

ContextId Router::id() const
{
    return m_impl->options.id;
}

std::optional<ContextId> Router::parentId() const
{
    const auto& parents = parentIds();
    return parents.empty() ? std::nullopt : std::optional(parents.front());
}

const std::vector<ContextId>& Router::parentIds() const
{
    static const std::vector<ContextId> nobody;
    return m_impl->leftTree ? nobody : m_impl->options.parentIds;
}

bool Router::isMaster() const
{
    return m_impl->options.parentIds.empty();
}

bool Router::wasParent(ContextId id) const
{
    return m_impl->leftTree && std::ranges::find(m_impl->options.parentIds, id) != m_impl->options.parentIds.end();
}

std::size_t Router::maxMessageSize() const
{
    return m_impl->options.maxMessageSize;
}

bool Router::unidirectional() const
{
    return m_impl->options.unidirectional;
}

bool Router::profiling() const
{
    return m_impl->options.profiling;
}

bool Router::debug() const
{
    return m_impl->options.debug || m_impl->debugLog != nullptr;
}

Result<Handle> Router::addHandler(Handler handler, HandlerOptions options)
{
    return addEndpoint(std::make_shared<HandlerEndpoint>(std::move(handler)), std::move(options));
}

bool Router::delHandler(Handle handle)
{
    return m_impl->handlers.remove(handle) != nullptr;
}

Result<Handle> Router::addEndpoint(std::shared_ptr<Endpoint> endpoint, HandlerOptions options)
{
    return m_impl->handlers.add(std::move(endpoint), std::move(options));
}

bool Router::removeEndpoint(const Endpoint& endpoint)
{
    return m_impl->handlers.remove(endpoint.handle(), &endpoint) != nullptr;
}

void Router::route(Message message, io::Traffic traffic)
{
    m_impl->route(std::move(message), traffic);
}

std::vector<RouteInfo> Router::routes() const
{
    return m_impl->routes.list();
}

std::optional<RouteInfo> Router::findRoute(ContextId id) const
{
    return m_impl->routes.describe(id);
}

bool Router::congested(ContextId id) const
{
    return m_impl->congested(id);
}

Result<> Router::waitUncongested(ContextId id, const std::stop_token& stop) const
{
    return m_impl->waitUncongested(id, stop);
}

void Router::whenUncongested(ContextId id, io::Task task)
{
    m_impl->broker.deferLater([weak = std::weak_ptr(m_impl), id, task = std::move(task)]() mutable {
        if (const auto impl = weak.lock())
            impl->runWhenUncongested(id, std::move(task));
    });
}

std::string Router::contextName(ContextId id) const
{
    const auto route = findRoute(id);
    return route ? route->name : std::string();
}

std::size_t Router::waitingFor(ContextId id) const
{
    return m_impl->handlers.waitingFor(id);
}

std::size_t Router::handlerCount() const
{
    return m_impl->handlers.size();
}

CreditTable& Router::credits() const
{
    return m_impl->credits;
}

Stream& Router::registerStream(std::unique_ptr<Stream> stream, std::span<const std::byte> early)
{
    const auto owned = m_impl->adopt(std::move(stream));
    m_impl->addRoute(owned->remoteId(), owned, owned->name());
    owned->start(early);
    return *owned;
}

Stream& Router::registerParent(std::unique_ptr<Stream> stream, std::span<const std::byte> early)
{
    RZ_ASSERT(parentId() == stream->remoteId());
    const auto owned = m_impl->adopt(std::move(stream));
    m_impl->routes.setParent(owned);
    m_impl->routes.add(owned->remoteId(), owned, "parent");
    owned->start(early);
    return *owned;
}

std::shared_ptr<Stream> Router::streamById(ContextId id) const
{
    return m_impl->routes.lookupShared(id);
}

std::vector<std::shared_ptr<Stream>> Router::getStreams() const
{
    std::vector<std::shared_ptr<Stream>> out;
    const std::lock_guard lock(m_impl->streamsMutex);
    out.reserve(m_impl->streams.size());
    for (const auto& [id, stream] : m_impl->streams)
        out.push_back(stream);
    return out;
}

Stream* Router::parentStream() const
{
    return m_impl->routes.parent();
}

void Router::addRoute(ContextId target, std::shared_ptr<Stream> stream, std::string name)
{
    m_impl->broker.defer(
        [weak = std::weak_ptr(m_impl), target, stream = std::move(stream), name = std::move(name)]() mutable {
            const auto impl = weak.lock();
            if (impl != nullptr && stream != nullptr && impl->owns(*stream))
                impl->addRoute(target, stream, std::move(name));
        });
}

void Router::delRoute(ContextId target)
{
    m_impl->broker.defer([weak = std::weak_ptr(m_impl), target] {
        if (const auto impl = weak.lock())
            impl->delRoute(target);
    });
}

bool Router::disconnect(ContextId id, Error reason)
{
    const auto found = m_impl->streams.find(id);
    if (found == m_impl->streams.end() || found->second.get() == m_impl->routes.parent())
        return false;
    found->second->disconnect(std::move(reason));
    return true;
}

void Router::leaveTree()
{
    m_impl->leftTree = true;
}

bool Router::detaching(ContextId id) const
{
    return m_impl->detaching.contains(id);
}

Result<> Router::enableDebug()
{
    if (debug())
        return {};
    RZ_TRY(m_impl->debugLog, io::DebugLog::open(m_impl->log.sink()));
    m_impl->log = m_impl->debugLog->log(m_impl->log.name());
    return {};
}

RouterStats& Router::stats()
{
    return m_impl->stats;
}

RouterStats Router::getStats() const
{
    return m_impl->stats;
}

TableSizes Router::tableSizes() const
{
    return m_impl->tableSizes();
}

IdBlocks& Router::idBlocks() const
{
    return m_impl->idBlocks;
}

Subscription Router::onDisconnect(ContextId id, std::function<void(const Error& reason)> listener)
{
    Subscription subscription = m_impl->disconnectListeners.add(id, std::move(listener));
    if (id != m_impl->options.id && m_impl->routes.lookup(id) == nullptr)
        m_impl->broker.deferLater([weak = std::weak_ptr(m_impl), id] {
            if (const auto impl = weak.lock(); impl != nullptr && impl->routes.lookup(id) == nullptr)
                impl->disconnectListeners.fire(id, Error(ErrorKind::Channel, "there is no route to it"));
        });
    return subscription;
}

Subscription Router::observe(RouterObserver& observer)
{
    auto both = std::make_shared<std::pair<Subscription, Subscription>>();
    both->first = m_impl->routeAdded.connect([&observer](const RouteInfo& route) { observer.routeAdded(route); });
    both->second = m_impl->routeRemoved.connect(
        [&observer](ContextId id, const Error& reason) { observer.routeRemoved(id, reason); });
    return Subscription(std::move(both));
}

StreamOwner& Router::streamOwner() const
{
    return *m_impl;
}

FrameBuffer& Router::frameBuffer() const
{
    return m_impl->frames;
}

}  // namespace rz::routing
