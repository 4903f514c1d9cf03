#include "agent/program/program.h"

#include "agent/program/async_connection.h"
#include "core/base/exceptions.h"
#include "core/connect/context_name.h"
#include "core/connect/openers/openers.h"
#include "core/io/descriptor_limit.h"
#include "core/io/profile.h"
#include "core/io/spawn.h"

#include <algorithm>
#include <chrono>
#include <csignal>

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
    io::stopIgnoringChildren();
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
        .prompts = &m_prompts,
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

rpc::Context Program::connect(std::string_view chain, const ConnectOptions& options)
{
    return valueOrThrow(valueOrThrow(connectAsync(chain, options)->get()));
}

PendingContext Program::connectAsync(std::string_view chain, const ConnectOptions& options)
{
    const auto connection = std::make_shared<AsyncConnection>(*m_connector, *m_router, options.prompts);
    connection->start(chain, options);
    return {connection, &connection->outcome()};
}

std::vector<Result<rpc::Context>> Program::connectAll(std::span<const std::string> chains,
                                                      const ConnectOptions& options)
{
    std::vector<PendingContext> pending;
    for (const std::string& chain : chains)
        pending.push_back(connectAsync(chain, options));
    std::vector<Result<rpc::Context>> out;
    out.reserve(pending.size());
    for (const PendingContext& context : pending)
        out.push_back(valueOrThrow(context->get()));
    return out;
}

}  // namespace rhizome
