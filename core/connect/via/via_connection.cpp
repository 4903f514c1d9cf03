#include "core/connect/via/via_connection.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"

#include <utility>

namespace rz::connect {

ViaConnection::ViaConnection(Environment environment, ContextId via, Hop hop, ConnectObserver& observer, OnDone onDone)
    : m_path(std::move(environment.path)),
      m_nativeVia(environment.nativeVia),
      m_via(environment.router, via),
      m_hop(std::move(hop)),
      m_observer(observer),
      m_onDone(std::move(onDone)),
      m_story(m_hop.label()),
      m_questions(environment.prompts, environment.router.broker(), environment.nextPromptId, [this](bool waiting) {
          m_story.waitForUser(waiting);
          changed();
      })
{
}

void ViaConnection::start()
{
    if (auto valid = validate(m_hop); !valid) {
        finish({std::unexpected(std::move(valid).error()), {}});
        return;
    }
    m_story.beginStep(str("ask ", m_via.name()));
    if (!m_nativeVia && textListOption(m_hop, "python_path").empty())
        m_story.note("a Python context, which makes contexts of its own kind: it will be Python, too");
    changed();
    Dict arguments = m_nativeVia ? proxyArguments(m_hop) : stockProxyArguments(m_hop);
    if (m_nativeVia) {
        auto events = rpc::Receiver::create(m_via.router(), {.respondent = m_via.id()});
        if (!events) {
            finish({std::unexpected(std::move(events).error()), {}});
            return;
        }
        m_events = std::move(*events);
        m_events->listen([this](const routing::Message& message) { onEvent(message); });
        arguments.set("events", m_events->toSender(m_via.id()));
    }
    const rpc::Call call = rpc::Call::byName("mitogen.parent._proxy_connect", {}, std::move(arguments));
    // The other context keeps the time limit of the connection itself; losing it ends the call.
    m_call = m_via.callAsync(
        call, [this, alive = std::weak_ptr(m_alive), via = m_via, native = m_nativeVia](Result<Value> reply) {
            ProxyOutcome outcome = proxyOutcomeFrom(std::move(reply));
            if (!alive.expired() && !m_done)
                finish(std::move(outcome));
            else if (outcome.result && native)
                askToDisconnect(via, outcome.result->id);  // made before it learned that nobody wants it any more
            else if (outcome.result && mayHaveMade(via, outcome.result->id))
                rpc::Context(via.router(), outcome.result->id).shutdown();
        });
}

void ViaConnection::cancel()
{
    m_call.stop();
    finish({fail(ErrorKind::Cancelled, str(m_hop.label(), ": the connection was cancelled")), {}});
}

void ViaConnection::onEvent(const routing::Message& message)
{
    auto value = message.unpickle();
    auto event = value ? connectEventFrom(*value) : std::unexpected(std::move(value).error());
    if (!event || m_done)
        return;  // the end of events; the call tells what became of it
    if (auto* steps = std::get_if<StepsEvent>(&*event)) {
        onSteps(std::move(*steps));
    } else if (auto* asked = std::get_if<AskEvent>(&*event)) {
        onAsk(std::move(asked->prompt), message);
    } else if (const auto* outcome = std::get_if<OutcomeEvent>(&*event)) {
        if (const auto found = m_asked.find(outcome->promptId); found != m_asked.end())
            m_questions.outcome(found->second, outcome->accepted);
    } else if (const auto* withdrawn = std::get_if<WithdrawEvent>(&*event)) {
        if (const auto found = m_asked.find(withdrawn->promptId); found != m_asked.end())
            m_questions.withdraw(found->second);
    }
}

void ViaConnection::onSteps(StepsEvent event)
{
    m_story.adopt(event.first, std::move(event.steps));
    for (const std::string& line : event.output)
        m_story.output(line);
    changedSoon();
}

void ViaConnection::onAsk(Prompt prompt, const routing::Message& message)
{
    // Of one number there is one question: its outcome would be another's, and the limit none.
    const std::uint64_t number = prompt.id;
    if (!message.wantsReply() || m_asked.size() >= MaxQuestions || m_asked.contains(number))
        return;
    prompt.path = m_path;
    if (prompt.kind == PromptKind::Password || prompt.program.empty())
        prompt.program = m_hop.method;
    // When we are gone, so may the router be; whoever asked has been told of the end.
    auto reply = [alive = std::weak_ptr(m_alive), router = &m_via.router(), message](const PromptAnswer& given) {
        auto answer = routing::Message::pickled(toValue(given));
        if (answer && !alive.expired())
            router->route(message.replyWith(std::move(*answer)));
    };
    m_asked[number] = m_questions.ask(std::move(prompt), std::move(reply));
}

void ViaConnection::finish(ProxyOutcome outcome)
{
    if (std::exchange(m_done, true))
        return;
    m_questions.close();
    m_story.adopt(0, std::move(outcome.steps));
    if (outcome.result) {
        m_story.succeed();
    } else {
        ErrorDetails details = outcome.result.error().details();
        if (details.hop.empty())
            details.hop = m_hop.label();
        if (details.step.empty())
            details.step = m_story.currentStep();
        outcome.result = std::unexpected(std::move(outcome.result).error().withDetails(std::move(details)));
        m_story.fail(outcome.result.error());
    }
    changed();
    m_onDone(std::move(outcome.result));
}

void ViaConnection::changed()
{
    m_observer.storyChanged(m_story.story());
}

// What the other context tells, as often as it likes, is told on once an event.
void ViaConnection::changedSoon()
{
    if (std::exchange(m_willTell, true))
        return;
    m_via.router().broker().deferLater([this, alive = std::weak_ptr(m_alive)] {
        if (alive.expired())
            return;
        m_willTell = false;
        if (!m_done)
            changed();
    });
}

}  // namespace rz::connect
