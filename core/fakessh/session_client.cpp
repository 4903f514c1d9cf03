#include "core/fakessh/session_client.h"

#include "core/fakessh/limits.h"

#include <utility>

namespace rz::fakessh {

namespace {

// Who finds the output at its end wants to see how the program ended, if it does.
constexpr Duration EndGrace = std::chrono::milliseconds(100);

}  // namespace

SessionClient::SessionClient(routing::Router& router, ContextId destination, OnEnd onEnd)
    : m_router(router), m_destination(destination), m_onEnd(std::move(onEnd))
{
}

SessionClient::~SessionClient() = default;

Result<std::unique_ptr<SessionClient>> SessionClient::start(SessionOpener& opener, const SessionRequest& request,
                                                            Stdio stdio, OnEnd onEnd, std::optional<EscapeKeys> escapes)
{
    std::unique_ptr<SessionClient> client(new SessionClient(opener.router(), opener.destination(), std::move(onEnd)));
    rpc::ReceiverOptions options;
    options.respondent = opener.destination();
    options.window = SessionWindow;
    options.traffic = request.terminal ? io::Traffic::Interactive : io::Traffic::Bulk;
    RZ_TRY(auto receiver, rpc::Receiver::create(opener.router(), std::move(options)));
    const SenderRef output = receiver->toSender(opener.destination());
    SessionClient* const self = client.get();
    client->m_input = std::move(stdio.in);
    if (escapes)
        client->m_escapes.emplace(std::move(*escapes));
    client->m_inflow =
        std::make_unique<Inflow>(opener.router().broker(), std::move(receiver),
                                 Inflow::Events{.onOther = [self](const Value& value) { self->onOther(value); },
                                                .onUnread = [self] { self->tell("unread"); },
                                                .onEnd = [self](const Error&) { self->outputEnded(); }});
    client->m_inflow->open(Lane::Main, std::move(stdio.out));
    client->m_inflow->open(Lane::Errors, std::move(stdio.err));
    client->m_inflow->start();
    client->m_session = opener.open(request, output, [self](Result<Value> result) {
        auto end = result ? sessionEndFrom(*result) : std::unexpected(std::move(result).error());
        if (!end) {
            self->finish(std::unexpected(std::move(end).error()));
            return;
        }
        self->m_programEnd = *end;
        self->maybeFinish();
    });
    return client;
}

void SessionClient::onOther(const Value& value)
{
    const Value* const input = value.find("input");
    const SenderRef* const target = input == nullptr ? nullptr : input->as<SenderRef>();
    if (target == nullptr || target->context != m_destination || m_outflow)
        return;
    m_outflow =
        std::make_unique<Outflow>(m_router.broker(), rpc::Sender(m_router, *target), [this] { inputChanged(); });
    if (m_size)
        resize(*m_size);
    Outflow::Filter filter;
    if (m_escapes)
        filter = [this](std::string_view typed) { return m_escapes->pass(typed); };
    if (m_input)
        m_outflow->open(Lane::Main, std::move(m_input), std::move(filter));
    else
        inputChanged();
}

// Half-closed: the program reads the end of its input and may go on printing.
void SessionClient::inputChanged()
{
    if (!m_outflow->isOpen(Lane::Main))
        m_outflow->send(Value(Bytes()));
}

void SessionClient::outputEnded()
{
    m_outputEnded = true;
    maybeFinish();
    if (!m_over)
        m_late = m_router.broker().after(EndGrace, [this] { m_inflow->close(Lane::Main); });
}

void SessionClient::tell(std::string_view key)
{
    Dict dict;
    dict.set(key, None());
    if (m_outflow)
        m_outflow->send(Value(std::move(dict)));
}

void SessionClient::stopReading()
{
    m_input.reset();
    if (m_outflow)
        m_outflow->stop();
}

void SessionClient::resize(const WindowSize& size)
{
    if (m_outflow)
        m_outflow->send(Value(toDict(size)));
    else
        m_size = size;
}

void SessionClient::maybeFinish()
{
    if (m_programEnd && m_outputEnded)
        finish(*m_programEnd);
}

// Those who found the end are still at work.
void SessionClient::finish(Result<SessionEnd> result)
{
    if (std::exchange(m_over, true))
        return;
    m_late.cancel();
    m_end = m_router.broker().after(Duration::zero(), [this, result = std::move(result)]() mutable {
        OnEnd onEnd = std::move(m_onEnd);
        onEnd(std::move(result));
    });
}

}  // namespace rz::fakessh
