#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/test_master.h"

#include <stdexcept>

namespace rz::bench {

namespace {

constexpr int ManyContexts = 100;
const connect::Hop LocalHop{.method = "local", .options = {}};
const connect::Hop ForkHop{.method = "fork", .options = {}};

double startToFirstResult()
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    const double begin = secondsNow();
    const auto context = master.context(master.local());
    context.call("os.getpid");
    return (secondsNow() - begin) * 1e3;
}

ContextId fork(test::TestMaster& master)
{
    const test::Outcome outcome = master.connect(ForkHop);
    if (!outcome.error().empty())
        throw std::runtime_error(outcome.error());
    return outcome.result()->id;
}

// Once there is what is copied.
double forkToFirstResult()
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    fork(master);
    const double begin = secondsNow();
    master.context(fork(master)).call("os.getpid");
    return (secondsNow() - begin) * 1e3;
}

double startMany()
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    std::vector<test::Outcome> outcomes(ManyContexts);
    std::vector<connect::Connector::Handle> handles;
    std::vector<rpc::PendingCall> calls;
    int answered = 0;
    const double begin = secondsNow();
    for (test::Outcome& outcome : outcomes)
        handles.push_back(master.connector().connect(LocalHop, {}, outcome));
    std::size_t next = 0;
    master.until([&] {
        for (; next < outcomes.size() && outcomes[next].done(); ++next) {
            if (!outcomes[next].error().empty())
                throw std::runtime_error(outcomes[next].error());
            calls.push_back(master.context(outcomes[next].result()->id)
                                .callAsync(rpc::Call::byName("os.getpid"), [&](Result<Value>) { ++answered; }));
        }
        return answered == ManyContexts;
    });
    return (secondsNow() - begin) * 1e3;
}

}  // namespace

std::vector<Row> measureLocal(Bench& bench)
{
    Row one{.number = 1,
            .work = "local context: start to first call's result",
            .unit = "ms",
            .target = "≤ 4 × limit, ≥ 25 × Mitogen"};
    const auto spawn = [] { return spawnToFirstByte(); };
    bench.measure(one, {.ours = startToFirstResult, .mitogen = {{.name = "local"}}, .limit = spawn});
    Row forked{.number = 1, .work = "the same by fork", .unit = "ms", .target = "≤ local context"};
    bench.measure(forked, {.ours = forkToFirstResult, .limit = spawn});
    Row many{.number = 2, .work = "100 local contexts, all ready", .unit = "ms", .target = "≤ 400 ms"};
    bench.measure(many, {.ours = startMany, .limit = [] { return spawnMany(ManyContexts); }});
    // Once: it takes Mitogen a quarter of a minute.
    many.peer = {Bench::mitogen({.name = "locals", .arguments = {std::to_string(ManyContexts)}})};
    return {std::move(one), std::move(forked), std::move(many)};
}

}  // namespace rz::bench
