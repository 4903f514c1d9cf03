#include "core/connect/terminal_prompts.h"

#include "core/base/str.h"
#include "core/io/profile.h"

#include <csignal>

namespace rz::connect {

namespace {

std::string heading(const Prompt& prompt)
{
    std::string text;
    for (const std::string& hop : prompt.path)
        text += str(text.empty() ? "" : " › ", shownLine(hop));
    text += ": ";
    if (prompt.attempt > 1)
        text += str("attempt ", prompt.attempt, " of ", prompt.maxAttempts, "; ", shownText(prompt.lastFailure), "\n");
    return text;
}

std::string hostKeyText(const Prompt& prompt)
{
    const HostKeyFacts& key = *prompt.hostKey;
    std::string text = heading(prompt);
    const std::string host = shownLine(key.host);
    if (prompt.kind == PromptKind::HostKeyChanged) {
        text += str("WARNING: the host key of ", host, " has changed.\n",
                    "Somebody may be listening in on this connection, or the host was set up anew.\n",
                    "  known: ", shownLine(key.oldType), ' ', shownLine(key.oldFingerprint), " (",
                    shownLine(key.knownHostsFile), " line ", key.knownHostsLine, ")\n");
    } else {
        text += str("the host key of ", host, " is not known.\n");
    }
    const std::string picture = shownText(key.randomart);
    return text + str("  shown: ", shownLine(key.type), ' ', shownLine(key.fingerprint), '\n', picture,
                      picture.empty() || picture.ends_with('\n') ? "" : "\n",
                      "Go on? yes, and remember it / once / no [no]: ");
}

PromptAnswer askHostKey(Terminal& terminal, const Prompt& prompt)
{
    const auto line = terminal.ask(hostKeyText(prompt), Echo::On);
    if (!line)
        return {.decision = PromptAnswer::Decision::Refused, .fields = {}};
    const std::string& word = line->reveal();
    if (word == "yes")
        return {.decision = PromptAnswer::Decision::AcceptAndRemember, .fields = {}};
    if (word == "once")
        return {.decision = PromptAnswer::Decision::AcceptOnce, .fields = {}};
    return {.decision = PromptAnswer::Decision::Refused, .fields = {}};
}

std::string fieldLabel(const Prompt& prompt, const PromptField& field)
{
    switch (prompt.kind) {
    case PromptKind::Password: return str("password of ", shownLine(prompt.subject), ": ");
    case PromptKind::Passphrase: return str("passphrase of the key ", shownLine(prompt.subject), ": ");
    case PromptKind::KeyboardInteractive:
    case PromptKind::HostKeyUnknown:
    case PromptKind::HostKeyChanged:
    case PromptKind::Client: break;
    }
    return shownText(field.label);
}

PromptAnswer askFields(Terminal& terminal, const Prompt& prompt)
{
    std::string text = heading(prompt);
    if (!prompt.title.empty())
        text += shownText(prompt.title) + '\n';
    if (!prompt.instruction.empty())
        text += shownText(prompt.instruction) + '\n';
    terminal.print(text);
    PromptAnswer answer{.decision = PromptAnswer::Decision::Answered, .fields = {}};
    for (const PromptField& field : prompt.fields) {
        auto line = terminal.ask(fieldLabel(prompt, field), field.echo ? Echo::On : Echo::Off);
        if (!line)
            return {.decision = PromptAnswer::Decision::Refused, .fields = {}};
        answer.fields.push_back(std::move(*line));
    }
    return answer;
}

// A process in the background is stopped when it asks, until it may; were these blocked, the question would fail.
void allowStops()
{
    sigset_t stops;
    ::sigemptyset(&stops);
    ::sigaddset(&stops, SIGTTIN);
    ::sigaddset(&stops, SIGTTOU);
    ::pthread_sigmask(SIG_UNBLOCK, &stops, nullptr);
}

}  // namespace

TerminalPrompts::~TerminalPrompts()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_waiting.clear();
        if (m_terminal)
            m_terminal->cancel();
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void TerminalPrompts::ask(Prompt prompt, Answer answer)
{
    const std::lock_guard lock(m_mutex);
    if (!m_terminal) {
        auto terminal = Terminal::open();
        if (!terminal) {
            answer({});
            return;
        }
        m_terminal.emplace(std::move(*terminal));
    }
    if (!m_thread.joinable()) {
        auto thread = io::Thread::start("prompts", [this] { run(); });
        if (!thread) {
            answer({});
            return;
        }
        m_thread = std::move(*thread);
    }
    m_waiting.push_back({std::move(prompt), std::move(answer)});
    m_wake.notify_all();
}

void TerminalPrompts::withdraw(std::uint64_t promptId)
{
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_waiting, [promptId](const Question& question) { return question.prompt.id == promptId; });
    if (m_current == promptId)
        m_terminal->cancel();
}

void TerminalPrompts::outcome(const Prompt&, bool)
{
    // Nothing is remembered here.
}

void TerminalPrompts::run()
{
    allowStops();
    for (;;) {
        std::unique_lock lock(m_mutex);
        m_wake.wait(lock, [this] { return m_ending || !m_waiting.empty(); });
        if (m_ending)
            return;
        Question question = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_current = question.prompt.id;
        lock.unlock();
        question.answer(put(*m_terminal, question.prompt));
        lock.lock();
        m_current.reset();
        if (!m_ending)
            m_terminal->goOn();  // a question that was withdrawn ends no other
    }
}

PromptAnswer TerminalPrompts::put(Terminal& terminal, const Prompt& prompt)
{
    const io::ProfileSpan span("question");
    return prompt.hostKey ? askHostKey(terminal, prompt) : askFields(terminal, prompt);
}

}  // namespace rz::connect
