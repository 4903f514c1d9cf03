#pragma once

#include "core/rpc/function.h"
#include "core/rpc/registry.h"
#include "core/rpc/sender.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Functions that the tests call in other contexts.
namespace rz::test {

struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
    bool operator==(const Point&) const = default;
};
Value toValue(const Point& point);
Result<> fromValue(const Value& value, Point& out);
std::string_view valueTypeName(const Point*);

enum class Colour : std::uint8_t { Red, Green };
constexpr auto valueNames(Colour)
{
    return std::array{std::pair{Colour::Red, std::string_view("red")},
                      std::pair{Colour::Green, std::string_view("green")}};
}

std::int64_t add(std::int64_t a, std::optional<std::int64_t> b);
Result<std::string> fails(const std::string& why);
void throws();
Point mirror(Point point, Colour colour);
std::vector<std::string> split(const std::string& text);
std::uint32_t whoCalls(rpc::CallContext& context);
std::uint32_t whichRouter(routing::Router& router);
std::string whichContext(rpc::ExternalContext& context, const std::string& greeting);
Value produce(std::int64_t size);
std::string notText();
// Runs until it is told to stop; counts those that run and those that were stopped.
Result<> waitForStop(rpc::CallContext& context);
// The thread's order of calls, kept per process.
std::int64_t slowStep(std::int64_t number);
std::int64_t quickStep(std::int64_t number);
// Sends `count` messages of `size` bytes.
Result<std::int64_t> stream(rpc::CallContext& context, rpc::Sender to, std::int64_t count, std::int64_t size);
// Sends lists of a number and `size` bytes, the numbers from 0 to `count` - 1.
Result<std::int64_t> countUp(rpc::CallContext& context, rpc::Sender to, std::int64_t count, std::int64_t size);

struct Counters {
    std::atomic<int> waiting = 0;
    std::atomic<int> stopped = 0;
    std::atomic<int> streamed = 0;
};
Counters& counters();
std::vector<std::int64_t> takeSteps();

// One of what countUp() sends.
Value numbered(std::int64_t number, std::int64_t size);
// Its number; nothing when it is none of those.
std::optional<std::int64_t> numberOf(const Value& value);

void addTestFunctions(rpc::Registry& registry);

}  // namespace rz::test

namespace rz::rpc {

template <>
inline constexpr auto describe<&test::add> =
    FunctionInfo<2>{"test.add", "The sum of two numbers.", Runs::Inline, {{{"a", "One."}, {"b", "Another.", "0"}}}};
template <>
inline constexpr auto describe<&test::fails> =
    FunctionInfo<1>{"test.fails", "Fails.", Runs::Inline, {{{"why", "What to say."}}}};
template <>
inline constexpr auto describe<&test::throws> = FunctionInfo<0>{"test.throws", "Throws.", Runs::Worker, {}};
template <>
inline constexpr auto describe<&test::mirror> =
    FunctionInfo<2>{"test.Shapes.mirror", "Mirrors.", Runs::Worker, {{{"point", "What."}, {"colour", "Its colour."}}}};
template <>
inline constexpr auto describe<&test::split> =
    FunctionInfo<1>{"test.split", "Words of a text.", Runs::Inline, {{{"text", "What."}}}};
template <>
inline constexpr auto describe<&test::whoCalls> =
    FunctionInfo<0>{"test.whoCalls", "The caller's id.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&test::produce> =
    FunctionInfo<1>{"test.produce", "Many bytes.", Runs::Worker, {{{"size", "How many."}}}};
template <>
inline constexpr auto describe<&test::notText> = FunctionInfo<0>{"test.notText", "Cannot travel.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&test::whichRouter> =
    FunctionInfo<0>{"test.whichRouter", "The id of the context it runs in.", Runs::Inline, {}};
template <>
inline constexpr auto describe<&test::whichContext> = FunctionInfo<1>{"test.whichContext",
                                                                      "Greets by the name of the context it runs in.",
                                                                      Runs::Inline,
                                                                      {{{"greeting", "What to say."}}}};
template <>
inline constexpr auto describe<&test::waitForStop> =
    FunctionInfo<0>{"test.waitForStop", "Waits until it is stopped.", Runs::Worker, {}};
template <>
inline constexpr auto describe<&test::slowStep> =
    FunctionInfo<1>{"test.slowStep", "Notes a number.", Runs::Worker, {{{"number", "Which."}}}};
template <>
inline constexpr auto describe<&test::quickStep> =
    FunctionInfo<1>{"test.quickStep", "Notes a number.", Runs::Inline, {{{"number", "Which."}}}};
template <>
inline constexpr auto describe<&test::stream> = FunctionInfo<3>{
    "test.stream", "Sends bytes.", Runs::Worker, {{{"to", "Where."}, {"count", "How many."}, {"size", "How large."}}}};
template <>
inline constexpr auto describe<&test::countUp> =
    FunctionInfo<3>{"test.countUp",
                    "Sends numbers.",
                    Runs::Worker,
                    {{{"to", "Where."}, {"count", "How many."}, {"size", "How large."}}}};

}  // namespace rz::rpc
