#include "core/qt/tree_attempt.h"

#include <utility>

namespace rz::qt {

void TreeAttempt::start(connect::Connector& connector, const connect::Hop& hop, std::optional<ContextId> via)
{
    m_handle = connector.connect(hop, via, *this, this);
}

void TreeAttempt::giveUp()
{
    m_givenUp = true;
    m_handle.reset();
}

void TreeAttempt::storyChanged(const connect::Story& story)
{
    if (!m_givenUp)
        m_owner.onStory(m_key, story);
}

void TreeAttempt::finished(const Result<connect::Connected>& result, const connect::Story& story)
{
    if (!m_givenUp)
        m_owner.onFinished(m_key, result, story);
}

void TreeAttempt::ask(connect::Prompt prompt, Answer answer)
{
    prompt.id = promptIdIn(m_tree, prompt.id);
    m_prompts.ask(std::move(prompt), m_key, std::move(answer));
}

void TreeAttempt::withdraw(std::uint64_t promptId)
{
    m_prompts.withdraw(promptIdIn(m_tree, promptId));
}

void TreeAttempt::outcome(const connect::Prompt& prompt, bool accepted)
{
    connect::Prompt asked = prompt;
    asked.id = promptIdIn(m_tree, prompt.id);
    m_prompts.outcome(asked, accepted);
}

}  // namespace rz::qt
