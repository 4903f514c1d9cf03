#include "agent/program/program.h"

#include "agent/program/chain_connection.h"
#include "core/base/exceptions.h"
#include "core/connect/context_name.h"
#include "core/connect/openers/openers.h"
#include "core/io/descriptor_limit.h"
#include "core/io/profile.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <deque>
#include <utility>

namespace rhizome {

using namespace rz;

namespace {

// For contexts to end by themselves when the program does.
constexpr Duration FarewellGrace = std::chrono::seconds(3);

}  // namespace

Program::Program(int argc, char** argv)
    : m_arguments(argv + std::min(argc, 1), argv + argc),
      m_log(valueOrThrow(io::logToFile({}, io::LogIo::No, LogLevel::Warning)))
{
    ::signal(SIGPIPE, SIG_IGN);
    io::raiseDescriptorLimit();
    m_broker = valueOrThrow(io::Broker::create(io::Broker::Drive::Caller, m_log.log.child("io")));
    m_broker->setShutdownGrace(FarewellGrace);
    m_agents = connect::makeSelfAgentStore();
    m_router = std::make_unique<routing::Router>(
        *m_broker, routing::RouterOptions{.profiling = io::profilingEnabled(), .log = m_log.log.child("routing")});
    m_ids = routing::makeMasterIdSource(*m_router);
    m_connector = std::make_unique<connect::Connector>(connect::Connector::Parts{
        .router = *m_router,
        .ids = *m_ids,
        .agents = *m_agents,
        .prompts = nullptr,
        .remoteName = connect::ownRemoteName(),
    });
    connect::addOpeners(*m_connector, *m_agents);
}

// The router asks its children to end, and the broker waits for them.
Program::~Program()
{
    m_broker->shutdown();
    while (m_broker->runOnce({})) {
    }
}

rpc::Context Program::connect(std::string_view chain, std::optional<rpc::Context> via)
{
    ChainConnection connection(*m_connector, *m_broker);
    connection.start(chain, via ? std::optional(via->id()) : std::nullopt);
    m_broker->runUntil([&connection] { return connection.done(); });
    return context(valueOrThrow(connection.result()));
}

std::vector<Result<rpc::Context>> Program::connectAll(std::span<const std::string> chains)
{
    std::deque<ChainConnection> connections;
    for (const std::string& chain : chains)
        connections.emplace_back(*m_connector, *m_broker).start(chain, std::nullopt);
    m_broker->runUntil([&connections] { return std::ranges::all_of(connections, &ChainConnection::done); });
    std::vector<Result<rpc::Context>> out;
    for (const ChainConnection& connection : connections) {
        if (connection.result())
            out.emplace_back(context(*connection.result()));
        else
            out.emplace_back(std::unexpected(connection.result().error()));
    }
    return out;
}

}  // namespace rhizome
