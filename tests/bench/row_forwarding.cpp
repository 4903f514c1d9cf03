// One router between two processes that do nothing but feed and swallow frames: what is measured is the router alone.
#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/test_master.h"

#include "core/base/unique_fd.h"
#include "core/wire/frame.h"

#include <cstdlib>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rz::bench {

namespace {

constexpr std::size_t PayloadSize = 64;
constexpr std::size_t FrameSize = wire::FrameHeader::Size + PayloadSize;
constexpr std::size_t Messages = 3'000'000;
constexpr ContextId Source{1};
constexpr ContextId Sink{2};

pid_t startFeeder(int fd)
{
    const pid_t pid = ::fork();
    if (pid != 0)
        return pid;
    constexpr std::size_t Batch = 1000;
    std::string frames;
    const auto header = wire::encodeHeader({
        .dstId = Sink,
        .srcId = Source,
        .authId = Source,
        .handle = Handle{1000},
        .length = PayloadSize,
    });
    for (std::size_t i = 0; i < Batch; ++i) {
        frames.append(reinterpret_cast<const char*>(header.data()), header.size());
        frames.append(PayloadSize, 'x');
    }
    for (std::size_t sent = 0; sent < Messages; sent += Batch)
        writeAll(fd, frames.data(), frames.size());
    ::pause();
    ::_exit(0);
}

pid_t startSink(int fd, int report)
{
    const pid_t pid = ::fork();
    if (pid != 0)
        return pid;
    static char buffer[256 * 1024];
    for (std::size_t left = Messages * FrameSize; left > 0;) {
        const ssize_t count = ::read(fd, buffer, sizeof buffer);
        if (count <= 0)
            ::_exit(1);
        left -= std::min(left, static_cast<std::size_t>(count));
    }
    writeAll(report, "!", 1);
    ::pause();
    ::_exit(0);
}

void registerChild(test::TestMaster& master, ContextId id, UniqueFd end)
{
    UniqueFd other(::dup(end.get()));
    auto stream = routing::Stream::create(master.router(), master.broker(), std::move(end), std::move(other),
                                          {.remoteId = id, .name = "bench"});
    if (!stream)
        std::abort();
    master.router().registerStream(std::move(*stream));
}

double forwardedPerSecond()
{
    auto in = socketPair();
    auto out = socketPair();
    auto report = socketPair();
    const double begin = secondsNow();
    const pid_t feeder = startFeeder(in.second.get());
    const pid_t sink = startSink(out.second.get(), report.second.get());
    double took = 0;
    {
        test::TestMaster master(nullptr, LogLevel::Warning);
        registerChild(master, Source, std::move(in.first));
        registerChild(master, Sink, std::move(out.first));
        bool done = false;
        const io::FdWatch watch =
            master.broker().watch(report.first.get(), io::Readiness::Readable, [&done](io::Readiness) { done = true; });
        master.until([&done] { return done; }, std::chrono::minutes(2));
        took = secondsNow() - begin;
        ::kill(feeder, SIGKILL);
        ::kill(sink, SIGKILL);
    }
    ::waitpid(feeder, nullptr, 0);
    ::waitpid(sink, nullptr, 0);
    return static_cast<double>(Messages) / took;
}

}  // namespace

std::vector<Row> measureForwarding(Bench& bench)
{
    Row row{.number = 10,
            .work = "messages forwarded per second, 64 bytes",
            .unit = "1/s",
            .better = Better::More,
            .target = "≥ 1,500,000"};
    bench.measure(row, {.ours = forwardedPerSecond, .limit = [] { return relay(Messages, FrameSize); }});
    return {std::move(row)};
}

}  // namespace rz::bench
