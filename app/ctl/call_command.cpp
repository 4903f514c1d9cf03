#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/qt/json.h"

#include <algorithm>
#include <cstdio>

namespace rz::ctl {

namespace {

// JSON, or as plain text what is not.
Value argumentFrom(const std::string& text)
{
    auto value = parseJson(text);
    return value ? std::move(*value) : Value(text);
}

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
        const std::size_t equals = argument.find('=');
        if (equals != std::string::npos && isName(std::string_view(argument).substr(0, equals)))
            call.kwargs.set(argument.substr(0, equals), argumentFrom(argument.substr(equals + 1)));
        else
            call.args.push_back(argumentFrom(argument));
    }
    return call;
}

}  // namespace

int callCommand(Session& session, const CommandLine& line)
{
    auto context = session.connectChain(line.chains.front());
    if (!context) {
        reportError(context.error(), line.json);
        return static_cast<int>(exitCodeFor(context.error()));
    }
    const auto result = callAndWait(session, *context, callFrom(line), line.timeout);
    if (!result) {
        reportError(result.error(), line.json);
        return static_cast<int>(exitCodeFor(result.error()));
    }
    std::string text;
    if (const auto* plain = result->as<std::string>(); plain != nullptr && !line.json)
        text = *plain;
    else
        text = toJson(*result, line.json ? JsonLayout::Compact : JsonLayout::Indented);
    std::puts(text.c_str());
    return static_cast<int>(ExitCode::Success);
}

}  // namespace rz::ctl
