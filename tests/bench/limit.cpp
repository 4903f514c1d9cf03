#include "tests/bench/limit.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"
#include "tests/support/paths.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <sched.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace rz::bench {

std::pair<UniqueFd, UniqueFd> socketPair()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        std::abort();
    return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

void writeAll(int fd, const char* data, std::size_t size)
{
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::write(fd, data + done, size - done);
        if (count <= 0)
            ::_exit(1);
        done += static_cast<std::size_t>(count);
    }
}

namespace {

// With room for a MiB under way.
std::pair<UniqueFd, UniqueFd> roomySocketPair()
{
    auto ends = socketPair();
    const int bufferSize = 1 << 20;
    ::setsockopt(ends.first.get(), SOL_SOCKET, SO_SNDBUF, &bufferSize, sizeof bufferSize);
    return ends;
}

void readAll(int fd, char* data, std::size_t size)
{
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::read(fd, data + done, size - done);
        if (count <= 0)
            ::_exit(1);
        done += static_cast<std::size_t>(count);
    }
}

// Writes `size` bytes, the same ones again and again.
void feed(int fd, std::size_t size)
{
    const std::vector<char> data(128 * 1024, 'x');
    for (std::size_t left = size; left > 0;) {
        const std::size_t part = std::min(left, data.size());
        writeAll(fd, data.data(), part);
        left -= part;
    }
}

// Reads `size` bytes, `piece` at most at a time.
void swallow(int fd, std::size_t size, std::size_t piece)
{
    std::vector<char> buffer(piece);
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::read(fd, buffer.data(), buffer.size());
        if (count <= 0)
            ::_exit(1);
        done += static_cast<std::size_t>(count);
    }
}

// The same, and writes each piece on.
void pass(int from, int to, std::size_t size, std::size_t piece)
{
    std::vector<char> buffer(piece);
    for (std::size_t done = 0; done < size;) {
        const ssize_t count = ::read(from, buffer.data(), buffer.size());
        if (count <= 0)
            ::_exit(1);
        writeAll(to, buffer.data(), static_cast<std::size_t>(count));
        done += static_cast<std::size_t>(count);
    }
}

struct LimitChild {
    UniqueFd stream;
    pid_t pid = -1;
};

LimitChild startLimitChild(const std::string& program = test::binary("limit-child"))
{
    auto ends = socketPair();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends.second.get(), 0);
    ::posix_spawn_file_actions_adddup2(&actions, ends.second.get(), 1);
    char* const argv[] = {const_cast<char*>(program.c_str()), nullptr};
    LimitChild child;
    if (::posix_spawn(&child.pid, program.c_str(), &actions, nullptr, argv, environ) != 0)
        std::abort();
    ::posix_spawn_file_actions_destroy(&actions);
    child.stream = std::move(ends.first);
    return child;
}

void end(LimitChild& child)
{
    child.stream.reset();
    ::waitpid(child.pid, nullptr, 0);
}

// Runs `work` in a forked process.
template <class Work>
pid_t inChild(Work work)
{
    const pid_t pid = ::fork();
    if (pid == 0) {
        work();
        ::_exit(0);
    }
    return pid;
}

// A process that sends back what it gets, the size of a small call, until this is gone.
class Echo {
public:
    Echo()
    {
        auto ends = socketPair();
        m_pid = inChild([&ends] {
            ends.first.reset();
            char data[Size];
            for (;;) {
                readAll(ends.second.get(), data, Size);
                writeAll(ends.second.get(), data, Size);
            }
        });
        m_stream = std::move(ends.first);
    }
    Echo(const Echo&) = delete;
    Echo& operator=(const Echo&) = delete;
    ~Echo()
    {
        m_stream.reset();
        ::waitpid(m_pid, nullptr, 0);
    }

    void ping() const
    {
        char data[Size] = {};
        writeAll(m_stream.get(), data, Size);
        readAll(m_stream.get(), data, Size);
    }

private:
    static constexpr std::size_t Size = 80;

    UniqueFd m_stream;
    pid_t m_pid = -1;
};

}  // namespace

double secondsNow()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void pinTo(int core)
{
    static const cpu_set_t anywhere = [] {
        cpu_set_t cores;
        ::sched_getaffinity(0, sizeof cores, &cores);
        return cores;
    }();
    cpu_set_t cores = anywhere;
    if (core >= 0) {
        CPU_ZERO(&cores);
        CPU_SET(core, &cores);
    }
    ::sched_setaffinity(0, sizeof cores, &cores);
}

double spawnToFirstByte(const std::string& program)
{
    const double begin = secondsNow();
    LimitChild child = program.empty() ? startLimitChild() : startLimitChild(program);
    char byte = 0;
    readAll(child.stream.get(), &byte, 1);
    const double took = secondsNow() - begin;
    end(child);
    return took * 1e3;
}

double spawnMany(int count)
{
    const double begin = secondsNow();
    std::vector<LimitChild> children;
    for (int i = 0; i < count; ++i)
        children.push_back(startLimitChild());
    for (LimitChild& child : children) {
        char byte = 0;
        readAll(child.stream.get(), &byte, 1);
    }
    const double took = secondsNow() - begin;
    for (LimitChild& child : children)
        end(child);
    return took * 1e3;
}

double pingPong(int rounds, int core)
{
    pinTo(core);
    double took = 0;
    {
        const Echo echo;
        const double begin = secondsNow();
        for (int i = 0; i < rounds; ++i)
            echo.ping();
        took = secondsNow() - begin;
    }
    pinTo(-1);
    return took * 1e6 / rounds;
}

Pings pingsBesideTransfer(std::size_t size, int hops)
{
    const Echo echo;
    const pid_t transfer = inChild([size, hops] { socketTransfer(size, hops); });
    std::vector<double> took;
    while (::waitpid(transfer, nullptr, WNOHANG) == 0) {
        const double begin = secondsNow();
        echo.ping();
        took.push_back((secondsNow() - begin) * 1e6);
    }
    std::ranges::sort(took);
    return {.median = took[took.size() / 2], .p99 = took[took.size() * 99 / 100], .slowest = took.back()};
}

double socketTransfer(std::size_t size, int hops)
{
    auto first = roomySocketPair();
    std::vector<pid_t> processes;
    UniqueFd near = std::move(first.second);
    for (int hop = 1; hop < hops; ++hop) {
        auto next = roomySocketPair();
        processes.push_back(
            inChild([from = near.get(), to = next.first.get(), size] { pass(from, to, size, 1 << 20); }));
        near = std::move(next.second);
    }
    auto done = socketPair();
    processes.push_back(inChild([from = near.get(), to = done.second.get(), size] {
        swallow(from, size, 1 << 20);
        writeAll(to, "!", 1);
    }));
    const double begin = secondsNow();
    feed(first.first.get(), size);
    char byte = 0;
    readAll(done.first.get(), &byte, 1);
    const double took = secondsNow() - begin;
    for (const pid_t process : processes)
        ::waitpid(process, nullptr, 0);
    return static_cast<double>(size) / (1 << 20) / took;
}

double relay(std::size_t messages, std::size_t messageSize)
{
    constexpr std::size_t Piece = 128 * 1024;
    auto in = socketPair();
    auto out = socketPair();
    const std::size_t size = messages * messageSize;
    const pid_t feeder = inChild([to = in.second.get(), size] { feed(to, size); });
    const pid_t sink = inChild([end = out.second.get(), size] {
        swallow(end, size, Piece);
        writeAll(end, "!", 1);
    });
    const double begin = secondsNow();
    pass(in.first.get(), out.first.get(), size, Piece);
    char byte = 0;
    readAll(out.first.get(), &byte, 1);
    const double took = secondsNow() - begin;
    ::waitpid(feeder, nullptr, 0);
    ::waitpid(sink, nullptr, 0);
    return static_cast<double>(messages) / took;
}

}  // namespace rz::bench
