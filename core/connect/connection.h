#pragma once

#include "core/connect/bootstrap/bootstrap.h"
#include "core/connect/bootstrap/bootstrap_pipe.h"
#include "core/connect/connector.h"
#include "core/connect/countdown.h"
#include "core/connect/open_questions.h"
#include "core/connect/story_writer.h"
#include "core/io/io_logger.h"
#include "core/rpc/external_context.h"
#include "core/rpc/python_core.h"

#include <functional>
#include <memory>
#include <optional>

namespace rz::connect {

// One connection of this process while it is made: opener, bootstrap, registration. Each event moves it on; `onDone` is
// called exactly once, and the owner destroys it afterwards, never inside. Broker thread.
//
//   Opening        the opener works; its steps and questions pass through here
//   Bootstrapping  bytes go to Bootstrap until frames follow
//   AwaitingId     they do, the id is not there
//   Done
class Connection final : public OpenHost, private Bootstrap::Host {
public:
    struct Environment {
        routing::Router& router;
        routing::IdSource& ids;
        AgentStore& agents;
        rpc::PythonCoreSource* pythonCores;  // null: no Python contexts from here
        PromptHandler* prompts;
        const rpc::ImportPolicy& imports;
        const std::string& remoteName;
        std::uint64_t& nextPromptId;
        std::shared_ptr<const Through> through;  // of a tunnel; else null
    };
    using OnDone = std::move_only_function<void(Result<Connected>)>;

    Connection(Environment environment, Hop hop, ConnectObserver& observer, OnDone onDone);
    ~Connection() override;

    void start(Opener& opener);
    void refuse(Error error) { failed(std::move(error)); }  // instead of start()
    void cancel();
    const Story& story() { return m_story.story(); }
    // What carries the connection besides its stream, once it is established; else what there is of it. At its end, once.
    Transport takeTransport() { return std::move(m_transport); }
    std::unique_ptr<io::IoLogger> takeDiagnostics() { return std::move(m_diagnostics); }

private:
    enum class State { Opening, Bootstrapping, AwaitingId, Done };

    // OpenHost
    void beginStep(std::string_view name) override;
    void note(std::string_view text) override;
    void output(std::string_view line) override;
    std::uint64_t ask(Prompt prompt, PromptHandler::Answer answer) override;
    void outcome(std::uint64_t promptId, bool accepted) override;
    void opened(Transport transport) override;
    void failed(Error error) override;
    // Bootstrap::Host
    void send(Bytes data) override;
    Result<AgentImage> agent(std::string_view machine, bool takesGzip) override;
    bool takePython(std::string_view why) override;
    void sendPreamble() override;

    void allocateId();
    void fetchPythonCore();
    Result<> beginBootstrap();
    void onReceived(std::span<const std::byte> data);
    void onEnd();
    void onLastWords();
    void finishEnded();
    void registerContext();
    Result<Connected> makeStream();
    Result<> configure(routing::Stream& stream);
    Dict pythonFacts() const;
    rpc::ChildConfig childConfig(ContextId id) const;
    void waitForUser(bool waiting);
    void finish(Result<Connected> result);
    void changed();
    void changedSoon();

    Environment m_env;
    Hop m_hop;
    ConnectObserver& m_observer;
    OnDone m_onDone;
    StoryWriter m_story;
    State m_state = State::Opening;
    bool m_willTell = false;
    // Guards callbacks that may come after the end.
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);

    std::unique_ptr<Opening> m_opening;
    Transport m_transport;
    std::unique_ptr<io::IoLogger> m_diagnostics;
    bool m_diagnosticsEnded = true;
    bool m_answered = false;  // something came from the other side
    bool m_ended = false;     // nothing more will
    std::unique_ptr<Bootstrap> m_bootstrap;
    std::optional<ContextId> m_id;
    bool m_python;  // it becomes a Python context
    std::optional<rpc::PythonCore> m_pythonCore;
    bool m_preambleWanted = false;
    std::optional<BootstrapPipe> m_pipe;
    io::Timer m_endTimer;
    Countdown m_deadline;
    OpenQuestions m_questions;
};

}  // namespace rz::connect
