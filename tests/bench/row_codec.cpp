#include "tests/bench/bench.h"
#include "tests/bench/limit.h"

#include "core/base/str.h"
#include "core/wire/pickle.h"

#include <cstdlib>
#include <cstring>

namespace rz::bench {

namespace {

constexpr int SmallRounds = 200'000;
constexpr int MixedRounds = 20;

Value typicalCall()
{
    return Tuple{{None{}, "os", None{}, "getpid", Tuple{}, Kwargs{}}};
}

// The same 6,000 entries as mitogen_rows.py makes.
Value mixed()
{
    List list;
    for (int i = 0; i < 6000; ++i) {
        Dict entry;
        entry.set("name", str("entry ", i));
        entry.set("size", i * 4096);
        entry.set("mode", 33188);
        entry.set("mtime", 1700000000.5 + i);
        entry.set("data", Bytes(std::string("0123456789abcdef0123456789abcdef")));
        entry.set("ok", i % 2 == 0);
        entry.set("none", None{});
        entry.set("list", List{{i, i + 1, "text"}});
        list.items.emplace_back(std::move(entry));
    }
    return list;
}

template <class Work>
double seconds(int rounds, Work work)
{
    const double begin = secondsNow();
    for (int i = 0; i < rounds; ++i)
        work();
    return secondsNow() - begin;
}

double copying(std::size_t size, int rounds)
{
    const std::string from(size, 'x');
    std::string to(size, ' ');
    return seconds(rounds, [&] {
        std::memcpy(to.data(), from.data(), size);
        asm volatile("" : : "r"(to.data()) : "memory");
    });
}

void mustHold(bool fact)
{
    if (!fact)
        std::abort();
}

Row smallRow(Bench& bench, bool encode)
{
    const Value value = typicalCall();
    const Bytes data = wire::pickle(value)->flat();
    const std::string which = "call";
    Row row{.number = 18,
            .work = encode ? "encode a typical call" : "decode a typical call",
            .unit = "ns",
            .target = "≤ cPickle"};
    row.ours = bench.repeat([&] {
        return 1e9 / SmallRounds * seconds(SmallRounds, [&] {
                   encode ? mustHold(wire::pickle(value).has_value()) : mustHold(wire::unpickle(data).has_value());
               });
    });
    row.peer = bench.mitogen(encode ? "encode" : "decode", std::span(&which, 1));
    row.limit = bench.repeat([&] { return 1e9 / SmallRounds * copying(data.size(), SmallRounds); });
    return row;
}

Row mixedRow(Bench& bench, bool encode)
{
    const Value value = mixed();
    const Bytes data = wire::pickle(value)->flat();
    const double megabytes = static_cast<double>(data.size()) * MixedRounds / 1e6;
    const std::string which = "mixed";
    Row row{.number = 18,
            .work = encode ? "encode 1 MB of mixed values" : "decode 1 MB of mixed values",
            .unit = "MB/s",
            .better = Better::More,
            .target = "≥ cPickle"};
    row.ours = bench.repeat([&] {
        return megabytes / seconds(MixedRounds, [&] {
                   encode ? mustHold(wire::pickle(value).has_value()) : mustHold(wire::unpickle(data).has_value());
               });
    });
    row.peer = bench.mitogen(encode ? "encode" : "decode", std::span(&which, 1));
    row.limit = bench.repeat([&] { return megabytes / copying(data.size(), MixedRounds); });
    return row;
}

}  // namespace

std::vector<Row> measureCodec(Bench& bench)
{
    return {smallRow(bench, true), smallRow(bench, false), mixedRow(bench, true), mixedRow(bench, false)};
}

}  // namespace rz::bench
