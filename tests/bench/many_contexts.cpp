// A master with so many local contexts, in a program of its own so that its memory is its own. Prints milliseconds until
// all have answered a call, megabytes resident, and threads.
#include "tests/bench/limit.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/io/descriptor_limit.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace rz;

namespace {

// A number out of /proc/self/status.
double status(std::string_view name)
{
    const std::string text = test::readFile("/proc/self/status");
    const std::size_t at = text.find(str('\n', name, ":"));
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
}

void measure(std::size_t count)
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    std::vector<test::Outcome> outcomes(count);
    std::vector<connect::Connector::Handle> handles;
    std::vector<rpc::PendingCall> calls;
    std::size_t answered = 0;
    const double begin = bench::secondsNow();
    for (test::Outcome& outcome : outcomes)
        handles.push_back(master.connector().connect({.method = "local", .options = {}}, {}, outcome));
    std::size_t next = 0;
    master.until(
        [&] {
            for (; next < count && outcomes[next].done(); ++next) {
                if (!outcomes[next].error().empty())
                    throw std::runtime_error(outcomes[next].error());
                calls.push_back(
                    master.context(outcomes[next].result()->id)
                        .callAsync(rpc::Call::byName("os.getpid"), [&](const Result<Value>&) { ++answered; }));
            }
            return answered == count;
        },
        std::chrono::minutes(2));
    const double took = (bench::secondsNow() - begin) * 1e3;
    std::printf("%f %f %f\n", took, status("VmRSS") * 1024 / 1e6, status("Threads"));
}

}  // namespace

int main(int argc, char** argv)
{
    ::signal(SIGPIPE, SIG_IGN);
    io::raiseDescriptorLimit();
    try {
        measure(argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000);
    } catch (const std::exception& failure) {
        std::printf("%s\n", failure.what());
        return 1;
    }
    return 0;
}
