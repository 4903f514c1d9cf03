#pragma once

#include "agent/program/chain_connection.h"
#include "agent/program/program.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>

namespace rhizome {

// What is behind a PendingContext. It gives up at the deadline, on `cancel`, when the broker ends, and when it dies. Broker thread.
class AsyncConnection final : public std::enable_shared_from_this<AsyncConnection> {
public:
    AsyncConnection(rz::connect::Connector& connector, rz::routing::Router& router,
                    rz::connect::PromptHandler* prompts);
    AsyncConnection(const AsyncConnection&) = delete;
    AsyncConnection& operator=(const AsyncConnection&) = delete;

    // Once; of the options the prompts are those of the constructor.
    void start(std::string_view chain, const ConnectOptions& options);
    // Gets one thing.
    PendingContext::element_type& outcome() { return m_outcome; }

private:
    void giveUp(rz::ErrorKind kind, std::string_view why);
    void cancel() { giveUp(rz::ErrorKind::Cancelled, "the connection was cancelled"); }
    void tell();

    rz::routing::Router& m_router;
    PendingContext::element_type m_outcome;
    ChainConnection m_connection;
    rz::io::Timer m_deadline;
    std::shared_ptr<void> m_brokerEnd;
    std::optional<std::stop_callback<std::function<void()>>> m_cancel;
};

}  // namespace rhizome
