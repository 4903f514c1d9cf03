// A master with so many local contexts, in a program of its own so that its memory is its own:
//   many-contexts COUNT [BELOW]   all are its children, or children that have BELOW each
// Prints milliseconds until all have answered a call, megabytes resident, and threads; or, with status 3, why this machine
// does not have what it takes.
#include "tests/bench/limit.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/io/descriptor_limit.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <sys/resource.h>

using namespace rz;

namespace {

constexpr int NotHere = 3;
constexpr std::chrono::minutes Patience{5};

// Of one child: the two sides of its stream, its messages and its end.
constexpr std::size_t Descriptors = 4;
// Those of the master itself.
constexpr std::size_t OwnDescriptors = 100;
// Of an agent among others, with whom it shares its code, and of what the kernel keeps for its process.
constexpr double Megabytes = 0.5;

// Root may have more than the limit for all.
std::size_t descriptorLimit(std::size_t wanted)
{
    const std::size_t granted = io::raiseDescriptorLimit();
    const rlimit raised{.rlim_cur = wanted, .rlim_max = wanted};
    return granted < wanted && ::setrlimit(RLIMIT_NOFILE, &raised) == 0 ? wanted : granted;
}

std::optional<std::string> whatIsMissing(std::size_t count, std::size_t children)
{
    const std::size_t wanted = Descriptors * children + OwnDescriptors;
    if (const std::size_t granted = descriptorLimit(wanted); granted < wanted)
        return str("it takes ", wanted, " descriptors, of which a process may have ", granted, " here");
    const std::string memory = test::readFile("/proc/meminfo");
    const std::size_t at = memory.find("MemAvailable:");
    const double available = at == std::string::npos ? 0 : std::strtod(memory.c_str() + at + 13, nullptr) / 1024;
    const double needed = Megabytes * static_cast<double>(count);
    if (available < needed)
        return str("it takes ", std::size_t(needed), " MB of memory, of which ", std::size_t(available), " are free");
    return std::nullopt;
}

// A number out of /proc/self/status.
double status(std::string_view name)
{
    const std::string text = test::readFile("/proc/self/status");
    const std::size_t at = text.find(str('\n', name, ":"));
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + name.size() + 2, nullptr);
}

class Many {
public:
    Many(std::size_t count, std::size_t children, std::size_t below)
        : m_children(children), m_below(below), m_outcomes(count)
    {
        // They wait for each other.
        m_hop.options.set("connect_timeout", std::chrono::duration<double>(Patience).count());
    }

    void start()
    {
        connect(m_children, {});
        const bool all = m_master.until(
            [this] {
                look();
                return m_answered == m_outcomes.size();
            },
            Patience);
        if (!all)
            throw std::runtime_error(str("only ", m_answered, " have answered in time"));
    }

private:
    void connect(std::size_t count, std::optional<ContextId> via)
    {
        for (; count > 0 && m_handles.size() < m_outcomes.size(); --count)
            m_handles.push_back(m_master.connector().connect(m_hop, via, m_outcomes[m_handles.size()]));
    }

    // Calls those that are there by now, and connects what is to be below them.
    void look()
    {
        for (; m_seen < m_handles.size() && m_outcomes[m_seen].done(); ++m_seen) {
            const test::Outcome& outcome = m_outcomes[m_seen];
            if (!outcome.error().empty())
                throw std::runtime_error(outcome.error());
            const ContextId id = outcome.result()->id;
            m_calls.push_back(m_master.context(id).callAsync(rpc::Call::byName("os.getpid"),
                                                             [this](const Result<Value>&) { ++m_answered; }));
            if (m_seen < m_children)
                connect(m_below, id);
        }
    }

    const std::size_t m_children;
    const std::size_t m_below;
    connect::Hop m_hop{.method = "local", .options = {}};
    test::TestMaster m_master{nullptr, LogLevel::Warning};
    std::vector<test::Outcome> m_outcomes;
    std::vector<connect::Connector::Handle> m_handles;
    std::vector<rpc::PendingCall> m_calls;
    std::size_t m_seen = 0;
    std::size_t m_answered = 0;
};

}  // namespace

int main(int argc, char** argv)
{
    ::signal(SIGPIPE, SIG_IGN);
    const std::size_t count = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1000;
    const std::size_t below = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 0;
    const std::size_t children = (count + below) / (1 + below);
    if (const auto missing = whatIsMissing(count, children)) {
        std::printf("%s\n", missing->c_str());
        return NotHere;
    }
    try {
        Many many(count, children, below);
        const double begin = bench::secondsNow();
        many.start();
        const double took = (bench::secondsNow() - begin) * 1e3;
        std::printf("%f %f %f\n", took, status("VmRSS") * 1024 / 1e6, status("Threads"));
    } catch (const std::exception& failure) {
        std::printf("%s\n", failure.what());
        return 1;
    }
    return 0;
}
