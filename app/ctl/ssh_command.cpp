#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/fakessh/client_request.h"
#include "core/fakessh/raw_terminal.h"
#include "core/fakessh/session_client.h"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/signalfd.h>
#include <unistd.h>

namespace rz::ctl {

namespace {

UniqueFd copyOf(int fd)
{
    return UniqueFd(::fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

std::vector<std::string> ownEnvironment()
{
    std::vector<std::string> variables;
    for (char** variable = ::environ; variable != nullptr && *variable != nullptr; ++variable)
        variables.emplace_back(*variable);
    return variables;
}

// Tells a session when the window of the terminal changes. Made before there are threads, which would take the signal away.
class WindowWatch {
public:
    WindowWatch()
    {
        sigset_t resizes;
        ::sigemptyset(&resizes);
        ::sigaddset(&resizes, SIGWINCH);
        ::pthread_sigmask(SIG_BLOCK, &resizes, nullptr);
        m_fd = UniqueFd(::signalfd(-1, &resizes, SFD_CLOEXEC | SFD_NONBLOCK));
    }

    void start(io::Broker& broker, fakessh::SessionClient& client)
    {
        m_watch = broker.watch(m_fd.get(), io::Readiness::Readable, [this, &client](io::Readiness) {
            signalfd_siginfo info{};
            if (::read(m_fd.get(), &info, sizeof info) == sizeof info)
                client.resize(fakessh::windowSizeOf(STDIN_FILENO));
        });
    }

private:
    UniqueFd m_fd;
    io::FdWatch m_watch;
};

Result<int> serve(Session& session, const rpc::Context& context, const fakessh::SshCommandLine& line,
                  WindowWatch& windows)
{
    const fakessh::SessionRequest request = fakessh::sessionFor(line, ownEnvironment(), STDIN_FILENO);
    const auto opener = fakessh::openByCall(context);
    std::optional<Result<fakessh::SessionEnd>> end;
    fakessh::Stdio stdio{.in = line.noInput ? UniqueFd() : copyOf(STDIN_FILENO),
                         .out = copyOf(STDOUT_FILENO),
                         .err = copyOf(STDERR_FILENO)};
    RZ_TRY(const auto client,
           fakessh::SessionClient::start(*opener, request, std::move(stdio),
                                         [&end](Result<fakessh::SessionEnd> told) { end = std::move(told); }));
    fakessh::RawTerminal raw(STDIN_FILENO);
    if (request.terminal) {
        raw.set();
        windows.start(session.broker(), *client);
    }
    session.broker().runUntil([&] { return end.has_value() || session.interrupted(); });
    if (!end)
        return fail(ErrorKind::Cancelled, "interrupted");
    RZ_TRY(const fakessh::SessionEnd ended, std::move(*end));
    return ended.signal == 0 ? ended.status : RunFailed;  // as ssh, which does not tell one signal from another
}

}  // namespace

int sshCommand(Session& session, const CommandLine& line)
{
    WindowWatch windows;
    const auto status = [&]() -> Result<int> {
        RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
        if (line.ssh.action == fakessh::SshCommandLine::Action::Session)
            return serve(session, context, line.ssh, windows);
        // -N: until the context is lost or somebody ends this.
        std::optional<Error> lost;
        const Subscription watched =
            session.router().onDisconnect(context.id(), [&lost](const Error& reason) { lost = reason; });
        session.broker().runUntil([&] { return lost.has_value() || session.interrupted(); });
        return std::unexpected(lost.value_or(Error(ErrorKind::Cancelled, "interrupted")));
    }();
    if (status)
        return *status;
    reportError(status.error(), line.json);
    return RunFailed;
}

}  // namespace rz::ctl
