// How the cost of one grows with how many there are.
#include "tests/bench/bench.h"
#include "tests/bench/limit.h"
#include "tests/support/paths.h"
#include "tests/support/run.h"
#include "tests/support/test_master.h"

#include "core/base/str.h"
#include "core/routing/id_blocks.h"
#include "core/wire/frame.h"
#include "core/wire/handles.h"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <sys/socket.h>

namespace rz::bench {

namespace {

constexpr std::array Counts{10, 100, 1000, 10'000};
constexpr int Lookups = 10'000;
// Ten thousand children are more than a process may have descriptors for on many machines; a hundred of a hundred are not.
constexpr int Below = 99;
constexpr ContextId Child{1};
constexpr ContextId FirstBehind{1000};

// A master with a child that the bench plays, which has announced `count` contexts behind it.
class Announced {
public:
    explicit Announced(int count) : m_count(count)
    {
        auto ends = io::makeSocketPair();
        auto stream = routing::Stream::create(m_master.router(), m_master.broker(), std::move(ends->first), {},
                                              {.remoteId = Child, .name = "bench", .authStamp = {}, .native = true});
        m_master.router().registerStream(std::move(*stream));
        m_master.router().idBlocks().give(Child, Child,
                                          {raw(FirstBehind), raw(FirstBehind) + static_cast<std::uint32_t>(count)});
        m_far = std::move(ends->second);
        const double begin = secondsNow();
        for (int i = 0; i < count; ++i)
            announce(ContextId{raw(FirstBehind) + static_cast<std::uint32_t>(i)});
        if (!m_master.until([&] { return m_master.router().findRoute(last()).has_value(); }))
            throw std::runtime_error("the routes were not taken");
        m_took = secondsNow() - begin;
    }

    double microsecondsEach() const { return m_took * 1e6 / m_count; }
    double nanosecondsOfALookup() const
    {
        const double begin = secondsNow();
        for (int i = 0; i < Lookups; ++i) {
            const auto id = ContextId{raw(FirstBehind) + static_cast<std::uint32_t>(i % m_count)};
            if (m_master.router().streamById(id) == nullptr)
                std::abort();
        }
        return (secondsNow() - begin) * 1e9 / Lookups;
    }

private:
    ContextId last() const { return ContextId{raw(FirstBehind) + static_cast<std::uint32_t>(m_count) - 1}; }

    void announce(ContextId id)
    {
        const std::string payload = str(raw(id), ":bench.", raw(id));
        const auto header = wire::encodeHeader({.dstId = MasterId,
                                                .srcId = Child,
                                                .authId = Child,
                                                .handle = wire::AddRoute,
                                                .length = static_cast<std::uint32_t>(payload.size())});
        std::string frame(reinterpret_cast<const char*>(header.data()), header.size());
        frame += payload;
        while (::send(m_far.get(), frame.data(), frame.size(), MSG_DONTWAIT) < 0)
            m_master.broker().runOnce(Duration::zero());
    }

    mutable test::TestMaster m_master{nullptr, LogLevel::Warning};
    UniqueFd m_far;
    int m_count;
    double m_took = 0;
};

// Nanoseconds to add a handler, send a message to it and take it away when there are `count`.
double handlerTurn(int count)
{
    test::TestMaster master(nullptr, LogLevel::Warning);
    for (int i = 0; i < count; ++i)
        (void)master.router().addHandler([](const routing::Message&) {});
    constexpr int Turns = 2000;
    int delivered = 0;
    const double begin = secondsNow();
    for (int i = 0; i < Turns; ++i) {
        const auto handle = master.router().addHandler([&](const routing::Message&) { ++delivered; });
        routing::Message message;
        message.dstId = MasterId;
        message.handle = *handle;
        master.router().route(std::move(message));
        while (delivered <= i)
            master.broker().runOnce(Duration::zero());
        master.router().delHandler(*handle);
    }
    return (secondsNow() - begin) * 1e9 / Turns;
}

// Milliseconds each, started all at once. Where that cannot be, says why.
void measureContexts(Growth& growth, int count, int below)
{
    const test::Ran ran =
        test::run({test::binary("many-contexts"), str(count), str(below)}, {}, std::chrono::minutes(8));
    if (ran.ok())
        growth.byCount[count].values.push_back(std::strtod(ran.output.c_str(), nullptr) / count);
    else
        growth.notes.push_back(str(count, ": ", ran.output.substr(0, ran.output.find('\n'))));
}

}  // namespace

std::vector<Growth> measureGrowth(Bench& bench)
{
    Growth contexts{.what = "a local context, started with the others", .unit = "ms"};
    Growth deeper{.what = str("one, where every child has ", Below, " below it"), .unit = "ms"};
    Growth routes{.what = "a route announced by a child", .unit = "µs"};
    Growth lookups{.what = "finding the way to a context", .unit = "ns"};
    Growth handlers{.what = "a handler added, called and taken away", .unit = "ns"};
    for (const int count : Counts) {
        measureContexts(contexts, count, 0);
        measureContexts(deeper, count, Below);
        for (int i = 0; i < bench.repetitions(); ++i) {
            const Announced announced(count);
            routes.byCount[count].values.push_back(announced.microsecondsEach());
            lookups.byCount[count].values.push_back(announced.nanosecondsOfALookup());
        }
        handlers.byCount[count] = bench.repeat([count] { return handlerTurn(count); });
    }
    return {std::move(contexts), std::move(deeper), std::move(routes), std::move(lookups), std::move(handlers)};
}

}  // namespace rz::bench
