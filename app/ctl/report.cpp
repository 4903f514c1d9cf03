#include "app/ctl/commands.h"

#include "core/base/str.h"
#include "core/connect/explain.h"
#include "core/qt/json.h"

#include <cstdio>

namespace rz::ctl {

namespace {

void printErr(const std::string& text)
{
    std::fwrite(text.data(), 1, text.size(), stderr);
}

Dict asDict(const Error& error)
{
    const ErrorDetails& details = error.details();
    Dict dict;
    dict.set("error", std::string(toString(error.kind())));
    dict.set("text", error.text());
    const auto add = [&dict](std::string_view name, const std::string& text) {
        if (!text.empty())
            dict.set(name, text);
    };
    add("hop", details.hop);
    add("step", details.step);
    add("seen", details.seen);
    add("cause", details.cause);
    add("fix", details.fix);
    add("trace", details.trace);
    return dict;
}

}  // namespace

void reportError(const Error& error, bool json)
{
    if (json)
        printErr(toJson(Value(asDict(error))) + '\n');
    else
        printErr(str("rhizomectl: ", connect::explain(error), '\n'));
}

Result<Value> awaitAnswer(Session& session, const rpc::Context& context, std::string_view step, const BeginCall& begin,
                          const std::function<bool()>& isMoot)
{
    std::optional<Result<Value>> result;
    rpc::PendingCall pending = begin([&result](Result<Value> arrived) { result = std::move(arrived); });
    session.broker().runUntil([&] { return result.has_value() || session.interrupted() || (isMoot && isMoot()); });
    if (!result) {
        pending.cancel();
        session.broker().runUntil([&] { return result.has_value(); });
        result = fail(ErrorKind::Cancelled, "interrupted");
    }
    if (*result)
        return std::move(*result);
    ErrorDetails details = result->error().details();
    if (details.hop.empty())
        details.hop = session.pathTo(context.id());
    if (details.step.empty())
        details.step = step;
    return std::unexpected(std::move(*result).error().withDetails(std::move(details)));
}

Result<Value> callAndWait(Session& session, const rpc::Context& context, const rpc::Call& call,
                          std::optional<Duration> deadline, const std::function<bool()>& isMoot)
{
    return awaitAnswer(
        session, context, str("call ", call.name()),
        [&](rpc::Context::OnResult onResult) { return context.callAsync(call, std::move(onResult), deadline); },
        isMoot);
}

}  // namespace rz::ctl
