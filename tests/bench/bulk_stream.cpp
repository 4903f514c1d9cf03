// A bulk stream from a context so many hops away, made there without cost, in a program that is its own agent:
//   bulk-stream HOPS MEBIBYTES
// prints MiB/s, of pings beside it the median, the 99th percentile and the slowest in microseconds, and the most memory that
// this process or that at the other end had, in MB.

#include "agent/program/main.h"
#include "core/rpc/receiver.h"
#include "core/rpc/sender.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr std::size_t Piece = 128 * 1024;  // CHUNK_SIZE of the reference

// In KiB. (What getrusage() tells begins with the memory of the program that started this one.)
std::int64_t mostMemory()
{
    std::ifstream status("/proc/self/status");
    std::string line;
    while (std::getline(status, line)) {
        if (line.starts_with("VmHWM:"))
            return std::atoll(line.c_str() + line.find_first_of("0123456789"));
    }
    return 0;
}

// Gives the most memory it had, in KiB.
rz::Result<std::int64_t> produce(rz::rpc::CallContext& call, rz::rpc::Sender sender, std::int64_t pieces)
{
    const rz::Value piece(rz::Bytes(std::string(Piece, 'x')));
    for (std::int64_t i = 0; i < pieces; ++i)
        RZ_CHECK(sender.send(piece, call.cancelled));
    return mostMemory();
}

// One after another for as long as somebody holds `took`, of microseconds.
void ping(const rz::rpc::Context& context, const std::weak_ptr<std::vector<double>>& took)
{
    context.ping(std::chrono::seconds(10), [context, took](const rz::Result<rz::Duration>& result) {
        const auto taken = took.lock();
        if (!result || taken == nullptr)
            return;
        taken->push_back(std::chrono::duration<double, std::micro>(*result).count());
        ping(context, took);
    });
}

}  // namespace

template <>
inline constexpr auto rz::rpc::describe<&produce> = rz::rpc::FunctionInfo<2>{
    "bench.produce", "Sends pieces.", rz::rpc::Runs::Worker, {{{"sender", "Where to."}, {"pieces", "How many."}}}};

int main(int argc, char** argv)
{
    using namespace rz;
    return rhizome::main<&produce>(argc, argv, [](rhizome::Program& program) {
        const auto arguments = program.arguments();
        if (arguments.size() != 2)
            return 2;
        std::string chain = "local";
        for (int hop = 1; hop < std::atoi(arguments[0]); ++hop)
            chain += "|local";
        const rpc::Context end = program.connect(chain);
        const auto pieces = std::atoll(arguments[1]) * 1024 * 1024 / static_cast<long long>(Piece);
        rpc::ReceiverOptions options;
        options.respondent = end.id();
        options.traffic = io::Traffic::Bulk;
        const auto stream = valueOrThrow(rpc::Receiver::create(program.router(), std::move(options)));
        const auto pings = std::make_shared<std::vector<double>>();
        ping(end, pings);
        const TimePoint begin = Clock::now();
        const auto producing = end.callAsync(rpc::makeCall<&produce>(stream->toSender(end.id()), pieces));
        std::size_t bytes = 0;
        for (const routing::Message& message : *stream)
            bytes += message.data.size();
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        const std::int64_t memory = std::max(mostMemory(), *valueOrThrow(producing->getValue()).as<std::int64_t>());
        if (bytes < static_cast<std::size_t>(pieces) * Piece || pings->empty())
            return 1;
        std::ranges::sort(*pings);
        std::printf("%f %f %f %f %f\n", static_cast<double>(bytes) / 1048576.0 / seconds, (*pings)[pings->size() / 2],
                    (*pings)[pings->size() * 99 / 100], pings->back(), static_cast<double>(memory) * 1024 / 1e6);
        return 0;
    });
}
