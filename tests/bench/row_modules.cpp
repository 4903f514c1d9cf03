#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/run.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace rz::bench {

namespace {

constexpr int Modules = 150;
constexpr int Functions = 12;  // of each module

// A package as people write them: each module imports the one before, and has functions, classes and comments of its own.
void writePackage(const test::TempDir& directory)
{
    std::string init;
    for (int i = 0; i < Modules; ++i) {
        init += str("from bigpkg import m", i, "\n");
        std::string text = str("\"\"\"Module ", i, " of many.\"\"\"\nimport os\nimport sys\n");
        if (i > 0)
            text += str("from . import m", i - 1, "\n");
        for (int f = 0; f < Functions; ++f)
            text += str("\n\ndef function", f, "(first, second=", i * f, "):\n",
                        "    \"\"\"Adds what is given, unless it is nothing, ", f, " times.\"\"\"\n",
                        "    # The first may be missing.\n", "    if first is None:\n        return second + ", f, "\n",
                        "    result = [first * part for part in range(second)]\n",
                        "    return sum(result, len(os.sep) + ", i, ")\n");
        text += "\n\nclass Thing(object):\n    \"\"\"Holds two numbers.\"\"\"\n\n"
                "    def __init__(self, left, right):\n        self.left = left\n        self.right = right\n";
        text += i == 0 ? std::string("\n\ndef count():\n    return 1\n")
                       : str("\n\ndef count():\n    return 1 + m", i - 1, ".count()\n");
        directory.write(str("bigpkg/m", i, ".py"), text);
    }
    directory.write("bigpkg/__init__.py", str(init, "\n\ndef count():\n    return m", Modules - 1, ".count()\n"));
}

// Milliseconds of a Python context's first call of the package, and of the same in a second context of that master.
std::array<double, 2> importPackage(const std::string& directory, int hops)
{
    test::TestMaster master(nullptr, LogLevel::Warning, {directory});
    connect::Hop python{.method = "local", .options = {}};
    python.options.set("python_path", List{{Value("/usr/bin/python3")}});
    std::optional<ContextId> via;
    for (int i = 1; i < hops; ++i)
        via = master.local(via);
    std::array<double, 2> took{};
    for (double& each : took) {
        const test::Outcome outcome = master.connect(python, via);
        if (!outcome.error().empty())
            throw std::runtime_error(outcome.error());
        const auto context = master.context(outcome.result()->id);
        context.call("os.getpid");
        const double begin = secondsNow();
        if (context.call("bigpkg.count") != Value(Modules))
            throw std::runtime_error("not all was imported");
        each = (secondsNow() - begin) * 1e3;
    }
    return took;
}

// Milliseconds a Python needs to import the package from its disk, without byte code: to compile and run it is its own work
// wherever it comes from.
double importFromDisk(const std::string& directory)
{
    const test::Ran ran = test::run(
        {"/usr/bin/python3", "-B", "-c",
         str("import sys, time; sys.path.insert(0, '", directory,
             "'); t = time.perf_counter(); import bigpkg; bigpkg.count(); print(1e3 * (time.perf_counter() - t))")});
    if (!ran.ok())
        throw std::runtime_error(ran.output);
    return std::strtod(ran.output.c_str(), nullptr);
}

}  // namespace

std::vector<Row> measureModules(Bench& bench)
{
    const test::TempDir directory;
    static_cast<void>(directory.makeDirectory("bigpkg"));
    writePackage(directory);
    std::vector<Row> rows;
    for (const int hops : {1, 3}) {
        Row first{.number = 14,
                  .work = str("import of 150 modules by Python, ", hops, hops == 1 ? " hop" : " hops"),
                  .unit = "ms",
                  .target = "≥ 2 × Mitogen"};
        Row second = first;
        second.work = "the same by a second context";
        second.target = "≤ Mitogen";
        for (int i = 0; i < bench.repetitions(); ++i) {
            const auto took = importPackage(directory.path(), hops);
            first.ours.values.push_back(took[0]);
            second.ours.values.push_back(took[1]);
            first.limit.values.push_back(importFromDisk(directory.path()));
            // A new master each time: it keeps what it has prepared.
            const auto peer = Bench::mitogen({.name = "imports", .arguments = {directory.path(), str(hops)}});
            if (peer.size() == 2) {
                first.peer.values.push_back(peer[0]);
                second.peer.values.push_back(peer[1]);
            }
        }
        second.limit = first.limit;
        rows.push_back(std::move(first));
        rows.push_back(std::move(second));
    }
    return rows;
}

}  // namespace rz::bench
