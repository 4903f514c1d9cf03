#include "tests/bench/bench.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"

#include "core/base/str.h"

#include <cstdlib>
#include <stdexcept>

namespace rz::bench {

namespace {

constexpr int ContextsAtOnce = 1000;

}  // namespace

std::vector<Row> measureManyContexts(Bench& bench)
{
    Row start{.number = 12, .work = "1,000 local contexts, all have answered", .unit = "ms", .target = "≤ 5,000 ms"};
    Row memory{.number = 12, .work = "their master, resident", .unit = "MB", .target = "≤ 30 MB"};
    Row threads{.number = 12, .work = "its threads", .unit = "", .target = "none per context"};
    for (int i = 0; i < bench.repetitions(); ++i) {
        const test::Ran ran =
            test::run({test::binary("many-contexts"), str(ContextsAtOnce)}, {}, std::chrono::minutes(3));
        if (!ran.ok())
            throw std::runtime_error(ran.output);
        char* at = nullptr;
        start.ours.values.push_back(std::strtod(ran.output.c_str(), &at));
        memory.ours.values.push_back(std::strtod(at, &at));
        threads.ours.values.push_back(std::strtod(at, &at));
    }
    return {std::move(start), std::move(memory), std::move(threads)};
}

}  // namespace rz::bench
