#include "tests/support/fixed_prompts.h"

#include <algorithm>
#include <memory>
#include <ranges>

namespace rz::test {

using connect::Prompt;
using connect::PromptAnswer;
using connect::PromptKind;

void FixedPrompts::addRule(Rule rule)
{
    const std::scoped_lock lock(m_mutex);
    m_rules.push_back(std::move(rule));
}

void FixedPrompts::answer(PromptKind kind, std::vector<std::string> secrets)
{
    auto next = std::make_shared<std::size_t>(0);
    addRule([kind, secrets = std::move(secrets), next](const Prompt& prompt) -> std::optional<PromptAnswer> {
        if (prompt.kind != kind)
            return {};
        const std::size_t which = std::min((*next)++, secrets.size() - 1);
        return secretAnswer({secrets[which]});
    });
}

void FixedPrompts::answerHostKeys(PromptAnswer::Decision decision)
{
    addRule([decision](const Prompt& prompt) -> std::optional<PromptAnswer> {
        if (!prompt.hostKey)
            return {};
        return decisionAnswer(decision);
    });
}

void FixedPrompts::holdUnanswered()
{
    const std::scoped_lock lock(m_mutex);
    m_hold = true;
}

std::vector<FixedPrompts::Asked> FixedPrompts::asked() const
{
    const std::scoped_lock lock(m_mutex);
    return m_asked;
}

std::size_t FixedPrompts::count(PromptKind kind) const
{
    const std::scoped_lock lock(m_mutex);
    return static_cast<std::size_t>(
        std::ranges::count_if(m_asked, [kind](const Asked& asked) { return asked.prompt.kind == kind; }));
}

std::vector<Prompt> FixedPrompts::waiting() const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<Prompt> prompts;
    for (const auto& [id, answer] : m_waiting) {
        const auto found = std::ranges::find(m_asked, id, [](const Asked& asked) { return asked.prompt.id; });
        prompts.push_back(found->prompt);
    }
    return prompts;
}

void FixedPrompts::answerWaiting(std::uint64_t promptId, PromptAnswer given)
{
    Answer answer;
    {
        const std::scoped_lock lock(m_mutex);
        const auto found = std::ranges::find(m_waiting, promptId, &decltype(m_waiting)::value_type::first);
        if (found == m_waiting.end())
            return;
        answer = std::move(found->second);
        m_waiting.erase(found);
    }
    answer(std::move(given));
}

void FixedPrompts::ask(Prompt prompt, Answer answer)
{
    std::optional<PromptAnswer> given;
    {
        const std::scoped_lock lock(m_mutex);
        m_asked.push_back({.prompt = prompt});
        for (auto& rule : std::views::reverse(m_rules)) {
            given = rule(prompt);
            if (given)
                break;
        }
        if (!given && m_hold) {
            m_waiting.emplace_back(prompt.id, std::move(answer));
            return;
        }
    }
    answer(given ? std::move(*given) : PromptAnswer{});
}

void FixedPrompts::withdraw(std::uint64_t promptId)
{
    Answer dropped;
    const std::scoped_lock lock(m_mutex);
    for (Asked& asked : m_asked)
        asked.withdrawn = asked.withdrawn || asked.prompt.id == promptId;
    const auto found = std::ranges::find(m_waiting, promptId, &decltype(m_waiting)::value_type::first);
    if (found == m_waiting.end())
        return;
    dropped = std::move(found->second);
    m_waiting.erase(found);
}

void FixedPrompts::outcome(const Prompt& prompt, bool accepted)
{
    const std::scoped_lock lock(m_mutex);
    // Numbers begin again with each connector. What is remembered goes by the identity.
    const auto found =
        std::ranges::find(std::views::reverse(m_asked), prompt.id, [](const Asked& asked) { return asked.prompt.id; });
    if (found != m_asked.rend() && found->prompt.identity() == prompt.identity() && !found->accepted)
        found->accepted = accepted;
}

PromptAnswer secretAnswer(std::vector<std::string> fields)
{
    PromptAnswer answer{.decision = PromptAnswer::Decision::Answered, .fields = {}};
    for (const std::string& field : fields)
        answer.fields.emplace_back(field);
    return answer;
}

PromptAnswer decisionAnswer(PromptAnswer::Decision decision)
{
    return {.decision = decision, .fields = {}};
}

}  // namespace rz::test
