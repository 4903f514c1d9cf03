#include "core/modules/responder.h"

#include "core/modules/module_messages.h"
#include "core/modules/module_name.h"
#include "core/wire/handles.h"

#include <chrono>
#include <optional>
#include <utility>

namespace rz::modules {

namespace {

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

ModuleResponder::ModuleResponder(routing::Router& router, ModuleCatalog& catalog, const ModuleFinder& finder)
    : m_router(router), m_catalog(catalog), m_finder(finder)
{
}

ModuleResponder::~ModuleResponder()
{
    for (const Handle handle : m_handles)
        m_router.delHandler(handle);
}

Result<> ModuleResponder::start()
{
    RZ_CHECK(handle(wire::GetModule, &ModuleResponder::onGetModule));
    return handle(wire::GetResource, &ModuleResponder::onGetResource);
}

Result<> ModuleResponder::handle(Handle handle, void (ModuleResponder::*function)(const routing::Message&))
{
    routing::HandlerOptions options;
    options.handle = handle;
    options.policy = routing::isImmediateChild;
    const auto added = m_router.addHandler(
        [this, function](const routing::Message& message) {
            if (!message.isDead())
                (this->*function)(message);
        },
        std::move(options));
    if (!added)
        return std::unexpected(added.error());
    m_handles.push_back(handle);
    return {};
}

void ModuleResponder::onGetModule(const routing::Message& message)
{
    const TimePoint begin = Clock::now();
    answer(message);
    routing::RouterStats& stats = m_router.stats();
    ++stats.getModuleCount;
    stats.getModuleSecs += seconds(Clock::now() - begin);
    stats.minifySecs = seconds(m_catalog.minifying());
}

void ModuleResponder::answer(const routing::Message& message)
{
    const TimePoint begin = Clock::now();
    const ContextId id = message.srcId;
    const std::string name = message.data.flat().toString();
    Child& child = childOf(id);
    // Sent before it was asked for: it is on its way. A native child says so if it let go of it (PROTOCOL.md).
    if (child.sent.contains(name) && message.replyTo != wire::LoadModule) {
        RZ_LOG_DEBUG(m_router.log(), "module ", name, " was sent to context ", raw(id), " already");
        return;
    }
    if (!isModuleName(name) || child.vain >= MaxAsked) {
        sendAbsence(id, name);
        return;
    }
    const CatalogEntry entry = m_catalog.get(name);
    if (!entry.present)
        ++child.vain;
    for (const std::string& other : entry.related) {
        // Only what belongs to packages that are in use there; others may be there by themselves (protocol 6.3).
        const bool wanted = topOf(other) == topOf(name) || child.sent.contains(topOf(other));
        if (wanted && !child.sent.contains(other))
            send(id, other, m_catalog.get(other), {});
    }
    send(id, name, entry, Clock::now() - begin);
}

void ModuleResponder::send(ContextId child, const std::string& name, const CatalogEntry& entry, Duration took)
{
    routing::RouterStats& stats = m_router.stats();
    if (entry.present) {
        ++stats.goodLoadModuleCount;
        stats.goodLoadModuleSize += entry.loadModule.size();
    } else {
        ++stats.badLoadModuleCount;
    }
    childOf(child).sent.insert(name);
    m_served.push_back(
        {.name = name, .to = child, .present = entry.present, .size = entry.loadModule.size(), .took = took});
    if (m_served.size() > MaxServed)
        m_served.pop_front();
    m_router.route(moduleMessage(child, wire::LoadModule, entry.loadModule));
}

// Not kept: there is no end of names that no module has.
void ModuleResponder::sendAbsence(ContextId child, std::string_view name)
{
    ++m_router.stats().badLoadModuleCount;
    if (auto absence = encodeAbsence(name))
        m_router.route(moduleMessage(child, wire::LoadModule, std::move(*absence)));
}

void ModuleResponder::onGetResource(const routing::Message& message)
{
    const auto name = resourceName(message.data);
    if (!name) {
        RZ_LOG_WARNING(m_router.log(), "GET_RESOURCE of context ", raw(message.srcId), ": ", name.error().text());
        return;
    }
    std::optional<Bytes> content;
    if (auto found = m_catalog.permits(name->package) ? m_finder.resource(name->package, name->resource) : std::nullopt)
        content = Bytes(std::move(*found));
    if (auto answer = encode(*name, content))
        m_router.route(moduleMessage(message.srcId, wire::LoadResource, std::move(*answer)));
}

ModuleResponder::Child& ModuleResponder::childOf(ContextId id)
{
    const auto [place, fresh] = m_children.try_emplace(id);
    if (fresh)
        place->second.gone = m_router.onDisconnect(id, [this, id](const Error&) {
            m_router.broker().deferLater([this, id, alive = std::weak_ptr(m_alive)] {
                if (!alive.expired())
                    m_children.erase(id);
            });
        });
    return place->second;
}

}  // namespace rz::modules
