#include "tests/unit/rpc_functions.h"

#include "core/base/exceptions.h"
#include "core/base/str.h"
#include "core/rpc/external_context.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace rz::test {

namespace {

std::mutex stepsMutex;
std::vector<std::int64_t> steps;

}  // namespace

Value toValue(const Point& point)
{
    Dict out;
    out.set("x", point.x);
    out.set("y", point.y);
    return Value(std::move(out));
}

Result<> fromValue(const Value& value, Point& out)
{
    const Value* const x = value.find("x");
    const Value* const y = value.find("y");
    if (x == nullptr || y == nullptr)
        return fail(ErrorKind::Argument, "must have x and y");
    RZ_TRY(out.x, rpc::valueAs<std::int64_t>(*x));
    RZ_TRY(out.y, rpc::valueAs<std::int64_t>(*y));
    return {};
}

std::string_view valueTypeName(const Point*)
{
    return "point";
}

std::int64_t add(std::int64_t a, std::optional<std::int64_t> b)
{
    return a + b.value_or(0);
}

Result<std::string> fails(const std::string& why)
{
    return fail(ErrorKind::Error, why);
}

void throws()
{
    throw std::runtime_error("thrown");
}

Point mirror(Point point, Colour colour)
{
    if (colour == Colour::Red)
        std::swap(point.x, point.y);
    return point;
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> words;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        words.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return words;
}

std::uint32_t whoCalls(rpc::CallContext& context)
{
    return raw(context.caller);
}

std::uint32_t whichRouter(routing::Router& router)
{
    return raw(router.id());
}

std::string whichContext(rpc::ExternalContext& context, const std::string& greeting)
{
    return greeting + ", " + context.config().name;
}

Value produce(std::int64_t size)
{
    return Value(Bytes(std::string(static_cast<std::size_t>(size), 'x')));
}

std::string notText()
{
    return "\xff\xfe";
}

Result<> waitForStop(rpc::CallContext& context)
{
    std::mutex mutex;
    std::condition_variable_any stop;
    std::unique_lock lock(mutex);
    ++counters().waiting;
    stop.wait(lock, context.cancelled, [] { return false; });
    ++counters().stopped;
    return fail(ErrorKind::Cancelled, "stopped");
}

std::int64_t slowStep(std::int64_t number)
{
    const std::lock_guard lock(stepsMutex);
    steps.push_back(number);
    return number;
}

std::int64_t quickStep(std::int64_t number)
{
    return slowStep(number);
}

Result<std::int64_t> stream(rpc::CallContext& context, rpc::Sender to, std::int64_t count, std::int64_t size)
{
    const Value item{Bytes(std::string(static_cast<std::size_t>(size), 'x'))};
    for (std::int64_t i = 0; i < count; ++i) {
        RZ_CHECK(to.send(item, context.cancelled));
        ++counters().streamed;
    }
    return count;
}

Value numbered(std::int64_t number, std::int64_t size)
{
    return Value(List{{Value(number), Value(Bytes(std::string(static_cast<std::size_t>(size), 'x')))}});
}

std::optional<std::int64_t> numberOf(const Value& value)
{
    const List* const list = value.as<List>();
    const auto* const number = list == nullptr || list->items.empty() ? nullptr : list->items[0].as<std::int64_t>();
    return number == nullptr ? std::nullopt : std::optional(*number);
}

Result<std::int64_t> countUp(rpc::CallContext& context, rpc::Sender to, std::int64_t count, std::int64_t size)
{
    for (std::int64_t i = 0; i < count; ++i)
        RZ_CHECK(to.send(numbered(i, size), context.cancelled));
    return count;
}

Counters& counters()
{
    static Counters instance;
    return instance;
}

std::vector<std::int64_t> takeSteps()
{
    const std::lock_guard lock(stepsMutex);
    return std::exchange(steps, {});
}

void addTestFunctions(rpc::Registry& registry)
{
    registry.add<&add>();
    registry.add<&fails>();
    registry.add<&throws>();
    registry.add<&mirror>();
    registry.add<&split>();
    registry.add<&whoCalls>();
    registry.add<&whichRouter>();
    registry.add<&whichContext>();
    registry.add<&produce>();
    registry.add<&notText>();
    registry.add<&waitForStop>();
    registry.add<&slowStep>();
    registry.add<&quickStep>();
    registry.add<&stream>();
    registry.add<&countUp>();
}

}  // namespace rz::test
