#pragma once

#include "core/base/error.h"
#include "core/connect/connector.h"
#include "core/io/broker.h"
#include "core/io/log_file.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rhizome {

// The master's half of a program that is its own agent: broker, router and connections, with this very executable as agent.
// All on the thread that made it, which drives the broker. Logs to standard error: its own warnings, and all that contexts
// forward; RHIZOME_LOG_LEVEL changes that. When it ends, so do its contexts.
class Program {
public:
    // Throws what the broker could not be made for.
    Program(int argc, char** argv);
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    // As the shell gave them, without the program's name.
    std::span<char* const> arguments() const { return m_arguments; }

    // Makes the contexts of a chain, "ssh:alice@web1|sudo" or "local", one below the other, from here or from `via`; returns
    // the last. Blocks. Throws StreamError and its kin, which tell hop and step.
    rz::rpc::Context connect(std::string_view chain, std::optional<rz::rpc::Context> via = {});
    // All at the same time; one answer for each chain, in their order.
    std::vector<rz::Result<rz::rpc::Context>> connectAll(std::span<const std::string> chains);
    rz::rpc::Context local(std::optional<rz::rpc::Context> via = {}) { return connect("local", via); }

    rz::rpc::Context context(rz::ContextId id) { return {*m_router, id}; }
    rz::io::Broker& broker() { return *m_broker; }
    rz::routing::Router& router() { return *m_router; }
    rz::connect::Connector& connector() { return *m_connector; }

private:
    std::vector<char*> m_arguments;
    rz::io::FileLog m_log;
    std::unique_ptr<rz::io::Broker> m_broker;
    std::unique_ptr<rz::connect::AgentStore> m_agents;
    std::unique_ptr<rz::routing::Router> m_router;
    std::unique_ptr<rz::routing::IdSource> m_ids;
    std::unique_ptr<rz::connect::Connector> m_connector;
};

}  // namespace rhizome
