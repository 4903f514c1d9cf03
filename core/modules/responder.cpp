#include "core/modules/responder.h"

#include "core/modules/module_name.h"
#include "core/wire/handles.h"

#include <chrono>
#include <utility>

namespace rz::modules {

namespace {

constexpr Duration WorkerIdleLife = std::chrono::seconds(10);

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

ModuleResponder::ModuleResponder(routing::Router& router, ModuleCatalog& catalog, const ModuleFinder& finder)
    : m_router(router), m_catalog(catalog), m_finder(finder), m_worker(1, WorkerIdleLife)
{
}

ModuleResponder::~ModuleResponder()
{
    m_stop.request_stop();
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
    ++m_router.stats().getModuleCount;
    const std::string name = message.data.flat().toString();
    Child& child = childOf(message.srcId);
    // A native child says so if it let go of it (PROTOCOL.md 8.11).
    if (message.replyTo == wire::LoadModule)
        child.sent.erase(name);
    // Sent before it was asked for: it is on its way.
    if (child.sent.contains(name)) {
        RZ_LOG_DEBUG(m_router.log(), "module ", name, " was sent to context ", raw(child.id), " already");
        return;
    }
    if (child.asked.contains(name))
        return;
    if (!isModuleName(name) || child.vain >= MaxAsked || child.waiting() >= MaxWaiting) {
        sendAbsence(child.id, name);
        return;
    }
    child.asked.insert(name);
    const bool begun = onWorker(child, [this, name, sent = child.sent] {
        return [this, name, prepared = prepare(name, sent)](Child& asking) mutable {
            answer(asking, name, std::move(prepared));
        };
    });
    if (!begun) {
        child.asked.erase(name);
        sendAbsence(child.id, name);
    }
}

// Runs `work` on the worker, and what it gives on the broker thread if the child is still there. False when there is no worker.
bool ModuleResponder::onWorker(Child& child, std::move_only_function<std::move_only_function<void(Child&)>()> work)
{
    return m_worker.submit([this, work = std::move(work), weak = std::weak_ptr(m_children.at(child.id)),
                            alive = std::weak_ptr(m_alive)]() mutable {
        if (m_stop.stop_requested())
            return;
        m_router.broker().deferLater([weak, alive, done = work()]() mutable {
            const auto asking = weak.lock();
            if (asking != nullptr && !alive.expired())
                done(*asking);
        });
    });
}

ModuleResponder::Prepared ModuleResponder::prepare(const std::string& name,
                                                   const std::set<std::string, std::less<>>& sent)
{
    const TimePoint begin = Clock::now();
    Prepared prepared;
    prepared.modules = m_catalog.answer(name, sent, m_stop.get_token());
    prepared.took = Clock::now() - begin;
    prepared.minifying = m_catalog.minifying();
    return prepared;
}

void ModuleResponder::answer(Child& child, const std::string& name, Prepared prepared)
{
    routing::RouterStats& stats = m_router.stats();
    stats.getModuleSecs += seconds(prepared.took);
    stats.minifySecs = seconds(prepared.minifying);
    child.asked.erase(name);
    for (PreparedModule& module : prepared.modules) {
        // The answer to another question may have brought it meanwhile.
        if (child.sent.contains(module.name))
            continue;
        const bool asked = module.name == name;
        if (asked && !module.present)
            ++child.vain;
        send(child, std::move(module), asked ? prepared.took : Duration());
    }
}

void ModuleResponder::send(Child& child, PreparedModule module, Duration took)
{
    routing::RouterStats& stats = m_router.stats();
    if (module.present) {
        ++stats.goodLoadModuleCount;
        stats.goodLoadModuleSize += module.loadModule.size();
    } else {
        ++stats.badLoadModuleCount;
    }
    child.sent.insert(module.name);
    m_served.push_back({.name = std::move(module.name),
                        .to = child.id,
                        .present = module.present,
                        .size = module.loadModule.size(),
                        .took = took});
    if (m_served.size() > MaxServed)
        m_served.pop_front();
    m_router.route(moduleMessage(child.id, wire::LoadModule, std::move(module.loadModule)));
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
    Child& child = childOf(message.srcId);
    if (!m_catalog.permits(name->package) || child.waiting() >= MaxWaiting) {
        sendResource(child.id, *name, std::nullopt);
        return;
    }
    ++child.resources;
    const bool begun = onWorker(child, [this, name = *name] {
        auto found = m_finder.resource(name.package, name.resource);
        return [this, name, content = found ? std::optional(Bytes(std::move(*found))) : std::nullopt](Child& asking) {
            --asking.resources;
            sendResource(asking.id, name, content);
        };
    });
    if (!begun) {
        --child.resources;
        sendResource(child.id, *name, std::nullopt);
    }
}

void ModuleResponder::sendResource(ContextId child, const ResourceName& name, const std::optional<Bytes>& content)
{
    if (auto answer = encode(name, content))
        m_router.route(moduleMessage(child, wire::LoadResource, std::move(*answer)));
}

ModuleResponder::Child& ModuleResponder::childOf(ContextId id)
{
    auto& child = m_children[id];
    if (child == nullptr) {
        child = std::make_shared<Child>(id);
        child->gone = m_router.onDisconnect(id, [this, id](const Error&) {
            m_router.broker().deferLater([this, id, alive = std::weak_ptr(m_alive)] {
                if (!alive.expired())
                    m_children.erase(id);
            });
        });
    }
    return *child;
}

}  // namespace rz::modules
