#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"

#include "core/base/str.h"

#include <stdexcept>

namespace rz::bench {

namespace {

// Milliseconds from exec to the end of a program that ends when its window was painted.
double untilPainted(const std::vector<std::string>& argv)
{
    const double begin = secondsNow();
    const test::Ran ran = test::run(argv);
    const double took = (secondsNow() - begin) * 1e3;
    if (!ran.ok())
        throw std::runtime_error(ran.output);
    return took;
}

}  // namespace

std::vector<Row> measureDesktop(Bench& bench)
{
    ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
    const test::TempDir settings;
    Row row{.number = 15,
            .work = "desktop: start to first painted window, and end",
            .unit = "ms",
            .target = "≤ 1.5 × limit",
            .note = "offscreen; the limit is an empty QMainWindow that ends the same way. Mitogen has no desktop."};
    const auto ours = [&settings] {
        return untilPainted({test::binary("rhizome"), "--settings", settings.path(), "--quit-after-paint"});
    };
    bench.measure(row, {.ours = ours, .limit = [] { return untilPainted({test::binary("empty-window")}); }});
    return {std::move(row)};
}

}  // namespace rz::bench
