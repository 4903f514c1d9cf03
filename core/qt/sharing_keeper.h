#pragma once

#include "core/attach/contexts_service.h"
#include "core/attach/listener.h"
#include "core/qt/outbox.h"
#include "core/qt/own_services.h"
#include "core/qt/prompt_queue.h"
#include "core/qt/route_watch.h"
#include "core/qt/tree_keeper.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace rz::qt {

// Lets other programs of this user use our contexts while it is switched on, each after the user was asked; with
// "rhizome.Contexts" they learn which there are. Tells every change to the outbox. Broker thread.
class SharingKeeper final : public attach::ClientHandler {
public:
    struct Parts {
        routing::Router& router;
        routing::IdSource& ids;
        TreeKeeper& tree;
        RouteWatch& routes;
        OwnServices& services;
        PromptQueue& prompts;
        Outbox& outbox;
        NodeKey questions;  // no row's: its questions are numbered by it (promptIdIn)
    };
    explicit SharingKeeper(Parts parts);
    // Refuses those who wait, and cuts off those who are attached.
    ~SharingKeeper() override;
    SharingKeeper(const SharingKeeper&) = delete;
    SharingKeeper& operator=(const SharingKeeper&) = delete;

    void switchOn();
    void switchOff();
    // Cuts a client off.
    void dismiss(attach::ClientKey client);

private:
    // What the service tells, on its own threads.
    struct List {
        std::mutex mutex;
        std::vector<attach::KnownContext> contexts;
    };
    // A process whose connections are all admitted, as long as it runs.
    struct Trusted {
        UniqueFd process;
        io::FdWatch ended;
    };

    void onClient(const attach::ClientInfo& client, attach::Decide decide) override;
    void onClientWithdrawn(attach::ClientKey key) override;
    void onClientAttached(const attach::ClientInfo& client) override;
    void onClientLeft(const attach::ClientInfo& client, const Error& reason) override;

    Result<> open();
    // `process`: its pidfd, as it was when it asked.
    void onDecision(const attach::ClientInfo& client, connect::PromptAnswer::Decision decision, UniqueFd process,
                    attach::Decide decide);
    void drop(attach::ClientKey client);
    std::uint64_t questionOf(attach::ClientKey client) const;
    void trust(pid_t pid, UniqueFd process);
    void listContexts();
    void publish();

    Parts m_parts;
    SharingSnapshot m_shown;
    std::shared_ptr<List> m_list = std::make_shared<List>();
    bool m_canList = false;  // the service is there
    std::unique_ptr<attach::Listener> m_listener;
    Subscription m_treeChanged;
    io::Timer m_listing;
    std::map<pid_t, Trusted> m_trusted;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // answers may come after its end
};

}  // namespace rz::qt
