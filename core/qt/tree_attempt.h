#pragma once

#include "core/connect/connector.h"
#include "core/qt/prompt_queue.h"

namespace rz::qt {

// One try to connect a row of a tree, until it is over or given up. Its questions are asked for that row; connectors number
// them each for itself, so they are told apart by the tree. Broker thread.
class TreeAttempt final : public connect::ConnectObserver, public connect::PromptHandler {
public:
    // Whose row it is. May destroy the attempt only after the call.
    class Owner {
    public:
        virtual void onStory(NodeKey key, const connect::Story& story) = 0;
        virtual void onFinished(NodeKey key, const Result<connect::Connected>& result, const connect::Story& story) = 0;

    protected:
        ~Owner() = default;
    };

    // `tree` is the row at the root of it. `owner` and `prompts` must outlive it.
    TreeAttempt(Owner& owner, PromptQueue& prompts, NodeKey tree, NodeKey key)
        : m_owner(owner), m_prompts(prompts), m_tree(tree), m_key(key)
    {
    }

    void start(connect::Connector& connector, const connect::Hop& hop, std::optional<ContextId> via);
    // Cancels it; nothing of it is heard any more.
    void giveUp();

private:
    void storyChanged(const connect::Story& story) override;
    void finished(const Result<connect::Connected>& result, const connect::Story& story) override;
    void ask(connect::Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const connect::Prompt& prompt, bool accepted) override;

    Owner& m_owner;
    PromptQueue& m_prompts;
    const NodeKey m_tree;
    const NodeKey m_key;
    connect::Connector::Handle m_handle;
    bool m_givenUp = false;
};

}  // namespace rz::qt
