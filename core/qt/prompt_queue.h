#pragma once

#include "core/connect/prompt.h"
#include "core/qt/outbox.h"

#include <mutex>
#include <unordered_map>

namespace rz::qt {

// Questions are numbered in each tree by itself; this tells those of all trees apart.
constexpr std::uint64_t promptIdIn(NodeKey tree, std::uint64_t number)
{
    return (static_cast<std::uint64_t>(tree) << 32) + number;
}

// Hands questions of connections to the GUI and its answers back. A question that is neither answered nor withdrawn when
// the queue dies is cancelled.
class PromptQueue {
public:
    using Answer = connect::PromptHandler::Answer;
    explicit PromptQueue(Outbox& outbox) : m_outbox(outbox) {}

    // Any thread. False when there is no such question (any more).
    bool answer(std::uint64_t id, connect::PromptAnswer answer);
    // Cancels all that wait. Any thread.
    void cancelAll();

    // As of connect::PromptHandler; `node` is the row whose connection asks. Broker thread.
    void ask(connect::Prompt prompt, NodeKey node, Answer answer);
    void withdraw(std::uint64_t promptId);
    void outcome(const connect::Prompt& prompt, bool accepted);

private:
    Answer extract(std::uint64_t id);

    Outbox& m_outbox;
    std::mutex m_mutex;
    std::unordered_map<std::uint64_t, Answer> m_waiting;
};

}  // namespace rz::qt
