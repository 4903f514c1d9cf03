#include "core/io/child_watch.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace rz::io {

namespace {

constexpr Duration FirstInterval = std::chrono::milliseconds(2);
constexpr Duration LongestInterval = std::chrono::milliseconds(200);
// The status of a child that somebody else reaped, against the contract (SIGCHLD ignored, for one).
constexpr int UnknownStatus = 255;

}  // namespace

ChildWatch::ChildWatch(Broker& broker, pid_t pid, OnExit onExit)
    : m_broker(broker),
      m_pid(pid),
      m_onExit(std::move(onExit)),
      m_pidFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0))),
      m_askInterval(FirstInterval)
{
    if (m_pidFd)
        m_watch = broker.watch(m_pidFd.get(), Readiness::Readable, [this](Readiness) { check(); });
    if (!m_watch)
        askLater();
}

std::optional<ExitStatus> ChildWatch::tryReap()
{
    siginfo_t info{};
    int result = 0;
    do
        result = ::waitid(P_PID, static_cast<id_t>(m_pid), &info, WEXITED | WNOHANG);
    while (result != 0 && errno == EINTR);
    if (result != 0)
        return ExitStatus{.code = UnknownStatus, .signal = 0};
    if (info.si_pid == 0)
        return {};
    if (info.si_code == CLD_EXITED)
        return ExitStatus{.code = info.si_status, .signal = 0};
    return ExitStatus{.code = 0, .signal = info.si_status};
}

void ChildWatch::reapWithin(Duration limit)
{
    const TimePoint deadline = Clock::now() + limit;
    while (!tryReap() && Clock::now() < deadline) {
        const timespec pause{.tv_sec = 0, .tv_nsec = 1'000'000};
        ::nanosleep(&pause, nullptr);
    }
}

void ChildWatch::check()
{
    const auto status = tryReap();
    if (!status) {
        if (!m_watch)
            askLater();
        return;
    }
    m_watch = {};
    m_pidFd.reset();
    OnExit onExit = std::move(m_onExit);
    onExit(*status);
}

void ChildWatch::askLater()
{
    m_askTimer = m_broker.after(m_askInterval, [this] { check(); });
    m_askInterval = std::min(m_askInterval * 2, LongestInterval);
}

}  // namespace rz::io
