#include "core/connect/openers/asking_program.h"

#include "core/base/str.h"
#include "core/connect/bootstrap/python_stage.h"
#include "core/connect/diagnosis.h"
#include "core/connect/openers/askpass_server.h"
#include "core/connect/openers/terminal_questions.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <iterator>
#include <list>
#include <optional>
#include <unistd.h>
#include <utility>
#include <vector>

namespace rz::connect {

namespace {

constexpr int MaxAttempts = 3;
constexpr std::size_t MaxLine = 64 * 1024;
constexpr std::size_t MaxLines = 100;  // that are kept: the last ones tell why it ended
constexpr std::string_view OwnProcess = "/proc/self/";

// Sends an answer to where it was asked for; nothing for none.
using Reply = AskpassServer::Reply;

// How often the secret of an account was asked for, over all runs: by one process, since two may need the same one.
struct Tries {
    std::string account;
    std::optional<pid_t> asker;  // of those that ask through our helper; nothing until it asks in this run
    int attempt = 1;
    std::string lastFailure;
};

struct Question {
    Prompt prompt;
    std::string account;  // whose password; empty: something else is asked
    Tries* tries;         // of it, or of the last one before it
    Reply reply;
};

// A password that the program got and has not been seen to refuse.
struct Sent {
    Prompt prompt;  // without a number when nobody was asked
    Tries* tries;
    Secret secret;
    bool isAlone = true;  // nothing else has been answered since, which may be what is refused
};

class AskingProgram final : public Opening, private TerminalQuestions::Host {
public:
    AskingProgram(const Hop& hop, ProgramStart start, io::Broker& broker, OpenHost& host)
        : m_hop(hop), m_start(std::move(start)), m_broker(broker), m_host(host)
    {
    }
    ~AskingProgram() override { *m_alive = false; }

    void begin(AgentStore& agents)
    {
        auto begun = prepareHelper(agents);
        if (begun)
            begun = run();
        if (!begun)
            fail(std::move(begun).error());
    }

private:
    // --- starting it ---

    Result<> prepareHelper(AgentStore& agents)
    {
        if (m_start.asks != ProgramStart::Asks::Helper)
            return {};
        RZ_TRY(const std::string path, helperPath(agents));
        RZ_TRY(m_askpass, AskpassServer::create(m_broker, [this](HelperQuestion question, Reply reply) {
                   if (question.hint == "none" &&
                       question.arguments.size() == 1)  // to be read only: "Confirm user presence for key …"
                       told(question.arguments.front(), std::move(reply));
                   else if (question.arguments.size() == 1)
                       asked(question.arguments.front(), false, question.asker, std::move(reply));
                   else if (m_start.onHelper && !m_done)
                       m_start.onHelper(std::move(question.arguments), std::move(reply));
                   else
                       reply({});
               }));
        m_start.environment.push_back(str(m_start.helperVariable, '=', path));
        m_start.environment.push_back(m_askpass->environment());
        return {};
    }

    Result<> run()
    {
        m_streamWatch = {};
        m_stream = {};
        m_received.clear();
        m_questions = 0;
        m_lines.clear();
        m_sent.clear();
        for (Tries& tries : m_tries)
            tries.asker.reset();
        m_terminalEnded = false;
        RZ_TRY(io::Pty pty, io::openPty());
        RZ_TRY(auto ends, io::makeSocketPair());
        // In its mode before the program can look at it.
        RZ_TRY(m_terminal, TerminalQuestions::create(m_broker, std::move(pty.master), *this));
        const int slave = pty.slave.get();
        const int stream = ends.second.get();
        io::SpawnOptions options{.argv = m_start.argv, .controllingTty = pty.slavePath};
        if (m_start.speaks == ProgramStart::Speaks::Terminal)
            options.descriptors = {{0, slave}, {1, slave}, {2, slave}, {StreamDescriptor, stream}};
        else
            options.descriptors = {{0, stream}, {1, stream}, {2, slave}};
        if (!m_start.environment.empty())
            options.environment = ownEnvironment(m_start.environment);
        m_end = std::make_shared<ProgramEnd>();
        m_end->name = options.argv.front();
        m_end->onEnd = [this, alive = m_alive] {
            if (*alive)
                programEnded();
        };
        auto process = io::Process::spawn(m_broker, options, [end = m_end](io::ExitStatus status) {
            end->status = status;
            if (end->onEnd)
                std::exchange(end->onEnd, nullptr)();
        });
        if (!process)
            return std::unexpected(cannotStart(m_end->name, std::move(process).error()));
        m_process = std::move(*process);
        m_stream = std::move(ends.first);
        m_streamWatch = m_broker.watch(m_stream.get(), io::Readiness::Readable, [this](io::Readiness) { onStream(); });
        return {};
    }

    // --- what it prints ---

    void onStream()
    {
        std::array<char, 4096> buffer;
        const ssize_t count = ::read(m_stream.get(), buffer.data(), buffer.size());
        if (count < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (count <= 0) {
            m_streamWatch = {};
            endIfAllIsSaid();
            return;
        }
        m_received.append(buffer.data(), static_cast<std::size_t>(count));
        for (std::size_t end = m_received.find('\n'); end != std::string::npos; end = m_received.find('\n')) {
            if (isStageAnswer(m_hop, std::string_view(m_received).substr(0, end))) {
                open(std::move(m_stream));
                return;
            }
            line(m_received.substr(0, end));
            m_received.erase(0, end + 1);
        }
        if (m_received.size() > MaxLine)
            line(std::exchange(m_received, {}));
    }

    void terminalLine(std::string text) override
    {
        if (m_start.speaks != ProgramStart::Speaks::Terminal || !isStageAnswer(m_hop, text)) {
            line(text);
            return;
        }
        m_received = str(text, '\n', m_terminal->unfinished());
        open({});
    }

    void line(std::string_view text)
    {
        if (text.empty() || m_done)
            return;
        if (m_lines.size() == MaxLines)
            m_lines.erase(m_lines.begin());
        m_lines.emplace_back(text);
        m_host.output(text);
    }

    void terminalEnded() override
    {
        m_terminalEnded = true;
        endIfAllIsSaid();
    }

    // --- what it asks ---

    void terminalQuestion(std::string text, bool echo) override
    {
        asked(text, echo, 0, [this, alive = m_alive](std::optional<Secret> answer) {
            if (*alive && answer && m_terminal)
                m_terminal->answer(*answer);
        });
    }

    void told(const std::string& text, Reply reply)
    {
        if (!m_done)
            m_host.note(shownText(text));
        reply(Secret());
    }

    void asked(const std::string& text, bool echo, pid_t asker, Reply reply)
    {
        if (m_done) {
            reply({});
            return;
        }
        if (!std::exchange(m_authenticating, true))
            m_host.beginStep("authentication");
        const std::string account = m_start.accountOf(text, ++m_questions).value_or(std::string());
        if (!account.empty()) {
            m_last = &triesOf(account, asker);
            // The same question again means that the answer was wrong.
            const auto before = std::ranges::find(m_sent, m_last, &Sent::tries);
            if (before != m_sent.end() && !refused(before)) {
                reply({});
                return;
            }
        }
        Question question{.prompt = {}, .account = account, .tries = m_last, .reply = std::move(reply)};
        describe(question, text, echo);
        ask(std::move(question));
    }

    Tries& triesOf(const std::string& account, pid_t asker)
    {
        const auto of = [&](std::optional<pid_t> process) {
            return std::ranges::find_if(
                m_tries, [&](const Tries& tries) { return tries.account == account && tries.asker == process; });
        };
        auto tries = of(asker);
        if (tries == m_tries.end())
            tries = of(std::nullopt);
        if (tries == m_tries.end())
            tries = m_tries.insert(tries, {.account = account, .asker = {}, .lastFailure = {}});
        tries->asker = asker;
        return *tries;
    }

    void describe(Question& question, const std::string& text, bool echo) const
    {
        Prompt& prompt = question.prompt;
        prompt.program = m_hop.method;
        prompt.subject = question.account.empty() ? m_hop.label() : question.account;
        prompt.maxAttempts = MaxAttempts;
        if (question.account.empty()) {
            prompt.kind = PromptKind::KeyboardInteractive;
            prompt.fields = {{.label = shownText(text), .echo = echo}};
        } else {
            prompt.kind = PromptKind::Password;
            prompt.fields = {{.label = "Password", .echo = echo}};
            prompt.maySave = true;
            // A program's own words help only where it was not told what to say.
            if (m_start.asks == ProgramStart::Asks::Terminal)
                prompt.instruction = shownText(text);
        }
        if (m_start.refine)
            m_start.refine(prompt, text);
    }

    void ask(Question question)
    {
        question.prompt.attempt = question.tries->attempt;
        question.prompt.lastFailure = question.tries->lastFailure;
        if (!question.account.empty() && m_start.given &&
            (m_start.givenFor.empty() || m_start.givenFor == question.account)) {
            const Secret given = *std::exchange(m_start.given, {});
            send(std::move(question), given);
            return;
        }
        Prompt prompt = question.prompt;
        const auto promptId = std::make_shared<std::uint64_t>(0);
        *promptId = m_host.ask(std::move(prompt), [this, alive = m_alive, promptId,
                                                   question = std::move(question)](PromptAnswer answer) mutable {
            if (!*alive || m_done)
                return;
            question.prompt.id = *promptId;
            answered(std::move(question), std::move(answer));
        });
    }

    void answered(Question question, PromptAnswer answer)
    {
        const std::string what =
            question.account.empty() ? str("the answer to ", m_hop.method) : str("the password of ", question.account);
        if (answer.decision != PromptAnswer::Decision::Answered || answer.fields.size() != 1) {
            const bool nobody = answer.decision == PromptAnswer::Decision::Cancelled;
            fail(Error(ErrorKind::Password,
                       nobody ? str(m_hop.label(), ": ", m_hop.method, " wants ", what, ", and nobody could be asked")
                              : str(m_hop.label(), ": you did not give ", what))
                     .withDetails(
                         {.cause = question.tries->lastFailure,
                          .fix = nobody ? "Give it with the hop, or connect where somebody can be asked." : ""}));
            question.reply({});
            return;
        }
        if (isWrong(question.account, answer.fields.front())) {
            question.tries->lastFailure = "That is the password that was refused; it was not sent again.";
            if (anotherAttempt(*question.tries))
                ask(std::move(question));
            else
                question.reply({});
            return;
        }
        send(std::move(question), answer.fields.front());
    }

    void send(Question question, const Secret& secret)
    {
        for (Sent& sent : m_sent)
            sent.isAlone = sent.isAlone && !question.account.empty();
        if (!question.account.empty()) {
            m_sent.push_back({std::move(question.prompt), question.tries, secret});
            m_host.note(str("password, attempt ", question.tries->attempt));
        }
        m_lines.clear();
        question.reply(secret);
    }

    bool isWrong(const std::string& account, const Secret& secret) const
    {
        return !account.empty() && std::ranges::any_of(m_wrong, [&](const auto& known) {
            return known.first == account && known.second == secret;
        });
    }

    // Takes note that a password was wrong, or else what was answered after it; false when that was the last attempt.
    bool refused(std::vector<Sent>::iterator sent)
    {
        Tries& tries = *sent->tries;
        const bool isKnown = sent->isAlone;
        if (isKnown) {
            tell(*sent, false);
            m_wrong.emplace_back(tries.account, std::move(sent->secret));
        }
        m_sent.erase(sent);
        tries.lastFailure = !m_lines.empty()
                                ? shownText(m_lines.back())
                                : str(m_hop.method, " refused ", isKnown ? "the password" : "one of the answers");
        return anotherAttempt(tries);
    }

    void tell(const Sent& sent, bool accepted)
    {
        if (sent.prompt.id != 0)
            m_host.outcome(sent.prompt.id, accepted);
    }

    bool anotherAttempt(Tries& tries)
    {
        if (++tries.attempt <= MaxAttempts)
            return true;
        fail(Error(ErrorKind::Password,
                   str(m_hop.label(), ": the password of ", tries.account, " was refused ", MaxAttempts, " times"))
                 .withDetails(
                     {.cause = tries.lastFailure, .fix = "Check the password, and that the account is not locked."}));
        return false;
    }

    // --- its end ---

    void open(UniqueFd stream)
    {
        if (m_done)
            return;
        m_done = true;
        m_streamWatch = {};
        m_endTimer.cancel();
        for (const Sent& sent : std::exchange(m_sent, {})) {
            // After the last of its attempts ssh goes on without the key, and does not say so.
            const bool isLast = sent.prompt.kind == PromptKind::Passphrase && sent.prompt.attempt == MaxAttempts;
            if (!isLast)
                tell(sent, true);
        }
        Transport transport;
        UniqueFd terminal = m_terminal->release();
        if (stream) {
            // The agent closes the terminal, whose end then ends the reading of it; but for its session it must not hang up.
            transport.session = std::make_shared<UniqueFd>(::fcntl(terminal.get(), F_DUPFD_CLOEXEC, 3));
            transport.receiveSide = std::move(stream);
            transport.diagnostics = std::move(terminal);
        } else {
            transport.receiveSide = std::move(terminal);
        }
        transport.received = Bytes(std::move(m_received));
        transport.process = std::move(m_process);
        transport.program = m_end;
        m_host.opened(std::move(transport));
    }

    void programEnded()
    {
        m_endTimer = m_broker.after(LastWords, [this] { ended(); });
        endIfAllIsSaid();
    }

    void endIfAllIsSaid()
    {
        if (m_end->status && m_terminalEnded && !m_streamWatch && !m_done)
            m_endTimer = m_broker.after(Duration::zero(), [this] { ended(); });
    }

    void ended()
    {
        if (m_done)
            return;
        // A passphrase is judged by the program itself, not by its end.
        if (!m_sent.empty() && m_sent.back().prompt.kind == PromptKind::Password && wasRefused()) {
            if (!refused(std::prev(m_sent.end())))
                return;
            if (auto begun = run(); !begun)
                fail(std::move(begun).error());
            return;
        }
        fail(Error(ErrorKind::Eof, str(m_hop.label(), ": ", m_end->name, ' ', m_end->status->toString())));
    }

    bool wasRefused() const
    {
        const Diagnosis diagnosis = diagnose(m_hop.method, {}, m_lines);
        if (!diagnosis.cause.empty())
            return diagnosis.kind == ErrorKind::Password;
        // One that asks again by itself ends when it has had enough, but also when the right password did not help.
        return m_start.refused ? m_start.refused(m_lines) : m_sent.back().tries->attempt == MaxAttempts;
    }

    void fail(Error error)
    {
        if (std::exchange(m_done, true))
            return;
        m_host.failed(std::move(error));
    }

    const Hop m_hop;
    ProgramStart m_start;
    io::Broker& m_broker;
    OpenHost& m_host;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    bool m_done = false;
    bool m_authenticating = false;
    std::list<Tries> m_tries;
    Tries m_unnamed;             // while nobody's password has been asked for
    Tries* m_last = &m_unnamed;  // of whom it was asked for last
    std::vector<std::pair<std::string, Secret>> m_wrong;
    std::unique_ptr<AskpassServer> m_askpass;

    // Of one run.
    int m_questions = 0;
    std::vector<Sent> m_sent;
    std::vector<std::string> m_lines;  // printed since the last answer
    std::string m_received;
    bool m_terminalEnded = false;
    UniqueFd m_stream;
    io::FdWatch m_streamWatch;
    std::unique_ptr<TerminalQuestions> m_terminal;
    std::shared_ptr<ProgramEnd> m_end;
    io::Timer m_endTimer;
    std::unique_ptr<io::Process> m_process;
};

}  // namespace

Result<std::string> helperPath(AgentStore& agents)
{
    RZ_TRY(std::string path, agents.localPath());
    if (path.starts_with(OwnProcess))
        path = str("/proc/", ::getpid(), '/', path.substr(OwnProcess.size()));
    return path;
}

std::unique_ptr<Opening> startAskingProgram(const Hop& hop, ProgramStart start, AgentStore& agents, io::Broker& broker,
                                            OpenHost& host)
{
    auto program = std::make_unique<AskingProgram>(hop, std::move(start), broker, host);
    program->begin(agents);
    return program;
}

}  // namespace rz::connect
