#include "tests/integration/terminal_run.h"

#include "core/base/time.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::test {

namespace {

constexpr Duration TerminalPatience = std::chrono::seconds(30);

}  // namespace

TerminalRun::TerminalRun(const std::vector<std::string>& argv)
{
    std::vector<char*> words;
    for (const std::string& word : argv)
        words.push_back(const_cast<char*>(word.c_str()));  // NOLINT: execvp() only reads
    words.push_back(nullptr);
    const winsize size{.ws_row = 24, .ws_col = 80, .ws_xpixel = 0, .ws_ypixel = 0};
    int master = -1;
    m_pid = ::forkpty(&master, nullptr, nullptr, &size);
    if (m_pid == 0) {
        ::setenv("TERM", "xterm-test", 1);
        ::execvp(words.front(), words.data());
        ::_exit(127);
    }
    if (m_pid < 0)
        throw std::runtime_error("no terminal can be made");
    m_master = UniqueFd(master);
}

TerminalRun::~TerminalRun()
{
    if (m_pid <= 0)
        return;
    ::kill(m_pid, SIGKILL);
    ::waitpid(m_pid, nullptr, 0);
}

void TerminalRun::type(std::string_view keys) const
{
    static_cast<void>(!::write(m_master.get(), keys.data(), keys.size()));
}

void TerminalRun::resize(int columns, int rows) const
{
    const winsize size{.ws_row = static_cast<unsigned short>(rows),
                       .ws_col = static_cast<unsigned short>(columns),
                       .ws_xpixel = 0,
                       .ws_ypixel = 0};
    ::ioctl(m_master.get(), TIOCSWINSZ, &size);
}

void TerminalRun::signal(int number) const
{
    ::kill(m_pid, number);
}

bool TerminalRun::read()
{
    pollfd wait{.fd = m_master.get(), .events = POLLIN, .revents = 0};
    std::array<char, 4096> buffer;
    if (!m_master || ::poll(&wait, 1, 100) < 0)
        return false;
    if (wait.revents == 0)
        return true;
    const ssize_t count = ::read(m_master.get(), buffer.data(), buffer.size());
    if (count > 0)
        m_seen.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0;
}

bool TerminalRun::waitFor(std::string_view text)
{
    const TimePoint late = Clock::now() + TerminalPatience;
    for (;;) {
        if (const std::size_t found = m_seen.find(text, m_waited); found != std::string::npos) {
            m_waited = found + text.size();
            return true;
        }
        if (Clock::now() > late || !read())
            return false;
    }
}

int TerminalRun::end()
{
    const TimePoint late = Clock::now() + TerminalPatience;
    int status = 0;
    bool reading = true;
    while (Clock::now() < late) {
        reading = reading && read();
        if (::waitpid(m_pid, &status, WNOHANG) != m_pid)
            continue;
        m_pid = -1;
        while (reading && read()) {
        }
        return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
    }
    return -1000;
}

}  // namespace rz::test
