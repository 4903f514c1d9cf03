#include "core/fakessh/run_function.h"

#include "core/fakessh/outflow.h"
#include "core/fakessh/pipe_ends.h"
#include "core/fakessh/program.h"
#include "core/routing/router.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <unistd.h>
#include <utility>

namespace rz::fakessh {

namespace {

Result<> tell(routing::Router& router, SenderRef events, Dict event, Handle replyTo = NoHandle)
{
    RZ_TRY(routing::Message message, routing::Message::pickled(Value(std::move(event))));
    message.dstId = events.context;
    message.handle = events.handle;
    message.replyTo = replyTo;
    router.route(std::move(message));
    return {};
}

Dict eventNamed(std::string_view name)
{
    Dict event;
    event.set("event", name);
    return event;
}

// A destination that only the caller may call.
class AskingOpener final : public SessionOpener {
public:
    AskingOpener(routing::Router& router, SenderRef events, ContextId destination)
        : m_router(router), m_events(events), m_destination(destination)
    {
    }

    routing::Router& router() const override { return m_router; }
    ContextId destination() const override { return m_destination; }
    std::shared_ptr<void> open(const SessionRequest& request, SenderRef output, OnResult onResult) override
    {
        auto handle = m_router.addHandler(
            [onResult = std::move(onResult)](const routing::Message& reply) mutable { onResult(reply.unpickle()); },
            {.persist = false, .respondent = m_events.context});
        if (!handle)
            return nullptr;
        Dict event = eventNamed("session");
        event.set("request", toDict(request));
        event.set("output", output);
        static_cast<void>(tell(m_router, m_events, std::move(event), *handle));
        return std::shared_ptr<void>(nullptr, [this, handle = *handle](void*) { m_router.delHandler(handle); });
    }

private:
    routing::Router& m_router;
    const SenderRef m_events;
    const ContextId m_destination;
};

struct RunRequest {
    ProgramOptions options;
    SenderRef events;
    SenderRef output;
    ContextId destination{};
};

std::vector<std::string> wordsFrom(const Value& value)
{
    std::vector<std::string> words;
    const List* const list = value.as<List>();
    for (std::size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
        const Bytes* const word = list->items[i].as<Bytes>();
        if (word == nullptr || word->view().find('\0') != std::string_view::npos)
            return {};
        words.push_back(word->toString());
    }
    return words;
}

Result<RunRequest> requestFrom(const Dict& keywords, ContextId caller)
{
    const auto wrong = [](std::string_view what) { return fail(ErrorKind::Argument, std::string(what)); };
    const auto at = [&keywords](std::string_view key) {
        static const Value Nothing;
        const Value* const found = keywords.find(key);
        return found == nullptr ? &Nothing : found;
    };
    const ContextRef* const destination = at("destination")->as<ContextRef>();
    const SenderRef* const events = at("events")->as<SenderRef>();
    const SenderRef* const output = at("output")->as<SenderRef>();
    if (destination == nullptr || events == nullptr || output == nullptr || events->context != caller)
        return wrong("fakessh.run needs destination (context), output and events (senders)");
    auto environment = environmentFrom(*at("environment"));
    if (!environment)
        return wrong("environment must be a list of NAME=VALUE in bytes");
    RunRequest request{.events = *events, .output = *output, .destination = destination->id};
    request.options.argv = wordsFrom(*at("argv"));
    request.options.environment = std::move(*environment);
    if (request.options.argv.empty())
        return wrong("argv must be a list of bytes without NUL");
    if (const Bytes* const directory = at("directory")->as<Bytes>())
        request.options.directory = directory->toString();
    return request;
}

// One program, from the call until it has ended; keeps itself alive until then.
class RunJob : public std::enable_shared_from_this<RunJob> {
public:
    RunJob(routing::Router& router, const RunRequest& request, rpc::Answer answer)
        : m_router(router),
          m_events(request.events),
          m_output(router.broker(), rpc::Sender(router, request.output), [this] { maybeEnd(); }),
          m_answer(std::move(answer))
    {
    }

    void begin(const RunRequest& request, const std::stop_token& cancelled)
    {
        if (auto started = start(request); !started) {
            m_answer(std::unexpected(std::move(started).error()));
            return;
        }
        m_self = shared_from_this();
        Dict event = eventNamed("started");
        event.set("pid", m_program->pid());
        static_cast<void>(tell(m_router, m_events, std::move(event)));
        m_stop.emplace(cancelled, [weak = weak_from_this(), &broker = m_router.broker()] {
            broker.deferLater([weak] {
                if (const auto alive = weak.lock())
                    alive->m_program->terminate();
            });
        });
    }

private:
    Result<> start(const RunRequest& request)
    {
        RZ_TRY(PipeEnds out, makePipe(Direction::In));
        RZ_TRY(PipeEnds err, makePipe(Direction::In));
        RZ_TRY(m_program,
               Program::start(std::make_unique<AskingOpener>(m_router, m_events, request.destination), request.options,
                              {{STDOUT_FILENO, out.theirs.get()}, {STDERR_FILENO, err.theirs.get()}},
                              Program::Group::Own,
                              {.onTraffic = [this](const Traffic& traffic) { tellTraffic(traffic); },
                               .onExit = [this](io::ExitStatus status) { exited(status); }}));
        m_output.open(Lane::Main, std::move(out.ours));
        m_output.open(Lane::Errors, std::move(err.ours));
        return {};
    }

    void tellTraffic(const Traffic& traffic) const
    {
        Dict event = eventNamed("traffic");
        event.set("sent", traffic.sent);
        event.set("received", traffic.received);
        event.set("sessions", traffic.sessions);
        static_cast<void>(tell(m_router, m_events, std::move(event)));
    }

    void exited(io::ExitStatus status)
    {
        m_stop.reset();
        m_output.drain(Lane::Main);
        m_output.drain(Lane::Errors);
        m_output.finish();
        m_answer(Value(toDict(SessionEnd{.status = status.code, .signal = status.signal})));
        m_router.broker().deferLater([self = std::exchange(m_self, nullptr)] {});
    }

    // Nobody takes what it prints.
    void maybeEnd()
    {
        if (m_output.refused() && m_program)
            m_program->terminate();
    }

    routing::Router& m_router;
    const SenderRef m_events;
    Outflow m_output;
    rpc::Answer m_answer;
    std::unique_ptr<Program> m_program;
    std::optional<std::stop_callback<std::function<void()>>> m_stop;
    std::shared_ptr<RunJob> m_self;
};

}  // namespace

void addRun(rpc::Registry& registry, std::string executable)
{
    registry.add({
        .description =
            {.name = "fakessh.run",
             .help = "Runs a program whose ssh leads to another context.",
             .result = "dict",
             .parameters = {{.name = "destination", .type = "context", .help = "Where its ssh leads to."},
                            {.name = "argv", .type = "list of bytes", .help = "The program and its arguments."}}},
        .start =
            [executable = std::move(executable)](rpc::CallContext& context, const std::vector<Value>&,
                                                 const Dict& keywords, rpc::Answer answer) {
                auto request = requestFrom(keywords, context.caller);
                if (!request) {
                    answer(std::unexpected(std::move(request).error()));
                    return;
                }
                request->options.standIn = executable;
                std::make_shared<RunJob>(context.router, *request, std::move(answer))
                    ->begin(*request, context.cancelled);
            },
    });
}

}  // namespace rz::fakessh
