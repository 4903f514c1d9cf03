#include "core/connect/connection.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/native_bootstrap.h"
#include "core/connect/bootstrap/python_bootstrap.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/context_name.h"
#include "core/connect/diagnosis.h"
#include "core/connect/hop_options.h"
#include "core/wire/pickle.h"

#include <cerrno>
#include <fcntl.h>

namespace rz::connect {

namespace {

constexpr Duration DefaultTimeout = std::chrono::seconds(30);

Duration timeoutOf(const Hop& hop)
{
    const double seconds = secondsOption(hop, "connect_timeout").value_or(0);
    if (!(seconds > 0))
        return DefaultTimeout;
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

// Only an end that nobody here brought about is explained.
std::function<Error(Error)> lossExplainer(std::shared_ptr<const std::string> lastWords)
{
    if (!lastWords)
        return {};
    return [lastWords = std::move(lastWords)](const Error& reason) {
        return reason.kind() == ErrorKind::Eof && !lastWords->empty() ? Error(ErrorKind::Eof, *lastWords) : reason;
    };
}

}  // namespace

Connection::Connection(Environment environment, Hop hop, ConnectObserver& observer, OnDone onDone)
    : m_env(std::move(environment)),
      m_hop(std::move(hop)),
      m_observer(observer),
      m_onDone(std::move(onDone)),
      m_story(m_hop.label()),
      m_python(isPython(m_hop)),
      m_deadline(m_env.router.broker(), timeoutOf(m_hop),
                 [this] {
                     finish(fail(ErrorKind::Timeout, str(m_hop.label(), ": no answer in time during the step \"",
                                                         m_story.currentStep(), "\"")));
                 }),
      m_questions(m_env.prompts, m_env.router.broker(), m_env.nextPromptId,
                  [this](bool waiting) { waitForUser(waiting); })
{
}

Connection::~Connection()
{
    *m_alive = false;
}

void Connection::start(Opener& opener)
{
    // Also where the hop was never typed: put together by a program, or from settings of several places.
    const From from = isTunnel(m_hop) && m_env.through == nullptr ? From::Desktop : From::Context;
    if (auto valid = validate(m_hop, from); !valid) {
        refuse(std::move(valid).error());
        return;
    }
    m_deadline.run();
    allocateId();
    if (m_python)
        fetchPythonCore();
    if (m_state == State::Done)
        return;
    m_opening = m_env.through ? opener.openThrough(*m_env.through, m_hop, *this)
                              : opener.open(m_hop, m_env.router.broker(), *this);
    if (m_opening == nullptr)
        failed(Error(ErrorKind::Stream, str("this context cannot connect by ", m_hop.method, " through a tunnel")));
}

void Connection::cancel()
{
    finish(fail(ErrorKind::Cancelled, str(m_hop.label(), ": the connection was cancelled")));
}

void Connection::beginStep(std::string_view name)
{
    m_story.beginStep(name);
    changed();
}

void Connection::note(std::string_view text)
{
    m_story.note(text);
    changed();
}

void Connection::output(std::string_view line)
{
    m_story.output(toValidUtf8(line));
    changedSoon();
}

std::uint64_t Connection::ask(Prompt prompt, PromptHandler::Answer answer)
{
    if (prompt.path.empty())
        prompt.path = {m_hop.label()};
    return m_questions.ask(std::move(prompt), std::move(answer));
}

void Connection::outcome(std::uint64_t promptId, bool accepted)
{
    m_questions.outcome(promptId, accepted);
}

// The clock stands still meanwhile.
void Connection::waitForUser(bool waiting)
{
    if (waiting)
        m_deadline.stop();
    else
        m_deadline.run();
    m_story.waitForUser(waiting);
    changed();
}

void Connection::opened(Transport transport)
{
    if (m_state != State::Opening)
        return;
    m_state = State::Bootstrapping;
    m_transport = std::move(transport);
    if (auto begun = beginBootstrap(); !begun)
        finish(std::unexpected(std::move(begun).error()));
}

void Connection::failed(Error error)
{
    finish(std::unexpected(std::move(error)));
}

Result<> Connection::beginBootstrap()
{
    if (!m_transport.transmitSide)
        m_transport.transmitSide = UniqueFd(::fcntl(m_transport.receiveSide.get(), F_DUPFD_CLOEXEC, 3));
    if (!m_transport.transmitSide)
        return failErrno("dup", errno);

    io::Broker& broker = m_env.router.broker();
    if (m_transport.diagnostics) {
        RZ_TRY(m_diagnostics,
               io::IoLogger::create(
                   broker, std::move(m_transport.diagnostics),
                   [this, alive = m_alive, log = m_env.router.log().child("stderr")](const std::string& line) {
                       if (*alive && m_state != State::Done)
                           output(line);
                       else
                           RZ_LOG_INFO(log, line);
                   },
                   [this, alive = m_alive] {
                       if (!*alive)
                           return;
                       m_diagnosticsEnded = true;
                       onLastWords();
                   }));
        m_diagnosticsEnded = false;
    }
    if (m_transport.program) {
        m_transport.program->onEnd = [this, alive = m_alive] {
            if (*alive)
                onLastWords();
        };
    }
    m_pipe.emplace(broker, m_transport.receiveSide.get(), m_transport.transmitSide.get(),
                   BootstrapPipe::Events{.onReceived = [this](std::span<const std::byte> data) { onReceived(data); },
                                         .onEnd = [this] { onEnd(); }});
    // A program that is to lead there is at its own step until something answers.
    const bool staged = m_transport.start != Transport::Start::Agent;
    m_answered = staged && !m_transport.program;
    if (m_answered)
        beginStep("first stage");
    if (m_state == State::Done)
        return {};  // who was told of the step has cancelled
    Bootstrap::Host& host = *this;
    if (m_python)
        m_bootstrap = std::make_unique<PythonBootstrap>(host, pythonFacts());
    else
        m_bootstrap = std::make_unique<NativeBootstrap>(host, staged ? NativeBootstrap::State::AwaitingFirstStage
                                                                     : NativeBootstrap::State::AwaitingAgent);
    const Bytes received = std::exchange(m_transport.received, {});
    if (!received.empty())
        onReceived(received.span());
    return {};
}

void Connection::onReceived(std::span<const std::byte> data)
{
    if (!std::exchange(m_answered, true) && m_transport.start != Transport::Start::Agent)
        beginStep("first stage");
    if (m_state == State::Done)
        return;  // who was told of a step has cancelled
    const bool wasPython = m_python;
    auto fed = m_bootstrap->feed(data);
    if (m_state != State::Done && m_python != wasPython) {
        const Bytes rest = m_bootstrap->takeRest();
        m_bootstrap = std::make_unique<PythonBootstrap>(static_cast<Bootstrap::Host&>(*this), pythonFacts());
        fed = m_bootstrap->feed(rest.span());
    }
    if (m_state == State::Done)
        return;
    if (!fed) {
        finish(std::unexpected(std::move(fed).error()));
    } else if (*fed) {
        m_pipe->stop();
        m_state = State::AwaitingId;
        registerContext();
    }
}

void Connection::onEnd()
{
    m_ended = true;
    m_endTimer = m_env.router.broker().after(LastWords, [this] { finishEnded(); });
    onLastWords();
}

// Once the output has ended, the program said all it had to say, and is gone, nothing more is to be waited for.
void Connection::onLastWords()
{
    const bool programRuns = m_transport.program && !m_transport.program->status;
    if (!m_ended || !m_diagnosticsEnded || programRuns || m_state == State::Done)
        return;
    m_endTimer = m_env.router.broker().after(Duration::zero(), [this] { finishEnded(); });
}

void Connection::finishEnded()
{
    // What a program says of its failure may come on either of its outputs, so having received something is no answer.
    const bool noAnswer = m_bootstrap && !m_bootstrap->answered();
    if (noAnswer && m_opening && m_opening->tryAnotherWay(m_story.story().output)) {
        m_endTimer.cancel();
        m_ended = false;
        m_pipe.reset();
        m_bootstrap.reset();
        m_preambleWanted = false;
        m_diagnostics.reset();
        m_diagnosticsEnded = true;
        m_transport = {};
        m_state = State::Opening;
        return;
    }
    const ProgramEnd* program = m_transport.program.get();
    const std::string what = program != nullptr && program->status
                                 ? str(program->name, ' ', program->status->toString())
                                 : std::string("the connection closed");
    finish(fail(ErrorKind::Eof, str(m_hop.label(), ": ", what, " during the step \"", m_story.currentStep(), "\"")));
}

void Connection::send(Bytes data)
{
    if (m_pipe && m_state != State::Done)
        m_pipe->send(std::move(data));
}

Result<AgentImage> Connection::agent(std::string_view machine, bool takesGzip)
{
    return m_env.agents.image(machine, takesGzip);
}

void Connection::fetchPythonCore()
{
    if (m_env.pythonCores == nullptr) {
        finish(fail(ErrorKind::Stream, str(m_hop.label(), ": this context cannot start Python contexts")));
        return;
    }
    m_env.pythonCores->get([this, alive = m_alive](Result<rpc::PythonCore> core) {
        if (!*alive || m_state == State::Done)
            return;
        if (!core) {
            finish(std::unexpected(std::move(core).error()));
            return;
        }
        m_pythonCore = std::move(*core);
        if (m_preambleWanted)
            sendPreamble();
    });
}

bool Connection::takePython(std::string_view why)
{
    if (m_env.pythonCores == nullptr)
        return false;
    note(str(why, "; Python instead"));
    m_python = true;
    fetchPythonCore();
    if (m_state != State::Done)
        send(Bytes(pythonStageLine(m_hop)));
    return true;
}

// It names the id, so both must be there.
void Connection::sendPreamble()
{
    m_preambleWanted = !m_id || !m_pythonCore;
    if (!m_preambleWanted)
        send(pythonPreamble(*m_pythonCore, childConfig(*m_id)));
}

// A Python child tells nothing of itself; where its process is one of ours, that is known.
Dict Connection::pythonFacts() const
{
    Dict facts;
    if (m_transport.process && m_transport.start == Transport::Start::Python)
        facts.set("pid", std::int64_t{m_transport.process->pid()});
    return facts;
}

void Connection::allocateId()
{
    m_env.ids.allocate([this, alive = m_alive](Result<ContextId> id) {
        if (!*alive || m_state == State::Done)
            return;
        if (!id) {
            finish(std::unexpected(std::move(id).error()));
            return;
        }
        m_id = *id;
        if (m_preambleWanted)
            sendPreamble();
        if (m_state == State::AwaitingId)
            registerContext();
    });
}

void Connection::registerContext()
{
    if (m_id)
        finish(makeStream());
}

Result<Connected> Connection::makeStream()
{
    routing::Router& router = m_env.router;
    const bool native = !m_python;
    routing::StreamOptions options{
        .remoteId = *m_id,
        .name = contextName(m_hop, m_bootstrap->facts()),
        .native = native,
        .maxMessageSize = router.maxMessageSize(),
        .carrier = m_env.through ? std::optional(m_env.through->context.id()) : std::nullopt,
        .explainLoss = lossExplainer(m_transport.lastWords),
    };
    const std::string name = options.name;
    RZ_TRY(auto stream, routing::Stream::create(router, router.broker(), std::move(m_transport.receiveSide),
                                                std::move(m_transport.transmitSide), std::move(options)));
    if (native)
        RZ_CHECK(configure(*stream));
    const Bytes rest = m_bootstrap->takeRest();
    router.registerStream(std::move(stream), rest.span());
    return Connected{.id = *m_id, .name = name, .native = native, .facts = m_bootstrap->facts()};
}

// A Python child was told with its program.
Result<> Connection::configure(routing::Stream& stream)
{
    RZ_TRY(Payload payload, wire::pickle(childConfig(*m_id).toValue()));
    const ContextId own = m_env.router.id();
    const wire::FrameHeader header{
        .dstId = *m_id,
        .srcId = own,
        .authId = own,
        .handle = wire::Configure,
        .length = static_cast<std::uint32_t>(payload.size()),
    };
    stream.transmit(header, payload, io::Traffic::Interactive);
    return {};
}

rpc::ChildConfig Connection::childConfig(ContextId id) const
{
    const routing::Router& router = m_env.router;
    rpc::ChildConfig config;
    config.contextId = id;
    config.parentIds = router.parentIds();
    config.parentIds.insert(config.parentIds.begin(), router.id());
    const std::string remoteName = textOption(m_hop, "remote_name");
    config.name = remoteName.empty() ? m_env.remoteName : remoteName;
    config.maxMessageSize = router.maxMessageSize();
    config.unidirectional = flagOption(m_hop, "unidirectional", router.unidirectional());
    config.debug = flagOption(m_hop, "debug", router.debug());
    config.profiling = flagOption(m_hop, "profiling", router.profiling());
    config.imports = m_env.imports;
    config.logLevel = config.debug ? LogLevel::Debug : router.log().threshold();
    return config;
}

void Connection::finish(Result<Connected> result)
{
    if (m_state == State::Done)
        return;
    m_state = State::Done;
    m_questions.close();
    m_deadline.stop();
    m_endTimer.cancel();
    if (m_pipe)
        m_pipe->stop();
    if (result) {
        m_story.succeed();
    } else {
        result = std::unexpected(
            explained(std::move(result).error(), m_hop, m_story.currentStep(), m_story.story().output, m_python));
        m_story.fail(result.error());
    }
    m_observer.storyChanged(m_story.story());
    m_onDone(std::move(result));
}

void Connection::changed()
{
    // An opener may still have something to tell when all is over; the observer need not be there any more.
    if (m_state != State::Done)
        m_observer.storyChanged(m_story.story());
}

// Who prints, prints what he likes: all of one event is told at once.
void Connection::changedSoon()
{
    if (std::exchange(m_willTell, true))
        return;
    m_env.router.broker().deferLater([this, alive = m_alive] {
        if (!*alive)
            return;
        m_willTell = false;
        changed();
    });
}

}  // namespace rz::connect
