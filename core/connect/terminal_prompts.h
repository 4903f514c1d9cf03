#pragma once

#include "core/connect/prompt.h"
#include "core/connect/terminal.h"
#include "core/io/thread.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace rz::connect {

// Asks on the controlling terminal, one question after the other, on a thread of its own so that connections go on
// meanwhile. Without a terminal or a thread every question is answered "cancelled".
class TerminalPrompts final : public PromptHandler {
public:
    TerminalPrompts() = default;
    ~TerminalPrompts() override;

    void ask(Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const Prompt& prompt, bool accepted) override;

private:
    struct Question {
        Prompt prompt;
        Answer answer;
    };
    void run();
    static PromptAnswer put(Terminal& terminal, const Prompt& prompt);

    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Question> m_waiting;
    std::optional<std::uint64_t> m_current;
    std::optional<Terminal> m_terminal;
    bool m_ending = false;
    io::Thread m_thread;
};

}  // namespace rz::connect
