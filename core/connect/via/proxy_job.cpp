#include "core/connect/via/proxy_job.h"

#include "core/connect/via/proxy_connect.h"

#include <algorithm>
#include <utility>

namespace rz::connect {

void ProxyJob::begin(Connector& connector, routing::Router& router, Hop hop, std::optional<SenderRef> events,
                     const std::stop_token& cancelled, rpc::Answer answer)
{
    const std::shared_ptr<ProxyJob> job(new ProxyJob(router, events, std::move(answer)));
    job->m_self = job;
    PromptHandler* const asked = events ? static_cast<PromptHandler*>(job.get()) : nullptr;
    job->m_handle = connector.connectHere(std::move(hop), *job, asked);
    io::Broker& broker = router.broker();
    job->m_stop.emplace(cancelled, [weak = std::weak_ptr(job), &broker] {
        broker.deferLater([weak] {
            if (const auto alive = weak.lock())
                alive->m_handle.reset();
        });
    });
}

ProxyJob::ProxyJob(routing::Router& router, std::optional<SenderRef> events, rpc::Answer answer)
    : m_router(router), m_events(events), m_answer(std::move(answer))
{
}

void ProxyJob::storyChanged(const Story& story)
{
    if (!m_events)
        return;
    m_story = story;
    if (std::exchange(m_willTell, true))
        return;
    m_router.broker().deferLater([self = shared_from_this()] {
        if (std::exchange(self->m_willTell, false))
            self->tellSteps();
    });
}

// All that may have changed: the last step told, and those after it.
void ProxyJob::tellSteps()
{
    const std::size_t first = m_toldSteps == 0 ? 0 : m_toldSteps - 1;
    if (m_story.steps.size() < first)
        return;
    StepsEvent event{.first = first, .steps = {}, .output = {}};
    event.steps.assign(m_story.steps.begin() + static_cast<std::ptrdiff_t>(first), m_story.steps.end());
    const std::size_t fresh = std::min(m_story.printed - m_toldLines, m_story.output.size());
    event.output.assign(m_story.output.end() - static_cast<std::ptrdiff_t>(fresh), m_story.output.end());
    m_toldSteps = m_story.steps.size();
    m_toldLines = m_story.printed;
    tell(event);
}

void ProxyJob::finished(const Result<Connected>& result, const Story& story)
{
    const auto self = std::exchange(m_self, nullptr);
    m_stop.reset();
    // The answer holds the steps, but not what was printed last.
    if (std::exchange(m_willTell, false))
        tellSteps();
    (*std::exchange(m_answer, std::nullopt))(toValue(ProxyOutcome{result, story.steps}));
}

void ProxyJob::ask(Prompt prompt, Answer answer)
{
    const std::uint64_t id = prompt.id;
    auto message = routing::Message::pickled(toValue(AskEvent{std::move(prompt)}));
    if (!message)
        return;
    // The caller's loss is an answer too: a dead message, which refuses.
    auto handle = m_router.addHandler(
        [weak = weak_from_this(), id, answer = std::move(answer)](const routing::Message& reply) mutable {
            if (const auto alive = weak.lock())
                alive->m_questions.erase(id);
            auto value = reply.unpickle();
            answer(value ? promptAnswerFrom(*value) : PromptAnswer());
        },
        {.persist = false, .respondent = m_events->context, .secret = true});
    if (!handle)
        return;
    m_questions.emplace(id, *handle);
    message->dstId = m_events->context;
    message->handle = m_events->handle;
    message->replyTo = *handle;
    m_router.route(std::move(*message));
}

void ProxyJob::withdraw(std::uint64_t promptId)
{
    if (const auto found = m_questions.find(promptId); found != m_questions.end()) {
        const Handle handle = found->second;
        m_questions.erase(found);
        m_router.delHandler(handle);
        tell(WithdrawEvent{promptId});
    }
}

void ProxyJob::outcome(const Prompt& prompt, bool accepted)
{
    tell(OutcomeEvent{prompt.id, accepted});
}

void ProxyJob::tell(const ConnectEvent& event)
{
    auto message = routing::Message::pickled(toValue(event));
    if (!message)
        return;
    message->dstId = m_events->context;
    message->handle = m_events->handle;
    m_router.route(std::move(*message));
}

}  // namespace rz::connect
