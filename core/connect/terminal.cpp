#include "core/connect/terminal.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

namespace rz::connect {

namespace {

class EchoOff {
public:
    explicit EchoOff(int fd) : m_fd(fd)
    {
        m_changed = ::tcgetattr(fd, &m_before) == 0;
        apply();
    }
    EchoOff(const EchoOff&) = delete;
    EchoOff& operator=(const EchoOff&) = delete;
    ~EchoOff() { restore(); }

    // What interrupts is read as the end of a line: a process that it ends would leave the terminal without echo.
    bool isInterrupt(char c) const { return isKey(VINTR, c); }
    // Those that would quit or suspend do nothing, for the same reason.
    bool isIgnored(char c) const { return isKey(VQUIT, c) || isKey(VSUSP, c); }
    void interrupt()
    {
        restore();
        ::kill(::getpid(), SIGINT);
        apply();
    }

private:
    bool isKey(int which, char c) const
    {
        const cc_t key = m_before.c_cc[which];
        return m_changed && key != _POSIX_VDISABLE && static_cast<cc_t>(c) == key;
    }
    void apply() const
    {
        termios quiet = m_before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
        quiet.c_lflag |= ECHONL;
        quiet.c_cc[VEOL] = m_before.c_cc[VINTR];
        if (m_changed)
            ::tcsetattr(m_fd, TCSAFLUSH, &quiet);
    }
    void restore() const
    {
        if (m_changed)
            ::tcsetattr(m_fd, TCSAFLUSH, &m_before);
    }

    int m_fd;
    termios m_before{};
    bool m_changed = false;
};

}  // namespace

Result<Terminal> Terminal::open()
{
    Terminal terminal;
    terminal.m_tty = UniqueFd(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    if (!terminal.m_tty)
        return failErrno("there is no terminal to ask on", errno);
    terminal.m_cancel = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!terminal.m_cancel)
        return failErrno("eventfd", errno);
    return terminal;
}

void Terminal::print(std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(m_tty.get(), text.data(), text.size());
        if (written < 0 && errno != EINTR)
            return;
        text.remove_prefix(written > 0 ? static_cast<std::size_t>(written) : 0);
    }
}

Result<Secret> Terminal::ask(std::string_view question, Echo echo)
{
    // First of all: what is typed as soon as the question is seen must neither be shown nor lost.
    const std::unique_ptr<EchoOff> quiet = echo == Echo::Off ? std::make_unique<EchoOff>(m_tty.get()) : nullptr;
    print(question);
    std::string line;
    line.reserve(256);  // so that no half of a secret stays behind in freed memory
    for (;;) {
        pollfd waits[] = {{m_tty.get(), POLLIN, 0}, {m_cancel.get(), POLLIN, 0}};
        const int ready = ::poll(waits, 2, -1);
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready < 0 || waits[1].revents != 0)
            break;
        char c = '\0';
        if (::read(m_tty.get(), &c, 1) != 1)
            break;
        if (c == '\n') {
            Secret secret(line);
            Secret::wipe(line);
            return secret;
        }
        if (quiet && quiet->isInterrupt(c)) {
            quiet->interrupt();
            Secret::wipe(line);
            continue;
        }
        if (quiet && quiet->isIgnored(c))
            continue;
        line += c;
    }
    Secret::wipe(line);
    return fail(ErrorKind::Cancelled, "the question was not answered");
}

void Terminal::cancel()
{
    const std::uint64_t one = 1;
    static_cast<void>(!::write(m_cancel.get(), &one, sizeof one));
}

void Terminal::goOn()
{
    std::uint64_t count = 0;
    static_cast<void>(!::read(m_cancel.get(), &count, sizeof count));
}

}  // namespace rz::connect
