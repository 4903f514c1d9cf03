#include "core/connect/openers/terminal_questions.h"

#include "core/io/descriptors.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace rz::connect {

namespace {

constexpr Duration LookInterval = std::chrono::milliseconds(50);
// What is printed in one go may arrive in pieces.
constexpr Duration Rest = std::chrono::milliseconds(30);
// Programs switch echo off before they print the question.
constexpr Duration SilentRest = std::chrono::seconds(1);
// With echo on nothing but the time tells a question from a line that is not finished yet.
constexpr Duration EchoRest = std::chrono::seconds(2);
// No question is longer.
constexpr std::size_t MaxUnfinished = 64 * 1024;

// As a person's terminal is, but without keys that act: any byte can be part of an answer.
Result<> makeCooked(int fd)
{
    termios mode{};
    if (::tcgetattr(fd, &mode) != 0)
        return failErrno("tcgetattr", errno);
    mode.c_iflag = ICRNL | BRKINT;
    mode.c_oflag = OPOST | ONLCR;
    mode.c_lflag = ICANON | ISIG | IEXTEN | ECHO | ECHOE | ECHOK;
    std::ranges::fill(mode.c_cc, static_cast<cc_t>(_POSIX_VDISABLE));
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    return ::tcsetattr(fd, TCSANOW, &mode) == 0 ? Result<>() : failErrno("tcsetattr", errno);
}

void makeRaw(int fd)
{
    termios mode{};
    if (::tcgetattr(fd, &mode) != 0)
        return;
    ::cfmakeraw(&mode);
    ::tcsetattr(fd, TCSANOW, &mode);
}

// Whether there is more than the feedback that some programs give for each key of a secret.
bool saysSomething(std::string_view text)
{
    return text.find_first_not_of("*\b \r") != std::string_view::npos;
}

}  // namespace

TerminalQuestions::TerminalQuestions(io::Broker& broker, UniqueFd master, Host& host)
    : m_broker(broker), m_host(host), m_master(std::move(master)), m_changed(Clock::now())
{
}

TerminalQuestions::~TerminalQuestions()
{
    *m_alive = false;
}

Result<std::unique_ptr<TerminalQuestions>> TerminalQuestions::create(io::Broker& broker, UniqueFd master, Host& host)
{
    RZ_CHECK(makeCooked(master.get()));
    RZ_CHECK(io::setNonBlocking(master.get()));
    std::unique_ptr<TerminalQuestions> made(new TerminalQuestions(broker, std::move(master), host));
    made->m_watch = broker.watch(made->m_master.get(), io::Readiness::Readable,
                                 [known = made.get()](io::Readiness) { known->onReadable(); });
    if (!made->m_watch)
        return failErrno("cannot watch a terminal", errno);
    made->lookAgain(LookInterval);
    return made;
}

void TerminalQuestions::answer(const Secret& secret)
{
    if (m_state != State::Asked)
        return;
    m_state = State::Reacting;
    m_changed = Clock::now();
    m_unfinished.clear();  // the rest of the question
    lookAgain(LookInterval);
    // A program that gave up waiting has switched echo on: the secret would be shown, and read by whatever comes next.
    if (m_echo != echoes()) {
        m_state = State::Listening;
        return;
    }
    m_answer = secret;
    std::string line;
    line.reserve(secret.reveal().size() + 1);  // no copy is left behind
    line.append(secret.reveal(), 0, secret.reveal().find_first_of("\r\n"));
    line += '\n';
    for (std::string_view rest = line; !rest.empty();) {
        const ssize_t count = ::write(m_master.get(), rest.data(), rest.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;  // the reading side sees the end
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    Secret::wipe(line);
}

UniqueFd TerminalQuestions::release()
{
    m_watch = {};
    m_timer.cancel();
    makeRaw(m_master.get());
    return std::move(m_master);
}

void TerminalQuestions::onReadable()
{
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(m_master.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (count <= 0) {
        m_watch = {};
        m_timer.cancel();
        if (!m_unfinished.empty())
            m_unfinished += '\n';
        const auto alive = m_alive;
        handOnLines();
        if (*alive)
            m_host.terminalEnded();
        return;
    }
    m_changed = Clock::now();
    m_unfinished.append(buffer.data(), static_cast<std::size_t>(count));
    ::explicit_bzero(buffer.data(), static_cast<std::size_t>(count));
    if (m_unfinished.size() > MaxUnfinished && m_unfinished.find('\n') == std::string::npos)
        m_unfinished += '\n';
    const auto alive = m_alive;
    handOnLines();
    if (*alive && m_watch)
        lookAgain(Rest);
}

void TerminalQuestions::handOnLines()
{
    const auto alive = m_alive;
    for (std::size_t end = m_unfinished.find('\n'); end != std::string::npos; end = m_unfinished.find('\n')) {
        std::string line = m_unfinished.substr(0, end);
        std::erase(line, '\r');
        if (isEchoOfAnswer(line)) {
            Secret::wipe(line);
            ::explicit_bzero(m_unfinished.data(), end);
        }
        m_unfinished.erase(0, end + 1);
        if (!line.empty() && saysSomething(line)) {
            m_host.terminalLine(std::move(line));
            if (!*alive)
                return;
        }
    }
}

// What was answered to a question with echo is printed again; a secret that is in spite of all must not go into any log.
bool TerminalQuestions::isEchoOfAnswer(std::string_view line)
{
    return !m_answer.empty() && line.find(m_answer.reveal()) != std::string_view::npos;
}

void TerminalQuestions::look()
{
    if (m_state == State::Asked)
        return;
    const bool echo = echoes();
    if (std::exchange(m_echo, echo) != echo)
        m_changed = Clock::now();
    if (echo && m_state == State::Reacting)
        m_state = State::Listening;
    if (!asksNow()) {
        lookAgain(LookInterval);
        return;
    }
    m_state = State::Asked;
    std::string text = std::exchange(m_unfinished, {});
    std::erase(text, '\r');
    m_host.terminalQuestion(std::move(text), echo);
}

bool TerminalQuestions::asksNow()
{
    const Duration rested = Clock::now() - m_changed;
    if (saysSomething(m_unfinished))
        return rested >= (m_echo ? EchoRest : Rest);
    // Without a text only who was seen to begin reading secrets can ask. Echo is off as well where sudo has handed the terminal
    // to what it runs: raw, which nobody makes it for a secret.
    return !m_echo && m_state == State::Listening && rested >= SilentRest && !isRaw();
}

void TerminalQuestions::lookAgain(Duration delay)
{
    m_timer = m_broker.after(delay, [this] { look(); });
}

bool TerminalQuestions::echoes() const
{
    // Of the terminal's other side, whichever descriptor is asked.
    termios mode{};
    return ::tcgetattr(m_master.get(), &mode) != 0 || (mode.c_lflag & ECHO) != 0;
}

bool TerminalQuestions::isRaw() const
{
    termios mode{};
    return ::tcgetattr(m_master.get(), &mode) == 0 && (mode.c_oflag & OPOST) == 0;
}

}  // namespace rz::connect
