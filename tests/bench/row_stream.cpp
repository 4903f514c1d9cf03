#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <iterator>
#include <stdexcept>

namespace rz::bench {

namespace {

constexpr std::size_t Mebibytes = 1024;

}  // namespace

std::vector<Row> measureStreams(Bench& bench)
{
    std::vector<Row> rows;
    for (const int hops : {1, 3}) {
        const std::string_view unit = hops == 1 ? " hop" : " hops";
        Row speed{.number = 9,
                  .work = str("bulk stream of 1 GiB through ", hops, unit),
                  .unit = "MiB/s",
                  .better = Better::More,
                  .target = "≥ 1,536"};
        Row memory{.number = 9, .work = "most memory of master or sender", .unit = "MB", .target = "constant"};
        Row median{.number = 9, .work = "a ping beside it, median", .unit = "µs", .target = "≤ 2,000 µs"};
        Row p99{.number = 9, .work = "a ping beside it, 99 of 100", .unit = "µs", .target = "≤ 2,000 µs"};
        Row slowest{.number = 9, .work = "a ping beside it, slowest", .unit = "µs", .target = "≤ 2,000 µs"};
        for (int i = 0; i < bench.repetitions(); ++i) {
            const test::Ran ran =
                test::run({test::binary("bulk-stream"), str(hops), str(Mebibytes)}, {}, std::chrono::minutes(3));
            std::array<double, 5> figures{};
            if (!ran.ok() || std::sscanf(ran.output.c_str(), "%lf %lf %lf %lf %lf", &figures[0], &figures[1],
                                         &figures[2], &figures[3], &figures[4]) != 5)
                throw std::runtime_error(ran.output);
            std::size_t next = 0;
            for (Row* const row : {&speed, &median, &p99, &slowest, &memory})
                row->ours.values.push_back(figures[next++]);
            speed.limit.values.push_back(socketTransfer(Mebibytes * 1024 * 1024, hops));
            const Pings pings = pingsBesideTransfer(Mebibytes * 1024 * 1024, hops);
            median.limit.values.push_back(pings.median);
            p99.limit.values.push_back(pings.p99);
            slowest.limit.values.push_back(pings.slowest);
        }
        for (Row* const row : {&speed, &memory, &median, &p99, &slowest})
            rows.push_back(std::move(*row));
    }
    std::ranges::move(measureSessions(bench), std::back_inserter(rows));
    return rows;
}

}  // namespace rz::bench
