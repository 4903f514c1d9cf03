#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/connect/context_name.h"
#include "core/connect/openers/openers.h"
#include "core/modules/python_path.h"
#include "tests/support/paths.h"
#include "tests/support/spin.h"

#include <algorithm>
#include <csignal>
#include <stdexcept>

namespace rz::test {

std::vector<std::string> Outcome::stepNames() const
{
    std::vector<std::string> names;
    for (const connect::StoryStep& step : m_story.steps)
        names.push_back(step.name);
    return names;
}

std::string Outcome::error() const
{
    if (!m_result)
        return "not finished";
    return *m_result ? std::string() : str(toString(m_result->error().kind()), ": ", m_result->error().text());
}

void Outcome::finished(const Result<connect::Connected>& result, const connect::Story& story)
{
    m_result = result;
    m_story = story;
}

TestMaster::TestMaster(connect::PromptHandler* prompts, LogLevel threshold, std::vector<std::string> pythonPath,
                       rpc::ImportPolicy imports)
    : m_threshold(threshold)
{
    ::signal(SIGPIPE, SIG_IGN);
    auto broker = io::Broker::create(io::Broker::Drive::Caller, log("io"));
    if (!broker)
        throw std::runtime_error(broker.error().text());
    m_broker = std::move(*broker);
    m_broker->setShutdownGrace(std::chrono::seconds(1));
    m_agents = connect::makeInstalledAgentStore({buildPath("bin")});
    m_router = std::make_unique<routing::Router>(*m_broker, routing::RouterOptions{.log = log("rhizome")});
    m_ids = routing::makeMasterIdSource(*m_router);
    for (std::string& directory : modules::defaultPythonPath())
        pythonPath.push_back(std::move(directory));
    auto modules = modules::MasterModules::create(*m_router, std::move(pythonPath),
                                                  {.policy = std::move(imports), .mainPath = {}});
    if (!modules)
        throw std::runtime_error(modules.error().text());
    m_modules = std::move(*modules);
    m_connector = std::make_unique<connect::Connector>(connect::Connector::Parts{
        .router = *m_router,
        .ids = *m_ids,
        .agents = *m_agents,
        .pythonCores = &m_modules->pythonCores(),
        .prompts = prompts,
        .imports = m_modules->importPolicy(),
        .remoteName = connect::ownRemoteName(),
    });
    connect::addOpeners(*m_connector, *m_agents);
}

TestMaster::~TestMaster()
{
    for (const auto& stream : m_router->getStreams())
        m_connector->disconnect(stream->remoteId(), std::chrono::milliseconds(500));
    until([this] { return m_router->getStreams().empty(); }, std::chrono::seconds(5));
    m_connector.reset();
    m_modules.reset();
    m_ids.reset();
    m_router.reset();
}

Log TestMaster::log(std::string name)
{
    return Log(m_logs, std::move(name), m_threshold);
}

bool TestMaster::until(const std::function<bool()>& done, Duration deadline)
{
    return spinUntil(*m_broker, done, deadline);
}

Outcome TestMaster::connect(const connect::Hop& hop, std::optional<ContextId> via)
{
    Outcome outcome;
    const connect::Connector::Handle handle = m_connector->connect(hop, via, outcome);
    until([&outcome] { return outcome.done(); }, std::chrono::seconds(60));
    return outcome;
}

ContextId TestMaster::local(std::optional<ContextId> via)
{
    const Outcome outcome = connect({.method = "local", .options = {}}, via);
    if (!outcome.error().empty())
        throw std::runtime_error(outcome.error());
    return outcome.result()->id;
}

}  // namespace rz::test
