#pragma once

#include "core/connect/prompt.h"
#include "core/qt/outbox.h"

#include <functional>
#include <mutex>
#include <unordered_map>

namespace rz::qt {

// Hands questions of the connector to the GUI and its answers back. A question that is neither answered nor withdrawn when
// the queue dies is cancelled.
class PromptQueue final : public connect::PromptHandler {
public:
    // Tells which row asks, and completes the question's path to it. Broker thread, from inside ask().
    using Locate = std::function<NodeKey(connect::Prompt& prompt)>;
    PromptQueue(Outbox& outbox, Locate locate);

    // Any thread. False when there is no such question (any more).
    bool answer(std::uint64_t id, connect::PromptAnswer answer);
    // Cancels all that wait. Any thread.
    void cancelAll();

    void ask(connect::Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const connect::Prompt& prompt, bool accepted) override;

private:
    Answer extract(std::uint64_t id);

    Outbox& m_outbox;
    Locate m_locate;
    std::mutex m_mutex;
    std::unordered_map<std::uint64_t, Answer> m_waiting;
};

}  // namespace rz::qt
