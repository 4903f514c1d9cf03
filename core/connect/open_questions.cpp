#include "core/connect/open_questions.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rz::connect {

struct OpenQuestions::State {
    PromptHandler* handler;
    io::Broker& broker;
    std::uint64_t& nextId;
    std::move_only_function<void(bool)> waitingChanged;
    std::vector<std::uint64_t> open;
    std::map<std::uint64_t, Prompt> undecided;  // asked, and of unknown outcome

    void answered(std::uint64_t id)
    {
        if (std::erase(open, id) != 0 && open.empty() && handler != nullptr)
            waitingChanged(false);
    }
};

namespace {

// Brings an answer, which may come from any thread, or be its own destruction, to the broker thread.
class AnswerOnce {
public:
    AnswerOnce(io::Broker& broker, PromptHandler::Answer answer) : m_broker(broker), m_answer(std::move(answer)) {}
    AnswerOnce(AnswerOnce&& other) noexcept : m_broker(other.m_broker), m_answer(std::exchange(other.m_answer, nullptr))
    {
    }
    AnswerOnce& operator=(AnswerOnce&&) = delete;
    ~AnswerOnce() { (*this)({}); }

    void operator()(PromptAnswer given)
    {
        if (!m_answer)
            return;
        m_broker.deferLater([answer = std::exchange(m_answer, nullptr), given = std::move(given)]() mutable {
            answer(std::move(given));
        });
    }

private:
    io::Broker& m_broker;
    PromptHandler::Answer m_answer;
};

}  // namespace

OpenQuestions::OpenQuestions(PromptHandler* handler, io::Broker& broker, std::uint64_t& nextId,
                             std::move_only_function<void(bool waiting)> waitingChanged)
    : m_state(std::make_shared<State>(State{handler, broker, nextId, std::move(waitingChanged), {}, {}}))
{
}

OpenQuestions::~OpenQuestions()
{
    close();
}

std::uint64_t OpenQuestions::ask(Prompt prompt, PromptHandler::Answer answer)
{
    AnswerOnce once(m_state->broker, std::move(answer));
    if (m_state->handler == nullptr)
        return 0;  // which answers it
    prompt.id = m_state->nextId++;
    m_state->undecided.emplace(prompt.id, prompt);
    m_state->open.push_back(prompt.id);
    if (m_state->open.size() == 1)
        m_state->waitingChanged(true);
    auto resume = [state = std::weak_ptr(m_state), id = prompt.id, once = std::move(once)](PromptAnswer given) mutable {
        if (const auto alive = state.lock())
            alive->answered(id);
        once(std::move(given));
    };
    const std::uint64_t id = prompt.id;
    m_state->handler->ask(std::move(prompt), AnswerOnce(m_state->broker, std::move(resume)));
    return id;
}

void OpenQuestions::withdraw(std::uint64_t id)
{
    if (m_state->handler != nullptr && std::find(m_state->open.begin(), m_state->open.end(), id) != m_state->open.end())
        m_state->handler->withdraw(id);
}

void OpenQuestions::outcome(std::uint64_t id, bool accepted)
{
    const auto asked = m_state->undecided.extract(id);
    if (asked && m_state->handler != nullptr)
        m_state->handler->outcome(asked.mapped(), accepted);
}

void OpenQuestions::close()
{
    PromptHandler* handler = std::exchange(m_state->handler, nullptr);
    if (handler == nullptr)
        return;
    for (const std::uint64_t id : std::exchange(m_state->open, {}))
        handler->withdraw(id);
}

}  // namespace rz::connect
