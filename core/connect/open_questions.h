#pragma once

#include "core/connect/prompt.h"
#include "core/io/broker.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace rz::connect {

// The questions that one connection has open: numbers them, brings each answer to the broker thread, and withdraws
// what is open when it dies. Broker thread.
class OpenQuestions {
public:
    // `handler` may be null: every question is then answered with Cancelled. `nextId` is shared by all connections of a
    // connector. `waitingChanged` runs when the first question opens and when the last is answered.
    OpenQuestions(PromptHandler* handler, io::Broker& broker, std::uint64_t& nextId,
                  std::move_only_function<void(bool waiting)> waitingChanged);
    ~OpenQuestions();
    OpenQuestions(const OpenQuestions&) = delete;
    OpenQuestions& operator=(const OpenQuestions&) = delete;

    // `answer` runs once, on the broker thread and not inside this call, with Cancelled when nobody can answer; after
    // close() too, since who asked may wait for it. Gives the number it is asked under, 0 when nobody is.
    std::uint64_t ask(Prompt prompt, PromptHandler::Answer answer);
    // The one of that number is moot; it is answered with Cancelled.
    void withdraw(std::uint64_t id);
    // The first that is told of a question counts, and it is told as it was asked.
    void outcome(std::uint64_t id, bool accepted);
    // Withdraws what is open; nobody is asked any more.
    void close();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace rz::connect
