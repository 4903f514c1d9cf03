#pragma once

#include "core/base/log.h"
#include "core/connect/connector.h"
#include "core/io/broker.h"
#include "core/modules/master_modules.h"
#include "core/routing/id_source.h"
#include "core/routing/router.h"
#include "core/rpc/context.h"
#include "tests/support/log_keeper.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rz::test {

// One connection's end and story.
class Outcome final : public connect::ConnectObserver {
public:
    bool done() const { return m_result.has_value(); }
    const Result<connect::Connected>& result() const { return *m_result; }
    const connect::Story& story() const { return m_story; }
    std::vector<std::string> stepNames() const;
    // "kind: text" of the failure; empty on success.
    std::string error() const;

private:
    void storyChanged(const connect::Story& story) override { m_story = story; }
    void finished(const Result<connect::Connected>& result, const connect::Story& story) override;

    std::optional<Result<connect::Connected>> m_result;
    connect::Story m_story;
};

// A whole master on the test's own thread: broker, router, ids, connector with all openers but ssh's, and the agent
// that was just built. Modules are served from `pythonPath`, then from where this user has them. Ends all it started when it dies.
class TestMaster {
public:
    explicit TestMaster(connect::PromptHandler* prompts = nullptr, LogLevel threshold = LogLevel::Debug,
                        std::vector<std::string> pythonPath = {}, rpc::ImportPolicy imports = {});
    ~TestMaster();

    io::Broker& broker() { return *m_broker; }
    routing::Router& router() { return *m_router; }
    connect::Connector& connector() { return *m_connector; }
    connect::AgentStore& agents() { return *m_agents; }
    routing::IdSource& ids() { return *m_ids; }
    modules::MasterModules& modules() { return *m_modules; }
    LogKeeper& logs() { return m_logs; }
    Log log(std::string name = "test");
    rpc::Context context(ContextId id) { return {*m_router, id}; }

    // Drives the loop until `done`; false when the deadline passes first.
    bool until(const std::function<bool()>& done, Duration deadline = std::chrono::seconds(30));
    // Connects and waits for the end, whichever.
    Outcome connect(const connect::Hop& hop, std::optional<ContextId> via = {});
    // A local child; throws with the error's text when it cannot be made.
    ContextId local(std::optional<ContextId> via = {});

private:
    LogKeeper m_logs;
    LogLevel m_threshold;
    std::unique_ptr<io::Broker> m_broker;
    std::unique_ptr<connect::AgentStore> m_agents;
    std::unique_ptr<routing::Router> m_router;
    std::unique_ptr<routing::IdSource> m_ids;
    std::unique_ptr<modules::MasterModules> m_modules;
    std::unique_ptr<connect::Connector> m_connector;
};

}  // namespace rz::test
