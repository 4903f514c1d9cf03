#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/fakessh/client_request.h"
#include "core/fakessh/raw_terminal.h"
#include "core/fakessh/session_client.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rz::ctl {

namespace {

UniqueFd copyOf(int fd)
{
    return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

// Standard output, of which this process keeps nothing, so that the session can end it.
UniqueFd takeOutput()
{
    UniqueFd taken = copyOf(STDOUT_FILENO);
    const UniqueFd nothing(::open("/dev/null", O_WRONLY | O_CLOEXEC));
    ::dup2(nothing.get(), STDOUT_FILENO);
    return taken;
}

std::vector<std::string> ownEnvironment()
{
    std::vector<std::string> variables;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    return variables;
}

// The signal of a window that changes. Made before there are threads, which would take it away.
class WindowSignal {
public:
    WindowSignal()
    {
        sigset_t resizes;
        ::sigemptyset(&resizes);
        ::sigaddset(&resizes, SIGWINCH);
        ::pthread_sigmask(SIG_BLOCK, &resizes, nullptr);
        m_fd = UniqueFd(::signalfd(-1, &resizes, SFD_CLOEXEC | SFD_NONBLOCK));
    }

    int fd() const { return m_fd.get(); }
    bool take() const
    {
        signalfd_siginfo info{};
        return ::read(m_fd.get(), &info, sizeof info) == sizeof info;
    }

private:
    UniqueFd m_fd;
};

// A session on this process's standard streams, and on the terminal that they may be.
class Login {
public:
    Login(Session& session, const fakessh::SshCommandLine& line, const WindowSignal& windows)
        : m_session(session), m_line(line), m_windows(windows)
    {
    }

    Result<int> run(const rpc::Context& context)
    {
        const fakessh::SessionRequest request = fakessh::sessionFor(m_line, ownEnvironment(), STDIN_FILENO);
        if (const std::string_view notice = fakessh::noticeOf(m_line, STDIN_FILENO); !notice.empty())
            print(str(notice, "\r\n"));
        const auto opener = fakessh::openByCall(context);
        fakessh::Stdio stdio{.in = m_line.noInput ? UniqueFd() : copyOf(STDIN_FILENO),
                             .out = takeOutput(),
                             .err = copyOf(STDERR_FILENO)};
        RZ_TRY(m_client, fakessh::SessionClient::start(
                             *opener, request, std::move(stdio),
                             [this](Result<fakessh::SessionEnd> told) { m_end = std::move(told); }, escapes(request)));
        if (request.terminal) {
            m_raw.set();
            m_resized = m_session.broker().watch(m_windows.fd(), io::Readiness::Readable, [this](io::Readiness) {
                if (m_windows.take())
                    tellSize();
            });
        }
        m_session.broker().runUntil([this] { return m_end || m_disconnected || m_session.interrupted(); });
        m_client.reset();
        m_raw.restore();
        if (request.terminal && !m_line.quiet && !m_session.interrupted())
            print(str("Connection to ", m_line.word, " closed.\r\n"));
        return status();
    }

private:
    std::optional<fakessh::EscapeKeys> escapes(const fakessh::SessionRequest& request)
    {
        if (!request.terminal || !m_line.escapeCharacter)
            return {};
        return fakessh::EscapeKeys(*m_line.escapeCharacter, fakessh::EscapeKeys::Suspending::Possible,
                                   [this](fakessh::EscapeKey key, const std::string& notice) { escaped(key, notice); });
    }
    void escaped(fakessh::EscapeKey key, const std::string& notice)
    {
        print(notice);
        if (key == fakessh::EscapeKey::Disconnect) {
            m_disconnected = true;
        } else if (key == fakessh::EscapeKey::Suspend) {
            m_raw.restore();
            ::kill(::getpid(), SIGTSTP);
            // Somebody has continued it.
            m_raw.set();
            tellSize();
        }
    }
    void tellSize() { m_client->resize(fakessh::windowSizeOf(STDIN_FILENO)); }
    static void print(std::string_view text) { static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size())); }
    Result<int> status()
    {
        if (m_disconnected || !m_end)
            return RunFailed;
        RZ_TRY(const fakessh::SessionEnd ended, std::move(*m_end));
        return ended.signal == 0 ? ended.status : RunFailed;  // as ssh, which does not tell one signal from another
    }

    Session& m_session;
    const fakessh::SshCommandLine& m_line;
    const WindowSignal& m_windows;
    fakessh::RawTerminal m_raw{STDIN_FILENO};
    std::optional<Result<fakessh::SessionEnd>> m_end;
    bool m_disconnected = false;
    std::unique_ptr<fakessh::SessionClient> m_client;
    io::FdWatch m_resized;
};

}  // namespace

int sshCommand(Session& session, const CommandLine& line)
{
    const WindowSignal windows;
    const auto status = [&]() -> Result<int> {
        RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
        if (line.ssh.action == fakessh::SshCommandLine::Action::Session)
            return Login(session, line.ssh, windows).run(context);
        // -N: until the context is lost or somebody ends this.
        std::optional<Error> lost;
        const Subscription watched =
            session.router().onDisconnect(context.id(), [&lost](const Error& reason) { lost = reason; });
        session.broker().runUntil([&] { return lost.has_value() || session.interrupted(); });
        if (!lost)
            return session.interruptedBy() == SIGTERM ? 0 : RunFailed;  // as ssh
        return std::unexpected(std::move(*lost));
    }();
    if (status)
        return *status;
    reportError(status.error(), line.json);
    return RunFailed;
}

}  // namespace rz::ctl
