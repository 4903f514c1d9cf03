#pragma once

#include "core/connect/bootstrap/agent_store.h"
#include "core/fakessh/transfer.h"
#include "core/qt/outbox.h"
#include "core/routing/router.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rz::qt {

// The programs that copy for the GUI, by the numbers it gave them. What they tell goes to the outbox. Numbers of those that
// have ended are passed over. Broker thread.
class TransferKeeper {
public:
    // All must outlive it.
    TransferKeeper(routing::Router& router, connect::AgentStore& agents, Outbox& outbox);
    // Ends them all, untold.
    ~TransferKeeper();
    TransferKeeper(const TransferKeeper&) = delete;
    TransferKeeper& operator=(const TransferKeeper&) = delete;

    struct Start {
        std::vector<std::string> argv;
        ContextId destination{};
        ContextId at = MasterId;
    };
    void start(std::uint64_t number, Start what);
    void cancel(std::uint64_t number);
    void pause(std::uint64_t number);
    void resume(std::uint64_t number);
    // Ends it untold.
    void drop(std::uint64_t number);

private:
    Result<std::unique_ptr<fakessh::Transfer>> make(std::uint64_t number, Start what);
    fakessh::Transfer* find(std::uint64_t number) const;

    routing::Router& m_router;
    connect::AgentStore& m_agents;
    Outbox& m_outbox;
    std::map<std::uint64_t, std::unique_ptr<fakessh::Transfer>> m_transfers;
};

}  // namespace rz::qt
