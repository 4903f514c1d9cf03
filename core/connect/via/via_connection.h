#pragma once

#include "core/connect/connect_event.h"
#include "core/connect/connector.h"
#include "core/connect/open_questions.h"
#include "core/connect/story_writer.h"
#include "core/connect/via/proxy_connect.h"
#include "core/rpc/context.h"
#include "core/rpc/receiver.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rz::connect {

// One connection made by another context at our request, which tells its steps and questions meanwhile. Where a question
// comes from is what we asked for; what it says it is about is that context's word, and reaches only secrets kept for this
// very path. Broker thread.
class ViaConnection {
public:
    using OnDone = std::move_only_function<void(Result<Connected>)>;
    struct Environment {
        routing::Router& router;
        PromptHandler* prompts;
        std::uint64_t& nextPromptId;
        std::vector<std::string> path;  // the hops from here, this one last
        bool nativeVia = true;          // else a stock Python parent, which tells the end only
    };

    ViaConnection(Environment environment, ContextId via, Hop hop, ConnectObserver& observer, OnDone onDone);

    void start();
    void cancel();
    const Story& story() { return m_story.story(); }

private:
    static constexpr std::size_t MaxQuestions = 100;  // of one connection, ever

    void onEvent(const routing::Message& message);
    void onSteps(StepsEvent event);
    void onAsk(Prompt prompt, const routing::Message& message);
    void finish(ProxyOutcome outcome);
    void changed();
    void changedSoon();

    std::vector<std::string> m_path;
    bool m_nativeVia;
    rpc::Context m_via;
    Hop m_hop;
    ConnectObserver& m_observer;
    OnDone m_onDone;
    StoryWriter m_story;
    OpenQuestions m_questions;
    std::map<std::uint64_t, std::uint64_t> m_asked;  // the other context's number -> ours; all that ever were
    std::unique_ptr<rpc::Receiver> m_events;
    rpc::PendingCall m_call;
    bool m_done = false;
    bool m_willTell = false;
    std::shared_ptr<void> m_alive = std::make_shared<char>();  // a call that is given up answers after our end
};

}  // namespace rz::connect
