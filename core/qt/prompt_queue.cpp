#include "core/qt/prompt_queue.h"

#include <utility>

namespace rz::qt {

PromptQueue::Answer PromptQueue::extract(std::uint64_t id)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_waiting.find(id);
    if (found == m_waiting.end())
        return {};
    Answer answer = std::move(found->second);
    m_waiting.erase(found);
    return answer;
}

bool PromptQueue::answer(std::uint64_t id, connect::PromptAnswer answer)
{
    Answer waiting = extract(id);
    if (!waiting)
        return false;
    waiting(std::move(answer));
    return true;
}

void PromptQueue::cancelAll()
{
    std::unordered_map<std::uint64_t, Answer> waiting;
    {
        const std::lock_guard lock(m_mutex);
        waiting.swap(m_waiting);
    }
    for (auto& [id, answer] : waiting)
        answer({});
}

void PromptQueue::ask(connect::Prompt prompt, NodeKey node, Answer answer)
{
    {
        const std::lock_guard lock(m_mutex);
        m_waiting.insert_or_assign(prompt.id, std::move(answer));
    }
    m_outbox.prompt(PromptAsked{std::move(prompt), node});
}

void PromptQueue::withdraw(std::uint64_t promptId)
{
    extract(promptId);
    m_outbox.prompt(PromptWithdrawn{promptId});
}

void PromptQueue::outcome(const connect::Prompt& prompt, bool accepted)
{
    m_outbox.prompt(PromptDecided{prompt, accepted});
}

}  // namespace rz::qt
