#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/routing/router_impl.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

namespace rz::routing {

namespace {

// More contexts than this behind one neighbour are not believed.
constexpr std::size_t MaxRoutesPerStream = 100'000;

std::optional<ContextId> parseId(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return ContextId{number};
}

// Cuts off what is before `separator`; nothing when it is not there.
std::optional<std::string_view> cutAt(std::string_view& text, char separator)
{
    const std::size_t at = text.find(separator);
    if (at == std::string_view::npos)
        return std::nullopt;
    const std::string_view head = text.substr(0, at);
    text.remove_prefix(at + 1);
    return head;
}

// `hop` is the context whose loss took the respondent along.
Error respondentLost(std::string_view hop, const Error& reason)
{
    ErrorDetails details = reason.details();
    if (details.hop.empty())
        details.hop = hop;
    return Error(ErrorKind::Channel, str("the respondent Context has disconnected: ", hop, ": ", reason.text()))
        .withDetails(std::move(details));
}

}  // namespace

void Router::Impl::addStandardHandlers()
{
    const auto add = [this](Handle handle, Policy policy, void (Impl::*function)(const Message&)) {
        HandlerOptions handlerOptions;
        handlerOptions.handle = handle;
        handlerOptions.policy = std::move(policy);
        const auto added = self.addHandler([this, function](const Message& message) { (this->*function)(message); },
                                           std::move(handlerOptions));
        RZ_ASSERT(added);
    };
    add(wire::AddRoute, isImmediateChild, &Impl::onAddRoute);
    add(wire::DelRoute, isImmediateChild, &Impl::onDelRoute);
    add(wire::Ping, {}, &Impl::onPing);
    add(wire::Credit, {}, &Impl::onCredit);
    add(wire::Detaching, isImmediateChild, &Impl::onDetaching);
    if (self.isMaster())
        add(wire::ForwardLog, {}, &Impl::onForwardLog);
}

// Streams die on the broker thread and outside every callback, whoever lets go of them last.
RouteTable::StreamPointer Router::Impl::adopt(std::unique_ptr<Stream> stream)
{
    const ContextId id = stream->remoteId();
    RZ_ASSERT(!m_ended && id != options.id && !streams.contains(id));
    stream->adopted();
    const auto release = [&loop = broker](Stream* dead) {
        loop.deferLater([owned = std::unique_ptr<Stream>(dead)] {});
    };
    const std::lock_guard lock(streamsMutex);
    return streams.emplace(id, RouteTable::StreamPointer(stream.release(), release)).first->second;
}

bool Router::Impl::owns(const Stream& stream) const
{
    const auto found = streams.find(stream.remoteId());
    return found != streams.end() && found->second.get() == &stream;
}

void Router::Impl::addRoute(ContextId id, const RouteTable::StreamPointer& stream, std::string name)
{
    routes.add(id, stream, std::move(name));
    const RouteInfo info = *routes.describe(id);
    if (Stream* const parent = routes.parent(); parent != nullptr)
        tell(*parent, wire::AddRoute, info.name.empty() ? str(raw(id)) : str(raw(id), ":", info.name),
             io::Traffic::Interactive);
    routeAdded.fire(info);
}

void Router::Impl::delRoute(ContextId id)
{
    const RouteTable::Route* const route = routes.find(id);
    if (route == nullptr)
        return;
    const std::string name = route->name;
    routes.remove(id);
    // Not after another route to it that is added next.
    gone({id}, nullptr, name, Error(ErrorKind::Channel, "its route was removed"), io::Traffic::Interactive);
}

void Router::Impl::onAddRoute(const Message& message)
{
    if (message.isDead())
        return;
    const auto from = streams.find(message.srcId);
    const Bytes payload = message.data.flat();
    std::string_view name = payload.view();
    const auto idText = cutAt(name, ':');
    const auto id = parseId(idText ? *idText : std::exchange(name, {}));
    const auto refuseIt = [&](std::string_view why) {
        RZ_LOG_ERROR(log, "refused a route from context ", raw(message.srcId), ": ", why);
    };
    if (from == streams.end() || from->second.get() == routes.parent())
        return refuseIt("only children announce routes");
    if (!id || !isUtf8(name))
        return refuseIt("malformed ADD_ROUTE");
    Stream& stream = *from->second;
    const RouteTable::Route* const known = routes.find(*id);
    if (known != nullptr || *id == options.id)
        return refuseIt(str("Cannot add duplicate route to context ", raw(*id)));
    const auto owner = idBlocks.ownerOf(*id);
    if (!owner || routes.lookup(*owner) != &stream)
        return refuseIt(str("id ", raw(*id), " was not given to it"));
    if (routes.countVia(stream) >= MaxRoutesPerStream)
        return refuseIt("too many routes");
    addRoute(*id, from->second, std::string(firstCharacters(name, wire::MaxContextName)));
}

void Router::Impl::onDelRoute(const Message& message)
{
    if (message.isDead())
        return;
    const auto from = streams.find(message.srcId);
    const Bytes payload = message.data.flat();
    const auto id = parseId(payload.view());
    if (from == streams.end() || !id) {
        RZ_LOG_ERROR(log, "malformed DEL_ROUTE from context ", raw(message.srcId));
        return;
    }
    // A child may only take back what it announced; the parent speaks for everything that is not below us.
    Stream& stream = *from->second;
    if (*id == options.id || *id == stream.remoteId() || routes.lookup(*id) != &stream)
        return;
    const RouteTable::Route* const route = routes.find(*id);
    const std::string name = route == nullptr ? str("context ", raw(*id)) : route->name;
    routes.remove(*id);
    gone({*id}, &stream, name, Error(ErrorKind::Channel, str("it is gone, says ", stream.name())));
}

void Router::Impl::onForwardLog(const Message& message)
{
    if (message.isDead() || log.sink() == nullptr)
        return;
    const Bytes payload = message.data.flat();
    std::string_view text = payload.view();
    const auto logger = cutAt(text, '\0');
    const auto level = logger ? cutAt(text, '\0') : std::nullopt;
    const auto number = level ? parseId(*level) : std::nullopt;
    if (!number) {
        RZ_LOG_WARNING(log, "malformed FORWARD_LOG from context ", raw(message.srcId));
        return;
    }
    log.sink()->write({
        .time = std::chrono::system_clock::now(),
        .level = static_cast<LogLevel>(std::min<std::uint32_t>(raw(*number), 255)),
        .origin = message.srcId,
        .logger = toValidUtf8(*logger),
        .text = toValidUtf8(text),
    });
}

void Router::Impl::onPing(const Message& message)
{
    if (message.wantsReply())
        route(message.replyWith({}), io::Traffic::Interactive);
}

// protocol 4.11
void Router::Impl::onDetaching(const Message& message)
{
    if (message.isDead())
        return;
    const auto child = streams.find(message.srcId);
    if (child == streams.end() || child->second.get() == routes.parent() || !detaching.insert(message.srcId).second) {
        RZ_LOG_WARNING(log, "context ", raw(message.srcId), " wants to leave, which it cannot, or not twice");
        return;
    }
    RZ_LOG_INFO(log, child->second->name(), " (context ", raw(message.srcId), ") leaves, to live on by itself");
    if (message.wantsReply()) {
        auto done = Message::pickled(Value());
        RZ_ASSERT(done);
        route(message.replyWith(std::move(*done)), io::Traffic::Interactive);
    }
}

void Router::Impl::onCredit(const Message& message)
{
    if (message.isDead())
        return;
    const Stream* const from = routes.lookup(message.srcId);
    const ContextId via = from != nullptr ? from->remoteId() : message.srcId;
    if (auto taken = credits.onCredit(message.srcId, via, message.data.flat()); !taken)
        RZ_LOG_WARNING(log, taken.error().text());
}

void Router::Impl::streamLost(Stream& stream, const Error& reason)
{
    if (m_ended)
        return;
    const bool wasParent = &stream == routes.parent();
    if (reason.kind() == ErrorKind::Decode)
        RZ_LOG_ERROR(log, "ended the connection to ", stream.name(), " (context ", raw(stream.remoteId()),
                     "): ", reason.text(), ". ", reason.details().cause, ' ', reason.details().fix);
    else
        RZ_LOG_DEBUG(log, "lost ", stream.name(), " (context ", raw(stream.remoteId()), "): ", reason.text());
    if (m_run.from == &stream || m_run.to == &stream)
        m_run = {};
    const std::vector<ContextId> ids = routes.removeVia(stream);
    decltype(streams)::node_type held;
    {
        const std::lock_guard lock(streamsMutex);
        held = streams.extract(stream.remoteId());
    }
    egress.forget(stream);
    flow.lost(stream);
    stream.orphan();
    wakeWaiters(stream);
    if (m_keepAlive && (streams.empty() || (streams.size() == 1 && routes.parent() != nullptr)))
        m_keepAlive.reset();
    gone(ids, &stream, stream.name(), reason);
    detaching.erase(stream.remoteId());
    if (wasParent) {
        // The default route is gone with it: whoever has no route of its own cannot be reached any more.
        const auto unreachable = [this](ContextId id) { return id != options.id && routes.lookup(id) == nullptr; };
        const Error lost = respondentLost(stream.name(), reason);
        for (const auto& endpoint : handlers.takeRespondentsIf(unreachable))
            endpoint->lost(lost);
        credits.contextsGoneIf(unreachable, lost);
        for (const ContextId id : disconnectListeners.ids()) {
            if (unreachable(id))
                disconnectListeners.fire(id, reason);
        }
        if (!leftTree)
            self.parentLost.fire(reason);
    }
    stream.disconnected.fire(reason);
}

void Router::Impl::gone(const std::vector<ContextId>& ids, const Stream* from, std::string_view hop,
                        const Error& reason, io::Traffic toParent)
{
    Stream* const parent = routes.parent();
    for (const ContextId id : ids) {
        const std::string text = str(raw(id));
        if (parent != nullptr && parent != from)
            tell(*parent, wire::DelRoute, text, toParent);
        for (Stream* const stream : egress.take(id)) {
            if (stream != from && stream != parent)
                tell(*stream, wire::DelRoute, text, io::Traffic::Bulk);
        }
    }
    const Error lost = respondentLost(hop, reason);
    for (const ContextId id : ids) {
        for (const auto& endpoint : handlers.takeRespondents(id))
            endpoint->lost(lost);
        credits.contextGone(id, lost);
        idBlocks.forget(id);
        disconnectListeners.fire(id, reason);
        routeRemoved.fire(id, reason);
    }
}

// Asks the children to end and waits for them within the broker's grace.
void Router::Impl::shutDownChildren()
{
    for (const auto& [id, stream] : streams) {
        if (stream.get() == routes.parent() || detaching.contains(id))
            continue;
        tell(*stream, wire::Shutdown, {}, io::Traffic::Interactive);
        if (!m_keepAlive)
            m_keepAlive = broker.keepAlive();
    }
}

// From us to the other end of `stream`.
void Router::Impl::tell(Stream& stream, Handle handle, std::string_view text, io::Traffic traffic)
{
    const Bytes payload{text};
    stream.transmit({.magic = wire::Magic::Mgc,
                     .dstId = stream.remoteId(),
                     .srcId = options.id,
                     .authId = options.id,
                     .handle = handle,
                     .replyTo = NoHandle,
                     .length = static_cast<std::uint32_t>(payload.size())},
                    payload, traffic);
}

}  // namespace rz::routing
