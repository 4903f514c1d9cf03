#include "core/connect/libssh/run_program.h"

#include "core/io/spawn.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

constexpr std::size_t MaxOutput = 1024 * 1024;
// How often it is asked whether the program has ended, where pidfd_open() is refused.
constexpr int AskMilliseconds = 10;

// One of the program's output pipes.
class Output {
public:
    Output(UniqueFd fd, std::string& text) : m_fd(std::move(fd)), m_text(text) {}

    pollfd entry() const { return {m_fd.get(), POLLIN, 0}; }

    // Takes what is there; closes at the end of the file, or when it is too much to be sensible.
    void read()
    {
        std::array<char, 8192> buffer;
        const ssize_t count = ::read(m_fd.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            return;
        if (count <= 0 || m_text.size() + static_cast<std::size_t>(count) > MaxOutput)
            m_fd.reset();
        else
            m_text.append(buffer.data(), static_cast<std::size_t>(count));
    }

private:
    UniqueFd m_fd;
    std::string& m_text;
};

// Leaves it to be reaped.
bool hasEnded(pid_t pid)
{
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid;
}

// Until the program has ended and its pipes hold nothing more; what it left running may keep them open.
Result<> readAll(pid_t pid, Output& output, Output& errors, TimePoint deadline, const CancelToken& cancel)
{
    const UniqueFd pidFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    for (bool ended = false;;) {
        const int wait = pidFd ? pollTimeout(deadline) : std::min(pollTimeout(deadline), AskMilliseconds);
        std::array<pollfd, 4> entries{
            {{ended ? -1 : pidFd.get(), POLLIN, 0}, output.entry(), errors.entry(), {cancel.fd(), POLLIN, 0}}};
        if (::poll(entries.data(), entries.size(), ended ? 0 : wait) < 0 && errno != EINTR)
            return failErrno("poll", errno);
        if (cancel.cancelled())
            return std::unexpected(cancelledError());
        if (Clock::now() >= deadline)
            return fail(ErrorKind::Timeout, "it did not end in time");
        if (entries[1].revents != 0)
            output.read();
        if (entries[2].revents != 0)
            errors.read();
        if (ended && entries[1].revents == 0 && entries[2].revents == 0)
            return {};
        ended = ended || (pidFd ? entries[0].revents != 0 : hasEnded(pid));
    }
}

io::ExitStatus reap(pid_t pid)
{
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFSIGNALED(status) ? io::ExitStatus{.signal = WTERMSIG(status)}
                               : io::ExitStatus{.code = WEXITSTATUS(status)};
}

}  // namespace

Result<ProgramOutput> runProgram(const std::vector<std::string>& argv, Duration limit, const CancelToken& cancel)
{
    RZ_TRY(auto output, io::makePipe());
    RZ_TRY(auto errors, io::makePipe());
    RZ_TRY(const pid_t pid,
           io::spawnProgram({.argv = argv, .descriptors = {{1, output.second.get()}, {2, errors.second.get()}}}));
    output.second.reset();
    errors.second.reset();

    ProgramOutput result;
    Output standard(std::move(output.first), result.output);
    Output diagnostic(std::move(errors.first), result.errors);
    const auto read = readAll(pid, standard, diagnostic, Clock::now() + limit, cancel);
    // It leads a session of its own, so this reaches what it started, too.
    if (!read)
        ::kill(-pid, SIGKILL);
    result.status = reap(pid);
    if (!read)
        return std::unexpected(Error(read.error()).within(argv.front()));
    return result;
}

}  // namespace rz::connect::ssh
