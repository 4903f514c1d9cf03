// A transfer whose program runs in another context (PROTOCOL.md 8.10).

#include "core/fakessh/limits.h"
#include "core/fakessh/session_opener.h"
#include "core/fakessh/transfer.h"
#include "core/rpc/receiver.h"

#include <csignal>
#include <map>
#include <utility>

namespace rz::fakessh {

namespace {

class RemoteTransfer final : public Transfer {
public:
    RemoteTransfer(const rpc::Context& at, const rpc::Context& destination, OnEvent onEvent)
        : m_at(at), m_destination(destination), m_onEvent(std::move(onEvent))
    {
    }

    void start(const ProgramOptions& options)
    {
        rpc::ReceiverOptions receiver{.respondent = m_at.id()};
        auto output = rpc::Receiver::create(m_at.router(), receiver);
        receiver.window = 0;  // few and small
        auto events = rpc::Receiver::create(m_at.router(), receiver);
        if (!output || !events) {
            endWith(std::unexpected(!output ? output.error() : events.error()));
            return;
        }
        m_output = std::move(*output);
        m_events = std::move(*events);
        m_output->listen([this](const routing::Message& message) { onOutput(message); });
        m_events->listen([this](const routing::Message& message) { onEvent(message); });
        m_call = m_at.callAsync(callFor(options), [this, weak = std::weak_ptr(m_alive)](const Result<Value>& result) {
            if (!weak.expired())
                onResult(result);
        });
    }

    void cancel() override { m_call.cancel(); }
    void pause() override { signal(SIGSTOP); }
    void resume() override { signal(SIGCONT); }

private:
    rpc::Call callFor(const ProgramOptions& options)
    {
        const auto listOf = [](const std::vector<std::string>& words) {
            List list;
            for (const std::string& word : words)
                list.items.emplace_back(Bytes(word));
            return list;
        };
        Dict keywords;
        keywords.set("destination", ContextRef{.id = m_destination.id(), .name = {}});
        keywords.set("argv", listOf(options.argv));
        keywords.set("environment", listOf(options.environment));
        if (!options.directory.empty())
            keywords.set("directory", Bytes(options.directory));
        keywords.set("output", m_output->toSender(m_at.id()));
        keywords.set("events", m_events->toSender(m_at.id()));
        return rpc::Call::byName("fakessh.run", {}, std::move(keywords));
    }

    void onOutput(const routing::Message& message)
    {
        if (m_over)
            return;
        const auto value = message.unpickle();
        if (message.isDead() || !value) {
            m_outputEnded = true;
            maybeEnd();
            return;
        }
        const Value* const errors = value->find("stderr");
        if (const Bytes* const data = (errors == nullptr ? *value : *errors).as<Bytes>())
            m_onEvent(ProgramOutput{errors == nullptr ? Lane::Main : Lane::Errors, *data});
    }

    void onEvent(const routing::Message& message)
    {
        const auto value = message.unpickle();
        if (!value || m_over)
            return;
        const Value* const event = value->find("event");
        const std::string* const name = event == nullptr ? nullptr : event->as<std::string>();
        if (name == nullptr)
            return;
        if (*name == "started")
            m_pid = numberAt(*value, "pid");
        else if (*name == "traffic")
            m_onEvent(Traffic{.sent = static_cast<std::uint64_t>(numberAt(*value, "sent")),
                              .received = static_cast<std::uint64_t>(numberAt(*value, "received")),
                              .sessions = static_cast<std::size_t>(numberAt(*value, "sessions"))});
        else if (*name == "session" && message.wantsReply())
            openSession(message, *value);
    }

    static std::int64_t numberAt(const Value& dict, std::string_view key)
    {
        const Value* const value = dict.find(key);
        const std::int64_t* const number = value == nullptr ? nullptr : value->as<std::int64_t>();
        return number == nullptr ? 0 : *number;
    }

    // That context may not call the destination; whoever started the program there lets it.
    void openSession(const routing::Message& message, const Value& event)
    {
        const Value* const request = event.find("request");
        const Value* const output = event.find("output");
        const Dict* const keywords = request == nullptr ? nullptr : request->as<Dict>();
        const SenderRef* const target = output == nullptr ? nullptr : output->as<SenderRef>();
        if (keywords == nullptr || target == nullptr || target->context != m_at.id() ||
            m_sessions.size() >= MaxStandIns)
            return;
        const std::uint64_t number = m_nextSession++;
        auto call = m_destination.callAsync(
            sessionCall(*keywords, *target),
            [this, number, message, weak = std::weak_ptr(m_alive)](const Result<Value>& result) {
                if (weak.expired())
                    return;
                answer(message, result);
                m_sessions.erase(number);
            });
        m_sessions.emplace(number, std::move(call));
    }

    // That a connection is lost is told as such.
    void answer(const routing::Message& message, const Result<Value>& result) const
    {
        if (!result && result.error().kind() == ErrorKind::Channel) {
            m_at.router().route(message.replyWith(routing::Message::dead(result.error().text())));
            return;
        }
        const Value value = result ? *result : Value(CallErrorValue{explained(result.error()).text()});
        if (auto reply = routing::Message::pickled(value))
            m_at.router().route(message.replyWith(std::move(*reply)));
    }

    void signal(int number) const
    {
        if (m_pid <= 0)
            return;
        Dict keywords;
        keywords.set("signal", number);
        keywords.set("group", true);
        m_at.callNoReply(rpc::Call::byName("proc.kill", {Value(m_pid)}, std::move(keywords)));
    }

    void onResult(const Result<Value>& result)
    {
        auto end = result ? sessionEndFrom(*result) : std::unexpected(explained(result.error()));
        if (!end) {
            endWith(std::unexpected(std::move(end).error()));
            return;
        }
        m_programEnd = io::ExitStatus{.code = end->status, .signal = end->signal};
        maybeEnd();
    }

    void maybeEnd()
    {
        if (m_programEnd && m_outputEnded)
            endWith(*m_programEnd);
    }

    // Later: those who found the end are still at work.
    void endWith(Result<io::ExitStatus> result)
    {
        if (std::exchange(m_over, true))
            return;
        m_sessions.clear();
        m_end = m_at.router().broker().after(Duration::zero(), [this, result = std::move(result)] {
            const OnEvent onEvent = std::move(m_onEvent);
            onEvent(result);
        });
    }

    rpc::Context m_at;
    rpc::Context m_destination;
    OnEvent m_onEvent;
    std::unique_ptr<rpc::Receiver> m_output;
    std::unique_ptr<rpc::Receiver> m_events;
    rpc::PendingCall m_call;
    std::map<std::uint64_t, rpc::PendingCall> m_sessions;
    std::uint64_t m_nextSession = 0;
    std::int64_t m_pid = 0;
    std::optional<io::ExitStatus> m_programEnd;
    bool m_outputEnded = false;
    bool m_over = false;
    io::Timer m_end;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);  // of calls, which may end after this
};

}  // namespace

std::unique_ptr<Transfer> startTransferIn(const rpc::Context& at, const rpc::Context& destination,
                                          const ProgramOptions& options, Transfer::OnEvent onEvent)
{
    auto transfer = std::make_unique<RemoteTransfer>(at, destination, std::move(onEvent));
    transfer->start(options);
    return transfer;
}

}  // namespace rz::fakessh
