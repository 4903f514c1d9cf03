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

// In nanoseconds for the whole value: the bytes differ, since cPickle writes what it has written before as a reference.
void measureRow(Bench& bench, Row& row, std::string_view which, const Value& value, int rounds)
{
    const Bytes data = wire::pickle(value)->flat();
    const bool encode = row.work.starts_with("encode");
    const auto ours = [&] {
        return 1e9 / rounds * seconds(rounds, [&] {
                   encode ? mustHold(wire::pickle(value).has_value()) : mustHold(wire::unpickle(data).has_value());
               });
    };
    bench.measure(row, {.ours = ours,
                        .mitogen = {{.name = encode ? "encode" : "decode", .arguments = {std::string(which)}}},
                        .limit = [&] { return 1e9 / rounds * copying(data.size(), rounds); }});
}

}  // namespace

std::vector<Row> measureCodec(Bench& bench)
{
    std::vector<Row> rows;
    const auto add = [&](std::string_view work, std::string_view which, const Value& value, int rounds) {
        Row row{.number = 18, .work = std::string(work), .unit = "ns", .target = "≤ cPickle"};
        measureRow(bench, row, which, value, rounds);
        rows.push_back(std::move(row));
    };
    const Value call = typicalCall();
    add("encode a typical call", "call", call, SmallRounds);
    add("decode a typical call", "call", call, SmallRounds);
    const Value values = mixed();
    add("encode 1 MB of mixed values", "mixed", values, MixedRounds);
    add("decode 1 MB of mixed values", "mixed", values, MixedRounds);
    return rows;
}

}  // namespace rz::bench
