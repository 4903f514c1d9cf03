#include "core/modules/responder.h"

#include "core/base/str.h"
#include "core/io/profile.h"
#include "core/modules/module_name.h"
#include "core/wire/handles.h"

#include <chrono>
#include <utility>

namespace rz::modules {

namespace {

constexpr Duration WorkerIdleLife = std::chrono::seconds(10);
// A child takes in what is ready while the rest is prepared.
constexpr std::size_t PartSize = 16 * 1024;

double seconds(Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

void ModuleResponder::Child::add(const std::string& name)
{
    if (sent.insert(name).second)
        untold.push_back({.name = name, .sent = true});
}

void ModuleResponder::Child::remove(const std::string& name)
{
    if (sent.erase(name) > 0)
        untold.push_back({.name = name, .sent = false});
}

ModuleResponder::ModuleResponder(routing::Router& router, ModuleCatalog& catalog, const ModuleFinder& finder)
    : m_router(router), m_catalog(catalog), m_finder(finder), m_worker(1, WorkerIdleLife, "modules")
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
        child.remove(name);
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
    if (!beginPreparing(child, name))
        sendAbsence(child.id, name);
}

void ModuleResponder::forwardModules(ContextId target, std::span<const std::string> names)
{
    const auto stream = m_router.streamById(target);
    if (stream == nullptr)
        return;
    Child& child = childOf(stream->remoteId());
    for (const std::string& name : names) {
        // The packages that it is in come first.
        for (std::size_t end = name.find('.'); end != std::string::npos; end = name.find('.', end + 1))
            forwardModule(child, target, name.substr(0, end));
        forwardModule(child, target, name);
    }
}

void ModuleResponder::forwardModule(Child& child, ContextId target, const std::string& name)
{
    const auto pass = [this, target, name](Child& nearest) {
        if (nearest.id != target)
            m_router.route(moduleMessage(nearest.id, wire::ForwardModule, Bytes(str(raw(target), '\0', name))));
    };
    if (child.sent.contains(name))
        pass(child);
    else if (isModuleName(name) && child.waiting() < MaxWaiting && beginPreparing(child, name))
        static_cast<void>(
            onWorker(child, [pass](const Post& post) { post(pass); }));  // after that, as it is one thread
}

// Has the worker prepare a module for a child, and sends it then. False when there is no worker.
bool ModuleResponder::beginPreparing(Child& child, const std::string& name)
{
    child.asked.insert(name);
    const bool begun = onWorker(
        child, [this, name, sent = child.workersSent, changes = std::exchange(child.untold, {})](const Post& post) {
            for (const Change& change : changes) {
                if (change.sent)
                    sent->insert(change.name);
                else
                    sent->erase(change.name);
            }
            prepare(name, *sent, post);
        });
    if (!begun)
        child.asked.erase(name);
    return begun;
}

// Runs `work` on the worker. False when there is no worker.
bool ModuleResponder::onWorker(Child& child, std::move_only_function<void(const Post&)> work)
{
    return m_worker.submit([this, work = std::move(work), weak = std::weak_ptr(m_children.at(child.id)),
                            alive = std::weak_ptr(m_alive)]() mutable {
        if (m_stop.stop_requested())
            return;
        work([this, weak, alive](Answer answer) {
            m_router.broker().deferLater([weak, alive, answer = std::move(answer)]() mutable {
                const auto asking = weak.lock();
                if (asking != nullptr && !alive.expired())
                    answer(*asking);
            });
        });
    });
}

void ModuleResponder::prepare(const std::string& name, const Names& sent, const Post& post)
{
    const io::ProfileSpan span(name);
    const TimePoint begin = Clock::now();
    std::vector<PreparedModule> part;
    std::size_t size = 0;
    m_catalog.answer(name, sent, m_stop.get_token(), [&](PreparedModule module) {
        const bool last = module.name == name;
        size += module.loadModule.size();
        part.push_back(std::move(module));
        if (size < PartSize && !last)
            return;
        post([this, name, modules = std::exchange(part, {}), took = Clock::now() - begin, last,
              minifying = m_catalog.minifying()](Child& child) mutable {
            if (last) {
                child.asked.erase(name);
                m_router.stats().getModuleSecs += seconds(took);
                m_router.stats().minifySecs = seconds(minifying);
            }
            answer(child, name, std::move(modules), took);
        });
        size = 0;
    });
}

void ModuleResponder::answer(Child& child, const std::string& name, std::vector<PreparedModule> modules, Duration took)
{
    // They leave together: each reading costs a Python more than what it reads.
    const auto stream = m_router.streamById(child.id);
    const bool corked = stream != nullptr && stream->cork();
    for (PreparedModule& module : modules) {
        // The answer to another question may have brought it meanwhile.
        if (child.sent.contains(module.name))
            continue;
        const bool asked = module.name == name;
        if (asked && !module.present)
            ++child.vain;
        send(child, std::move(module), asked ? took : Duration());
    }
    if (corked)
        stream->uncork();
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
    child.add(module.name);
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
    const bool begun = onWorker(child, [this, name = *name](const Post& post) {
        auto found = m_finder.resource(name.package, name.resource);
        post([this, name, content = found ? std::optional(Bytes(std::move(*found))) : std::nullopt](Child& asking) {
            --asking.resources;
            sendResource(asking.id, name, content);
        });
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
