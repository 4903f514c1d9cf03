#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/qt/json.h"
#include "core/rpc/described_answer.h"

#include <algorithm>
#include <cstdio>

namespace rz::ctl {

namespace {

bool isName(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

rpc::Call callFrom(const CommandLine& line)
{
    rpc::Call call = rpc::Call::byName(line.function);
    for (const std::string& argument : line.arguments) {
        if (auto named = namedArgumentFrom(argument))
            call.kwargs.set(std::move(named->first), std::move(named->second));
        else
            call.args.push_back(argumentFrom(argument));
    }
    return call;
}

}  // namespace

Value argumentFrom(const std::string& text)
{
    auto value = parseJson(text);
    return value ? std::move(*value) : Value(text);
}

std::optional<std::pair<std::string, Value>> namedArgumentFrom(const std::string& text)
{
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || !isName(std::string_view(text).substr(0, equals)))
        return std::nullopt;
    return std::pair(text.substr(0, equals), argumentFrom(text.substr(equals + 1)));
}

void printResult(const Value& result, bool json)
{
    const auto* const plain = json ? nullptr : result.as<std::string>();
    std::puts(plain != nullptr ? plain->c_str()
                               : toJson(result, json ? JsonLayout::Compact : JsonLayout::Indented).c_str());
}

int callCommand(Session& session, const CommandLine& line)
{
    auto context = session.connectChain(line.chains.front());
    if (!context) {
        reportError(context.error(), line.json);
        return static_cast<int>(exitCodeFor(context.error()));
    }
    if (const auto pushed = session.push(context->id()); !pushed) {
        reportError(pushed.error(), line.json);
        return static_cast<int>(exitCodeFor(pushed.error()));
    }
    const auto result = callAndWait(session, *context, rpc::describingObjects(callFrom(line)), line.timeout);
    if (!result) {
        reportError(result.error(), line.json);
        return static_cast<int>(exitCodeFor(result.error()));
    }
    printResult(*result, line.json);
    return static_cast<int>(ExitCode::Success);
}

}  // namespace rz::ctl
