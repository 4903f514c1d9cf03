#pragma once

#include "app/ctl/command_line.h"
#include "app/ctl/terminal.h"
#include "core/connect/prompt.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace rz::ctl {

// Asks on the terminal, one question after the other, on a thread of its own so that connections go on
// meanwhile. Without a terminal, or with AskOn::Never, every question is answered "cancelled".
class TerminalPrompts final : public connect::PromptHandler {
public:
    explicit TerminalPrompts(AskOn askOn);
    ~TerminalPrompts() override;

    void ask(connect::Prompt prompt, Answer answer) override;
    void withdraw(std::uint64_t promptId) override;
    void outcome(const connect::Prompt& prompt, bool accepted) override;

private:
    struct Question {
        connect::Prompt prompt;
        Answer answer;
    };
    void run();
    static connect::PromptAnswer put(Terminal& terminal, const connect::Prompt& prompt);

    AskOn m_askOn;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<Question> m_waiting;
    std::optional<std::uint64_t> m_current;
    std::optional<Terminal> m_terminal;
    bool m_ending = false;
    std::thread m_thread;
};

}  // namespace rz::ctl
