#include "core/fakessh/session_request.h"

#include <algorithm>
#include <utility>

namespace rz::fakessh {

namespace {

std::uint16_t sizeAt(const Value& dict, std::string_view key)
{
    const Value* const value = dict.find(key);
    const std::int64_t* const number = value == nullptr ? nullptr : value->as<std::int64_t>();
    return number == nullptr ? 0 : static_cast<std::uint16_t>(std::clamp<std::int64_t>(*number, 0, UINT16_MAX));
}

std::optional<std::string> textAt(const Value& dict, std::string_view key)
{
    const Value* const value = dict.find(key);
    if (value == nullptr)
        return {};
    if (const Bytes* const bytes = value->as<Bytes>())
        return bytes->toString();
    const std::string* const text = value->as<std::string>();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

bool hasNul(std::string_view text)
{
    return text.find('\0') != std::string_view::npos;
}

std::optional<TerminalRequest> terminalFrom(const Value& value)
{
    auto type = textAt(value, "type");
    auto modes = textAt(value, "modes");
    if (!type || !modes || hasNul(*type))
        return {};
    return TerminalRequest{
        .type = std::move(*type), .size = windowSizeFrom(value).value_or(WindowSize()), .modes = std::move(*modes)};
}

std::unexpected<Error> wrong(std::string_view what)
{
    return fail(ErrorKind::Argument, std::string(what));
}

}  // namespace

Dict toDict(const WindowSize& size)
{
    Dict dict;
    dict.set("columns", size.columns);
    dict.set("rows", size.rows);
    dict.set("width", size.width);
    dict.set("height", size.height);
    return dict;
}

std::optional<WindowSize> windowSizeFrom(const Value& value)
{
    if (value.find("columns") == nullptr || value.find("rows") == nullptr)
        return {};
    return WindowSize{.columns = sizeAt(value, "columns"),
                      .rows = sizeAt(value, "rows"),
                      .width = sizeAt(value, "width"),
                      .height = sizeAt(value, "height")};
}

Dict toDict(const SessionRequest& request)
{
    Dict dict;
    if (request.command)
        dict.set("command", Bytes(*request.command));
    if (request.subsystem)
        dict.set("subsystem", true);
    List environment;
    for (const std::string& variable : request.environment)
        environment.items.emplace_back(Bytes(variable));
    dict.set("environment", std::move(environment));
    if (request.terminal) {
        Dict terminal = toDict(request.terminal->size);
        terminal.set("type", Bytes(request.terminal->type));
        terminal.set("modes", Bytes(request.terminal->modes));
        dict.set("terminal", std::move(terminal));
    }
    return dict;
}

std::optional<std::vector<std::string>> environmentFrom(const Value& value)
{
    const List* const list = value.as<List>();
    if (list == nullptr)
        return {};
    std::vector<std::string> variables;
    for (const Value& item : list->items) {
        const Bytes* const variable = item.as<Bytes>();
        if (variable == nullptr || hasNul(variable->view()) || variable->view().find('=') + 1 <= 1)
            return {};
        variables.push_back(variable->toString());
    }
    return variables;
}

Result<SessionRequest> sessionRequestFrom(const Dict& keywords)
{
    SessionRequest request;
    if (const Value* const command = keywords.find("command"); command != nullptr && !command->is<None>()) {
        const Bytes* const bytes = command->as<Bytes>();
        if (bytes == nullptr || hasNul(bytes->view()))
            return wrong("command must be bytes without NUL");
        request.command = bytes->toString();
    }
    if (const Value* const subsystem = keywords.find("subsystem"))
        request.subsystem = subsystem->is<bool>() && *subsystem->as<bool>();
    if (request.subsystem && !request.command)
        return wrong("a subsystem has a name");
    if (const Value* const environment = keywords.find("environment")) {
        auto variables = environmentFrom(*environment);
        if (!variables)
            return wrong("environment must be a list of NAME=VALUE in bytes");
        request.environment = std::move(*variables);
    }
    if (const Value* const terminal = keywords.find("terminal"); terminal != nullptr && !terminal->is<None>()) {
        request.terminal = terminalFrom(*terminal);
        if (!request.terminal)
            return wrong("terminal must be a dict of type, size and modes");
    }
    return request;
}

Dict toDict(const SessionEnd& end)
{
    Dict dict;
    dict.set("status", end.status);
    dict.set("signal", end.signal);
    return dict;
}

Result<SessionEnd> sessionEndFrom(const Value& value)
{
    const auto number = [&value](std::string_view key) {
        const Value* const found = value.find(key);
        return found == nullptr ? nullptr : found->as<std::int64_t>();
    };
    const std::int64_t* const status = number("status");
    const std::int64_t* const signal = number("signal");
    if (status == nullptr || signal == nullptr)
        return fail(ErrorKind::Decode, "the context told no exit status");
    return SessionEnd{.status = static_cast<int>(*status & 0xff), .signal = static_cast<int>(*signal & 0x7f)};
}

}  // namespace rz::fakessh
