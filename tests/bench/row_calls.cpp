#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"

#include <array>
#include <deque>

namespace rz::bench {

namespace {

constexpr int Rounds = 5000;
constexpr int ManyHops = 4;
constexpr int InFlight = 5000;
constexpr int ManyCalls = 400'000;

// Microseconds of a call that blocks, the caller driving the loop itself; everything on `core`, or anywhere.
double smallCall(int core, int hops)
{
    pinTo(core);
    double took = 0;
    {
        test::TestMaster master(nullptr, LogLevel::Warning);
        ContextId last = master.local();
        for (int i = 1; i < hops; ++i)
            last = master.local(last);
        const auto context = master.context(last);
        for (int i = 0; i < 100; ++i)
            context.call("os.getpid");
        const double begin = secondsNow();
        for (int i = 0; i < Rounds; ++i)
            context.call("os.getpid");
        took = secondsNow() - begin;
    }
    pinTo(-1);
    return took * 1e6 / Rounds;
}

// Keeps InFlight calls under way until ManyCalls have been answered.
class Flood {
public:
    double perSecond()
    {
        m_context = m_master.context(m_master.local());
        const double begin = secondsNow();
        for (int i = 0; i < InFlight; ++i)
            startOne();
        m_master.until([this] { return m_answered == ManyCalls; }, std::chrono::minutes(2));
        return m_answered / (secondsNow() - begin);
    }

private:
    void startOne()
    {
        ++m_started;
        m_context
            ->callAsync(m_call,
                        [this](Result<Value> result) {
                            if (!result)
                                std::abort();
                            ++m_answered;
                            if (m_started < ManyCalls)
                                startOne();
                        })
            .detach();
    }

    test::TestMaster m_master{nullptr, LogLevel::Warning};
    std::optional<rpc::Context> m_context;
    rpc::Call m_call = rpc::Call::byName("os.getpid");
    int m_started = 0;
    int m_answered = 0;
};

Row smallCallRow(Bench& bench, int core, int hops)
{
    const std::string_view work = hops == 1 ? "small call, blocking, " : "the same through 4 hops, ";
    Row row{.number = hops == 1 ? 5 : 6,
            .work = str(work, core < 0 ? "unpinned" : "pinned to one core"),
            .unit = "µs",
            .target = "≤ 1.5 × limit"};
    bench.measure(row, {.ours = [core, hops] { return smallCall(core, hops); },
                        .mitogen = {{.name = "call", .arguments = {str(2000), str(hops)}, .core = core}},
                        .limit = [core, hops] { return hops * pingPong(Rounds, core); }});
    return row;
}

}  // namespace

std::vector<Row> measureCalls(Bench& bench)
{
    std::vector<Row> rows{smallCallRow(bench, 0, 1), smallCallRow(bench, -1, 1), smallCallRow(bench, 0, ManyHops),
                          smallCallRow(bench, -1, ManyHops)};
    Row flood{.number = 7,
              .work = "calls per second, 5,000 in flight",
              .unit = "1/s",
              .better = Better::More,
              .target = "≥ 1,000,000"};
    bench.measure(flood, {.ours = [] { return Flood().perSecond(); },
                          .mitogen = {{.name = "calls", .arguments = {str(InFlight), str(4 * InFlight)}}}});
    rows.push_back(std::move(flood));
    return rows;
}

}  // namespace rz::bench
