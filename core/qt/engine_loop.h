#pragma once

#include "core/connect/connector.h"
#include "core/connect/discovery.h"
#include "core/io/broker.h"
#include "core/modules/master_modules.h"
#include "core/qt/attach_keeper.h"
#include "core/qt/engine.h"
#include "core/qt/liveness.h"
#include "core/qt/log_batcher.h"
#include "core/qt/own_services.h"
#include "core/qt/prompt_queue.h"
#include "core/qt/route_watch.h"
#include "core/qt/serving_keeper.h"
#include "core/qt/sharing_keeper.h"
#include "core/qt/stats_meter.h"
#include "core/qt/transfer_keeper.h"
#include "core/qt/tree_keeper.h"
#include "core/routing/id_source.h"

#include <atomic>
#include <list>
#include <memory>

namespace rz::qt {

// All of the engine that belongs to the broker thread, and the broker itself: puts the parts together on that thread and
// takes them apart there. What it has to tell goes to the outbox, which must outlive it.
class EngineLoop {
public:
    static Result<std::unique_ptr<EngineLoop>> create(const EngineOptions& options, Outbox& outbox,
                                                      std::atomic<std::uint64_t>& nextKey);
    // Ends all contexts and the loop; waits for both, at most the grace time.
    ~EngineLoop();
    EngineLoop(const EngineLoop&) = delete;
    EngineLoop& operator=(const EngineLoop&) = delete;

    io::Broker& broker() { return *m_broker; }
    routing::Router& router() { return *m_router; }
    PromptQueue& prompts() { return m_prompts; }
    const std::vector<std::string>& methods() const { return m_methods; }
    void setStatsWanted(bool wanted) { m_statsWanted = wanted; }

    // Looks for what the desktop itself could connect to; `onDone` runs on the broker thread, once, unless the loop ends. Any
    // thread.
    void discover(connect::Hop hop, connect::Discovery::OnDone onDone);

    // Runs on the broker thread, soon.
    void onTree(std::move_only_function<void(TreeKeeper&)> task);
    void onTransfers(std::move_only_function<void(TransferKeeper&)> task);
    void onPrograms(std::move_only_function<void(AttachKeeper&)> task);
    void onSharing(std::move_only_function<void(SharingKeeper&)> task);
    void onServing(std::move_only_function<void(ServingKeeper&)> task);
    // Null when it has ended, or the program that is the root of that tree is not attached any more.
    void onRouterOf(NodeKey tree, std::move_only_function<void(routing::Router*)> task);

private:
    EngineLoop(const EngineOptions& options, Outbox& outbox);
    void build(const Log& log, std::atomic<std::uint64_t>& nextKey);
    void stop();
    void dismantle();
    void addOpeners();
    template <class Part>
    void on(const std::unique_ptr<Part>& part, std::move_only_function<void(Part&)> task);

    EngineOptions m_options;
    Outbox& m_outbox;
    LogBatcher m_logs;
    PromptQueue m_prompts;
    std::vector<std::string> m_methods;
    std::atomic<bool> m_statsWanted = false;
    std::unique_ptr<io::Broker> m_broker;
    std::unique_ptr<routing::Router> m_router;
    // From here on: broker thread.
    std::unique_ptr<connect::AgentStore> m_agents;
    std::unique_ptr<routing::IdSource> m_ids;
    std::unique_ptr<modules::MasterModules> m_modules;
    std::unique_ptr<connect::Connector> m_connector;
    std::unique_ptr<TreeKeeper> m_tree;
    std::list<std::unique_ptr<connect::Discovery>> m_searches;
    std::unique_ptr<Liveness> m_liveness;
    std::unique_ptr<RouteWatch> m_routes;
    std::unique_ptr<StatsMeter> m_meter;
    std::unique_ptr<TransferKeeper> m_transfers;
    std::unique_ptr<AttachKeeper> m_programs;
    std::unique_ptr<OwnServices> m_services;
    std::unique_ptr<SharingKeeper> m_sharing;
    std::unique_ptr<ServingKeeper> m_serving;
    std::shared_ptr<void> m_shutdownHook;
    std::shared_ptr<void> m_endHook;
};

}  // namespace rz::qt
