#include "core/qt/engine_loop.h"

#include "core/base/assertion.h"
#include "core/connect/context_name.h"
#include "core/connect/openers/openers.h"
#include "core/connect/openers/openssh_opener.h"
#include "core/io/profile.h"
#include "core/io/spawn.h"
#include "core/modules/python_path.h"

#include <algorithm>
#include <csignal>

namespace rz::qt {

EngineLoop::EngineLoop(const EngineOptions& options, Outbox& outbox)
    : m_options(options), m_outbox(outbox), m_logs(outbox), m_prompts(outbox)
{
}

Result<std::unique_ptr<EngineLoop>> EngineLoop::create(const EngineOptions& options, Outbox& outbox,
                                                       std::atomic<std::uint64_t>& nextKey)
{
    ::signal(SIGPIPE, SIG_IGN);  // a peer that went away is an error of write(), not our end
    io::stopIgnoringChildren();
    std::unique_ptr<EngineLoop> loop(new EngineLoop(options, outbox));
    const auto drive = options.drive == Drive::OwnThread ? io::Broker::Drive::OwnThread : io::Broker::Drive::Caller;
    const Log log(loop->m_logs, "rhizome", options.logLevel);
    RZ_TRY(loop->m_broker, io::Broker::create(drive, log.child("io")));
    RZ_CHECK(loop->m_broker->deferSync([&loop, &log, &nextKey] { loop->build(log, nextKey); }));
    return loop;
}

void EngineLoop::build(const Log& log, std::atomic<std::uint64_t>& nextKey)
{
    m_router = std::make_unique<routing::Router>(
        *m_broker, routing::RouterOptions{.profiling = io::profilingEnabled(), .log = log});
    m_broker->setShutdownGrace(m_options.shutdownGrace);
    m_ids = routing::makeMasterIdSource(*m_router);
    auto modules = modules::MasterModules::create(*m_router, modules::defaultPythonPath());
    RZ_ASSERT(modules);  // nobody else serves them
    m_modules = std::move(*modules);
    m_agents = connect::makeInstalledAgentStore(m_options.agentDirectories);
    m_connector = std::make_unique<connect::Connector>(connect::Connector::Parts{
        .router = *m_router,
        .ids = *m_ids,
        .agents = *m_agents,
        .pythonCores = &m_modules->pythonCores(),
        .prompts = nullptr,  // each row of the tree asks for itself
        .remoteName = connect::ownRemoteName(),
    });
    addOpeners();
    m_tree = std::make_unique<TreeKeeper>(*m_router, *m_connector, m_prompts, m_outbox);
    m_liveness = std::make_unique<Liveness>(*m_router, *m_tree, m_options.liveness);
    const auto newKey = [&nextKey] { return static_cast<NodeKey>(nextKey++); };
    m_routes = std::make_unique<RouteWatch>(*m_router, *m_tree, m_outbox, newKey);
    m_meter = std::make_unique<StatsMeter>(*m_router, m_modules->responder(), *m_tree, m_outbox, m_statsWanted);
    m_transfers = std::make_unique<TransferKeeper>(*m_router, *m_agents, m_outbox);
    m_programs = std::make_unique<AttachKeeper>(AttachKeeper::Parts{.broker = *m_broker,
                                                                    .agents = *m_agents,
                                                                    .prompts = m_prompts,
                                                                    .outbox = m_outbox,
                                                                    .log = log.child("attach"),
                                                                    .newKey = newKey,
                                                                    .refresh = m_options.liveness.attached});
    m_services = std::make_unique<OwnServices>(*m_router);
    m_sharing = std::make_unique<SharingKeeper>(SharingKeeper::Parts{.router = *m_router,
                                                                     .ids = *m_ids,
                                                                     .tree = *m_tree,
                                                                     .routes = *m_routes,
                                                                     .services = *m_services,
                                                                     .prompts = m_prompts,
                                                                     .outbox = m_outbox,
                                                                     .questions = newKey()});
    m_serving = std::make_unique<ServingKeeper>(
        ServingKeeper::Parts{.router = *m_router, .modules = *m_modules, .services = *m_services, .outbox = m_outbox});
    m_shutdownHook = m_broker->onShutdown([this] { stop(); });
    m_endHook = m_broker->onEnd([this] { dismantle(); });
}

void EngineLoop::addOpeners()
{
    connect::addOpeners(*m_connector, *m_agents);
    m_connector->addOpener(connect::makeLibsshOpener(m_options.ssh, m_router->log().child("ssh"),
                                                     connect::makeOpensshOpener(*m_agents, m_options.ssh)));
    // In the order of a menu, whatever the order they were added in.
    const std::vector<std::string> available = m_connector->available();
    for (const connect::MethodDescription* method : connect::methods()) {
        if (std::ranges::find(available, method->name) != available.end())
            m_methods.emplace_back(method->name);
    }
}

// Shutdown begins: nothing new, and what is up is asked to end while the loop still turns.
void EngineLoop::stop()
{
    m_transfers.reset();
    m_meter.reset();
    m_liveness.reset();
    m_prompts.cancelAll();
    m_sharing.reset();
    m_serving.reset();
    m_services.reset();
    m_programs->endAll();
    m_tree->endAll();
}

void EngineLoop::dismantle()
{
    m_searches.clear();
    m_programs.reset();
    m_routes.reset();
    m_tree.reset();
    m_connector.reset();
    m_modules.reset();
    m_ids.reset();
}

EngineLoop::~EngineLoop()
{
    if (!m_broker)
        return;
    m_broker->shutdown();
    if (m_options.drive == Drive::OwnThread) {
        m_broker->join();
    } else {
        while (m_broker->runOnce(std::chrono::milliseconds(100)))
            continue;
    }
    m_router.reset();
}

void EngineLoop::discover(connect::Hop hop, connect::Discovery::OnDone onDone)
{
    m_broker->deferLater([this, hop = std::move(hop), onDone = std::move(onDone)]() mutable {
        if (!m_tree)
            return;
        const auto place = m_searches.emplace(m_searches.end());
        auto done = [this, place, onDone = std::move(onDone)](Result<std::vector<connect::Candidate>> found) mutable {
            // After this event: it is what is calling us.
            m_broker->deferLater([ended = std::move(*place)] {});
            m_searches.erase(place);
            onDone(std::move(found));
        };
        *place = connect::Discovery::start(*m_broker, hop, std::move(done));
    });
}

void EngineLoop::onTree(std::move_only_function<void(TreeKeeper&)> task)
{
    on(m_tree, std::move(task));
}

void EngineLoop::onTransfers(std::move_only_function<void(TransferKeeper&)> task)
{
    on(m_transfers, std::move(task));
}

void EngineLoop::onPrograms(std::move_only_function<void(AttachKeeper&)> task)
{
    on(m_programs, std::move(task));
}

void EngineLoop::onSharing(std::move_only_function<void(SharingKeeper&)> task)
{
    on(m_sharing, std::move(task));
}

void EngineLoop::onServing(std::move_only_function<void(ServingKeeper&)> task)
{
    on(m_serving, std::move(task));
}

template <class Part>
void EngineLoop::on(const std::unique_ptr<Part>& part, std::move_only_function<void(Part&)> task)
{
    m_broker->deferLater([&part, task = std::move(task)]() mutable {
        if (part)
            task(*part);
    });
}

void EngineLoop::onRouterOf(NodeKey tree, std::move_only_function<void(routing::Router*)> task)
{
    m_broker->deferLater([this, tree, task = std::move(task)]() mutable {
        if (tree == RootNode)
            task(m_router.get());
        else
            task(m_programs ? m_programs->routerOf(tree) : nullptr);
    });
}

}  // namespace rz::qt
