#include "agent/functions/command.h"

#include "core/base/unique_fd.h"
#include "core/io/descriptors.h"
#include "core/io/spawn.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <poll.h>
#include <span>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::proc {

namespace {

constexpr Duration KillGrace = std::chrono::milliseconds(500);
// How often a taker that is not ready is asked again, and a child where pidfd_open() is refused.
constexpr Duration AskInterval = std::chrono::milliseconds(10);
constexpr std::size_t PieceSize = 64 * 1024;
constexpr int UnknownStatus = 255;

// One pipe from the program.
struct OutputPipe {
    Output stream;
    UniqueFd fd;
    std::optional<int> left;  // bytes still to take once the program has ended

    bool finished() const { return !fd || left == 0; }

    // What background processes write from now on is not waited for.
    void programEnded()
    {
        int held = 0;
        left = fd && ::ioctl(fd.get(), FIONREAD, &held) == 0 ? held : 0;
    }

    Result<> readOnce(std::span<std::byte> buffer, OutputTaker& taker)
    {
        const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return {};
        if (got <= 0) {
            fd.reset();
            return {};
        }
        if (left)
            left = std::max(0, *left - static_cast<int>(got));
        return taker.take(stream, Bytes(buffer.first(static_cast<std::size_t>(got))));
    }
};

// One running program and the loop around it.
class Run {
public:
    Run(const Command& command, OutputTaker& taker) : m_command(command), m_taker(taker) {}

    Result<> start();
    Result<CommandEnd> finish(const std::stop_token& cancelled);

private:
    enum class Phase { Running, Terminating, Killing };

    void endGroup(Phase phase);
    void advance(TimePoint now);
    Duration patience(TimePoint now, bool takerReady) const;
    bool waitForEvents(bool takerReady);
    Result<> takeOutput();
    void writeInput();
    void nextInput();
    bool programEnded();
    io::ExitStatus reap();

    const Command& m_command;
    OutputTaker& m_taker;
    pid_t m_pid = 0;
    UniqueFd m_pidFd;
    UniqueFd m_cancelFd;
    UniqueFd m_input;
    Bytes m_piece;                    // of the input, what is not written yet
    InputSource* m_source = nullptr;  // null at its end
    std::array<OutputPipe, 2> m_outputs{{{Output::Stdout, {}, {}}, {Output::Stderr, {}, {}}}};
    std::array<pollfd, 6> m_polled{};
    std::vector<std::byte> m_buffer = std::vector<std::byte>(PieceSize);
    Phase m_phase = Phase::Running;
    bool m_ended = false;
    bool m_timedOut = false;
    std::optional<Error> m_failure;
    TimePoint m_begin;
    TimePoint m_nextStep = TimePoint::max();  // timeout, then the end of the grace
};

Result<> Run::start()
{
    m_cancelFd = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!m_cancelFd)
        return failErrno("cannot make an eventfd", errno);
    io::SpawnOptions options{
        .argv = m_command.argv,
        .program = {},
        .environment = m_command.environment,
        .workingDirectory = m_command.workingDirectory,
        .descriptors = {},
        .newSession = true,
        .controllingTty = {},
    };
    std::array<UniqueFd, 3> childEnds;
    m_piece = m_command.input;
    m_source = m_command.source;
    if (!m_piece.empty() || m_source != nullptr) {
        RZ_TRY(auto pipe, io::makePipe());
        childEnds[0] = std::move(pipe.first);
        m_input = std::move(pipe.second);
        RZ_CHECK(io::setNonBlocking(m_input.get()));
        options.descriptors[STDIN_FILENO] = childEnds[0].get();
    }
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
        RZ_TRY(auto pipe, io::makePipe());
        m_outputs[i].fd = std::move(pipe.first);
        childEnds[i + 1] = std::move(pipe.second);
        RZ_CHECK(io::setNonBlocking(m_outputs[i].fd.get()));
        options.descriptors[static_cast<int>(i) + STDOUT_FILENO] = childEnds[i + 1].get();
    }
    m_begin = Clock::now();
    RZ_TRY(m_pid, io::spawnProgram(options));
    m_pidFd = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, m_pid, 0)));
    if (m_command.timeout)
        m_nextStep = m_begin + *m_command.timeout;
    return {};
}

Result<CommandEnd> Run::finish(const std::stop_token& cancelled)
{
    const std::stop_callback onCancel(cancelled, [this] { ::eventfd_write(m_cancelFd.get(), 1); });
    const auto allTaken = [this] { return std::ranges::all_of(m_outputs, &OutputPipe::finished); };
    while (!m_ended || (!m_failure && !allTaken())) {
        advance(Clock::now());
        const bool takerReady = !m_failure && m_taker.ready();
        if (waitForEvents(takerReady)) {
            m_failure = Error(ErrorKind::Cancelled, "the program was ended because its call was cancelled");
            if (m_phase == Phase::Running)
                endGroup(Phase::Terminating);
        }
        writeInput();
        if (!m_ended && programEnded()) {
            m_ended = true;
            m_input.reset();
            for (OutputPipe& output : m_outputs)
                output.programEnded();
        }
        if (!takerReady)
            continue;
        if (const auto taken = takeOutput(); !taken && !m_failure) {
            m_failure = taken.error();
            endGroup(Phase::Terminating);
        }
    }
    // Nothing of a group that had to be ended stays behind. The pid is still the program's: it is not reaped yet.
    if (m_phase != Phase::Running)
        ::kill(-m_pid, SIGKILL);
    const io::ExitStatus status = reap();
    if (m_failure)
        return std::unexpected(std::move(*m_failure));
    return CommandEnd{.status = status, .timedOut = m_timedOut, .took = Clock::now() - m_begin};
}

void Run::endGroup(Phase phase)
{
    if (m_ended)
        return;
    m_phase = phase;
    m_nextStep = phase == Phase::Killing ? TimePoint::max() : Clock::now() + KillGrace;
    ::kill(-m_pid, phase == Phase::Killing ? SIGKILL : SIGTERM);
}

void Run::advance(TimePoint now)
{
    if (m_ended || now < m_nextStep)
        return;
    m_timedOut = m_timedOut || m_phase == Phase::Running;
    endGroup(m_phase == Phase::Running ? Phase::Terminating : Phase::Killing);
}

Duration Run::patience(TimePoint now, bool takerReady) const
{
    constexpr Duration ForEver = std::chrono::hours(1);
    Duration limit = m_ended ? ForEver : std::min<Duration>(m_nextStep - now, ForEver);
    if (!takerReady || !m_pidFd)
        limit = std::min(limit, AskInterval);
    return std::max(limit, Duration::zero());
}

// True when the call was cancelled.
bool Run::waitForEvents(bool takerReady)
{
    const auto fdIf = [](bool wanted, const UniqueFd& fd) { return wanted ? fd.get() : -1; };
    m_polled[0] = {fdIf(!m_failure, m_cancelFd), POLLIN, 0};
    m_polled[1] = {fdIf(!m_ended, m_pidFd), POLLIN, 0};
    m_polled[2] = {fdIf(!m_piece.empty(), m_input), POLLOUT, 0};
    m_polled[5] = {m_input && m_piece.empty() ? m_source->wakeFd() : -1, POLLIN, 0};
    for (std::size_t i = 0; i < m_outputs.size(); ++i)
        m_polled[i + 3] = {fdIf(takerReady, m_outputs[i].fd), POLLIN, 0};
    const auto nanoseconds = patience(Clock::now(), takerReady).count();
    const timespec limit{.tv_sec = nanoseconds / 1'000'000'000, .tv_nsec = nanoseconds % 1'000'000'000};
    if (::ppoll(m_polled.data(), m_polled.size(), &limit, nullptr) <= 0) {
        for (pollfd& polled : m_polled)
            polled.revents = 0;
    }
    return m_polled[0].revents != 0;
}

Result<> Run::takeOutput()
{
    for (OutputPipe& output : m_outputs) {
        if (!output.finished())
            RZ_CHECK(output.readOnce(m_buffer, m_taker));
    }
    return {};
}

void Run::writeInput()
{
    if (m_input && m_polled[5].revents != 0) {
        eventfd_t wakes = 0;
        ::eventfd_read(m_source->wakeFd(), &wakes);
        nextInput();
    }
    if (!m_input || m_polled[2].revents == 0)
        return;
    const iovec iov{.iov_base = const_cast<std::byte*>(m_piece.data()),
                    .iov_len = m_piece.size()};  // NOLINT: writev's type
    const ssize_t wrote = io::writePieces(m_input.get(), false, std::span(&iov, 1));
    if (wrote < 0 && errno == EAGAIN)
        return;
    // A program may close its input before it has read all of it.
    if (wrote < 0) {
        m_input.reset();
        return;
    }
    m_piece = m_piece.slice(static_cast<std::size_t>(wrote));
    if (m_piece.empty())
        nextInput();
}

// Takes the next piece, or closes the program's input when there will be none.
void Run::nextInput()
{
    std::optional<Bytes> piece = m_source != nullptr ? m_source->next() : std::nullopt;
    if (piece)
        m_piece = std::move(*piece);
    else
        m_input.reset();
}

// Leaves it to be reaped. An error means that somebody else did, against the rules.
bool Run::programEnded()
{
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == m_pid;
}

io::ExitStatus Run::reap()
{
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG) != 0)
        return {.code = UnknownStatus, .signal = 0};
    if (info.si_code == CLD_EXITED)
        return {.code = info.si_status, .signal = 0};
    return {.code = 0, .signal = info.si_status};
}

class Collector : public OutputTaker {
public:
    Result<> take(Output stream, Bytes data) override
    {
        if (stream == Output::Stdout)
            text.append(data.view());
        return {};
    }
    std::string text;
};

}  // namespace

Result<CommandEnd> runCommand(const Command& command, OutputTaker& taker, const std::stop_token& cancelled)
{
    Run run(command, taker);
    RZ_CHECK(run.start());
    return run.finish(cancelled);
}

std::string outputOf(std::vector<std::string> argv, Duration timeout)
{
    Command command;
    command.argv = std::move(argv);
    command.timeout = timeout;
    Collector collector;
    const auto end = runCommand(command, collector, {});
    return end && end->status == io::ExitStatus{} ? std::move(collector.text) : std::string();
}

}  // namespace rz::proc
