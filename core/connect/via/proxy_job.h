#pragma once

#include "core/connect/connect_event.h"
#include "core/connect/connector.h"
#include "core/routing/router.h"
#include "core/rpc/function.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>

namespace rz::connect {

// One connection that this context makes for another, from the call until its answer: passes on each step as it happens, and
// the questions, which the caller answers. Keeps itself alive until then. Broker thread.
class ProxyJob final : private ConnectObserver, private PromptHandler, public std::enable_shared_from_this<ProxyJob> {
public:
    // `events`: where to tell; without it steps are told with the answer only, and questions are refused.
    static void begin(Connector& connector, routing::Router& router, Hop hop, std::optional<SenderRef> events,
                      const std::stop_token& cancelled, rpc::Answer answer);

private:
    using StopCallback = std::stop_callback<std::function<void()>>;

    ProxyJob(routing::Router& router, std::optional<SenderRef> events, rpc::Answer answer);
    void storyChanged(const Story& story) override;
    void finished(const Result<Connected>& result, const Story& story) override;
    void ask(Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const Prompt& prompt, bool accepted) override;

    void tell(const ConnectEvent& event);
    void tellSteps();

    routing::Router& m_router;
    std::optional<SenderRef> m_events;
    std::optional<rpc::Answer> m_answer;
    Connector::Handle m_handle;
    std::optional<StopCallback> m_stop;
    std::shared_ptr<ProxyJob> m_self;

    // What is to be told at the end of the current event: a step changes several times in one.
    Story m_story;
    bool m_willTell = false;
    std::size_t m_toldSteps = 0;  // of which the last may still run
    std::size_t m_toldLines = 0;
    std::map<std::uint64_t, Handle> m_questions;  // open ones, and where their answers arrive
};

}  // namespace rz::connect
