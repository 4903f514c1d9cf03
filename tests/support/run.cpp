#include "tests/support/run.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "core/io/spawn.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::test {

namespace {

int millisecondsUntil(TimePoint when)
{
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(when - Clock::now()).count();
    return left < 0 ? 0 : static_cast<int>(left);
}

int exitCode(int status)
{
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// Feeds and reads until the program has closed its end; false when the time is up.
bool converse(int fd, std::string_view input, std::string& output, TimePoint deadline)
{
    std::array<char, 16 * 1024> buffer;
    if (input.empty())
        ::shutdown(fd, SHUT_WR);
    for (;;) {
        pollfd entry{fd, static_cast<short>(input.empty() ? POLLIN : POLLIN | POLLOUT), 0};
        if (::poll(&entry, 1, millisecondsUntil(deadline)) == 0)
            return false;
        if ((entry.revents & POLLOUT) != 0 && !input.empty()) {
            const ssize_t sent = ::send(fd, input.data(), input.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
            input.remove_prefix(sent < 0 ? (errno == EAGAIN ? 0 : input.size()) : static_cast<std::size_t>(sent));
            if (input.empty())
                ::shutdown(fd, SHUT_WR);
        }
        if ((entry.revents & (POLLIN | POLLHUP | POLLERR)) == 0)
            continue;
        const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR))
            return true;
        if (count > 0)
            output.append(buffer.data(), static_cast<std::size_t>(count));
    }
}

}  // namespace

Ran run(const std::vector<std::string>& argv, std::string_view input, Duration deadline)
{
    const TimePoint end = Clock::now() + deadline;
    auto ends = io::makeSocketPair();
    if (!ends)
        throw std::runtime_error(ends.error().text());
    Ran ran;
    const int theirs = ends->second.get();
    const auto pid = io::spawnProgram({.argv = argv, .descriptors = {{0, theirs}, {1, theirs}, {2, theirs}}});
    if (!pid) {
        ran.output = pid.error().text();
        return ran;
    }
    ends->second.reset();
    const bool finished = converse(ends->first.get(), input, ran.output, end);
    if (!finished)
        ::kill(*pid, SIGKILL);
    int status = 0;
    while (::waitpid(*pid, &status, 0) < 0 && errno == EINTR) {
    }
    ran.status = finished ? exitCode(status) : -1;
    return ran;
}

std::string mustRun(const std::vector<std::string>& argv, std::string_view input)
{
    Ran ran = run(argv, input);
    if (!ran.ok())
        throw std::runtime_error(str(argv.front(), " ended with status ", ran.status, ": ", ran.output));
    return std::move(ran.output);
}

Background::Background(const std::vector<std::string>& argv, const std::string& logFile, const std::string& program)
{
    const UniqueFd log(
        ::open(logFile.empty() ? "/dev/null" : logFile.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    const auto pid =
        io::spawnProgram({.argv = argv, .program = program, .descriptors = {{1, log.get()}, {2, log.get()}}});
    if (!pid)
        throw std::runtime_error(pid.error().text());
    m_pid = *pid;
}

Background::~Background()
{
    stop(std::chrono::seconds(2));
}

bool Background::running()
{
    if (m_pid > 0 && ::waitpid(m_pid, nullptr, WNOHANG) == m_pid)
        m_pid = -1;
    return m_pid > 0;
}

void Background::signal(int number) const
{
    if (m_pid > 0)
        ::kill(m_pid, number);
}

void Background::stop(Duration grace)
{
    if (!running())
        return;
    signal(SIGTERM);
    if (waitUntil([this] { return !running(); }, grace))
        return;
    signal(SIGKILL);
    waitUntil([this] { return !running(); });
}

bool waitUntil(const std::function<bool()>& done, Duration deadline)
{
    const TimePoint end = Clock::now() + deadline;
    while (!done()) {
        if (Clock::now() >= end)
            return done();
        ::poll(nullptr, 0, 2);
    }
    return true;
}

}  // namespace rz::test
