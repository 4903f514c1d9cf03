#pragma once

#include "core/connect/prompt.h"

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace rz::test {

// Answers questions from a fixed list and writes down what was asked and what became of it. A question that no rule
// answers is answered with Cancelled, or kept open after holdUnanswered().
class FixedPrompts final : public connect::PromptHandler {
public:
    struct Asked {
        connect::Prompt prompt;
        std::optional<bool> accepted;  // by an outcome() of that very question
        bool withdrawn = false;
    };
    using Rule = std::function<std::optional<connect::PromptAnswer>(const connect::Prompt& prompt)>;

    // Later rules are looked at first.
    void addRule(Rule rule);
    // Gives the answers in turn to questions of this kind; the last one again and again.
    void answer(connect::PromptKind kind, std::vector<std::string> secrets);
    // To host key questions of either kind.
    void answerHostKeys(connect::PromptAnswer::Decision decision);
    void holdUnanswered();

    std::vector<Asked> asked() const;
    std::size_t count(connect::PromptKind kind) const;
    // Questions that wait, in order; answers one of them.
    std::vector<connect::Prompt> waiting() const;
    void answerWaiting(std::uint64_t promptId, connect::PromptAnswer given);

    // PromptHandler
    void ask(connect::Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const connect::Prompt& prompt, bool accepted) override;

private:
    mutable std::mutex m_mutex;  // the broker may have a thread of its own
    std::vector<Rule> m_rules;
    std::vector<Asked> m_asked;
    std::vector<std::pair<std::uint64_t, Answer>> m_waiting;
    bool m_hold = false;
};

connect::PromptAnswer secretAnswer(std::vector<std::string> fields);
connect::PromptAnswer decisionAnswer(connect::PromptAnswer::Decision decision);

}  // namespace rz::test
