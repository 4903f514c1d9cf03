#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"

#include <chrono>
#include <cstdlib>
#include <sys/stat.h>

namespace rz::bench {

namespace {

double fileSizeMegabytes(const std::string& path)
{
    struct stat status{};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<double>(status.st_size) / 1e6 : 0;
}

// An agent gives memory back when it has been idle for a second.
constexpr Duration IdleTime = std::chrono::seconds(2);

// Proportional set size of a process, from the kernel's own account.
double pssMegabytes(pid_t pid)
{
    const std::string rollup = test::readFile(str("/proc/", pid, "/smaps_rollup"));
    const std::size_t at = rollup.find("\nPss:");
    return at == std::string::npos ? 0 : std::strtod(rollup.c_str() + at + 5, nullptr) * 1024 / 1e6;
}

double idleAgent()
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    const ContextId id = master.local();
    const auto pid = *master.context(id).call("os.getpid").as<std::int64_t>();
    master.until([] { return false; }, IdleTime);
    return pssMegabytes(static_cast<pid_t>(pid));
}

Row sizeRow(std::string work, std::string target, double ours, double limit)
{
    return {.number = 11,
            .work = std::move(work),
            .unit = "MB",
            .target = std::move(target),
            .ours = {{ours}},
            .peer = {},
            .limit = {{limit}}};
}

}  // namespace

std::vector<Row> measureAgent(Bench& bench)
{
    const std::string agent = test::binary("rhizome-agent");
    const std::string least = test::binary("limit-child");
    // As packaging makes the one that travels.
    const auto packed = [](const std::string& path) {
        return static_cast<double>(test::mustRun({"zopfli", "-c", path}).size()) / 1e6;
    };
    Row memory{.number = 11, .work = "idle agent, proportional memory", .unit = "MB", .target = "≤ 1.0 MB"};
    bench.measure(memory, {.ours = idleAgent, .mitogen = {{.name = "memory"}}});
    Row start{.number = 11, .work = "agent: start to its first frame", .unit = "ms"};
    bench.measure(start, {.ours = [&agent] { return spawnToFirstByte(agent); },
                          .limit = [&least] { return spawnToFirstByte(least); }});
    return {
        sizeRow("agent on disk", "≤ 1.4 MB", fileSizeMegabytes(agent), fileSizeMegabytes(least)),
        sizeRow("agent, compressed", "≤ 0.5 MB", packed(agent), packed(least)),
        std::move(memory),
        std::move(start),
    };
}

}  // namespace rz::bench
