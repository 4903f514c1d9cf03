#include "core/connect/via/proxy_connect.h"

#include "core/base/str.h"
#include "core/connect/connect_event.h"
#include "core/connect/told_fields.h"
#include "core/connect/via/proxy_job.h"
#include "core/routing/id_blocks.h"

#include <algorithm>
#include <array>
#include <limits>
#include <unistd.h>

namespace rz::connect {

namespace {

// Beyond the reference's.
constexpr std::array<std::string_view, 1> OwnOptions{"tunnel"};

// A Python 2 says bytes for text.
Value asText(const Value& value)
{
    return value.is<Bytes>() ? Value(value.as<Bytes>()->view()) : value;
}

// A Python caller has tuples beside lists, and an interpreter may be a lone text.
Value asTextList(std::string_view option, const Value& value)
{
    if (const auto* items = value.is<Tuple>()  ? &value.as<Tuple>()->items
                            : value.is<List>() ? &value.as<List>()->items
                                               : nullptr) {
        List list;
        for (const Value& item : *items)
            list.items.push_back(asText(item));
        return list;
    }
    return option == "python_path" ? Value(List{{asText(value)}}) : value;
}

Value asOption(const OptionDescription& option, const Value& value)
{
    switch (option.type) {
    case OptionType::TextList: return asTextList(option.name, value);
    case OptionType::Text:
    case OptionType::Path:
    case OptionType::Choice:
    case OptionType::Secret: return asText(value);
    default: return value;
    }
}

Dict errorToDict(const Error& error)
{
    const ErrorDetails& details = error.details();
    Dict dict;
    dict.set("kind", static_cast<int>(error.kind()));
    dict.set("text", error.text());
    dict.set("hop", details.hop);
    dict.set("step", details.step);
    dict.set("seen", details.seen);
    dict.set("cause", details.cause);
    dict.set("fix", details.fix);
    return dict;
}

Error errorFromDict(const Value& dict)
{
    const auto number = numberAt(dict, "kind");
    const bool known = number >= 0 && number <= static_cast<std::int64_t>(ErrorKind::System);
    return Error(known ? static_cast<ErrorKind>(number) : ErrorKind::Stream, textAt(dict, "text"))
        .withDetails({.hop = textAt(dict, "hop"),
                      .step = textAt(dict, "step"),
                      .seen = textAt(dict, "seen"),
                      .cause = textAt(dict, "cause"),
                      .fix = textAt(dict, "fix")});
}

std::string hostName()
{
    char name[256] = {};
    return ::gethostname(name, sizeof name - 1) == 0 ? name : "?";
}

void proxyConnect(Connector& connector, rpc::CallContext& context, const Dict& kwargs, rpc::Answer answer)
{
    auto hop = hopFromProxyArguments(kwargs);
    if (!hop) {
        answer(std::unexpected(std::move(hop).error()));
        return;
    }
    const Value* events = kwargs.find("events");
    const SenderRef* teller = events == nullptr ? nullptr : events->as<SenderRef>();
    // Only who called is told and asked.
    const bool ours = teller != nullptr && teller->context == context.caller;
    ProxyJob::begin(connector, context.router, std::move(*hop), ours ? std::optional(*teller) : std::nullopt,
                    context.cancelled, std::move(answer));
}

}  // namespace

// The name is an argument of its own.
Dict proxyArguments(const Hop& hop)
{
    Dict kwargs;
    Dict options;
    kwargs.set("name", None{});
    kwargs.set("method_name", hop.method);
    for (const auto& [key, value] : hop.options.items)
        (key == Value("name") ? kwargs : options).set(key, value);
    kwargs.set("kwargs", Kwargs{std::move(options)});
    return kwargs;
}

Dict stockProxyArguments(const Hop& hop)
{
    Hop known{.method = hop.method, .options = {}};
    for (const auto& [key, value] : hop.options.items) {
        const std::string& name = *key.as<std::string>();
        // Its host keys are enforced unless it is told otherwise; it cannot ask.
        const bool asks = name == "check_host_keys" && value == Value("ask");
        if (!asks && std::find(OwnOptions.begin(), OwnOptions.end(), name) == OwnOptions.end())
            known.options.set(key, value);
    }
    known.options.set("debug", false);  // which would write a file into /tmp
    return proxyArguments(known);
}

Result<Hop> hopFromProxyArguments(const Dict& arguments)
{
    const Value* method = arguments.find("method_name");
    const Value* given = arguments.find("kwargs");
    const Kwargs* options = given == nullptr ? nullptr : given->as<Kwargs>();
    const Value methodName = method == nullptr ? Value() : asText(*method);
    if (!methodName.is<std::string>() || options == nullptr)
        return fail(ErrorKind::Argument, "_proxy_connect needs method_name (text) and kwargs (Kwargs)");
    Hop hop{.method = *methodName.as<std::string>(), .options = {}};
    // A Python caller sends every option it knows; those left at None, and those without meaning for a native child, are not
    // options of ours.
    const auto take = [&hop](const Value& key, const Value& value) {
        const std::string* name = key.as<std::string>();
        const OptionDescription* option = name == nullptr || value.is<None>() ? nullptr : findOption(hop.method, *name);
        if (option != nullptr)
            hop.options.set(key, asOption(*option, value));
    };
    for (const auto& [key, value] : options->dict.items)
        take(key, value);
    if (const Value* name = arguments.find("name"))
        take("name", *name);
    RZ_CHECK(validate(hop));
    return hop;
}

Value toValue(const ProxyOutcome& outcome)
{
    Dict dict;
    if (outcome.result) {
        dict.set("id", std::int64_t{raw(outcome.result->id)});
        dict.set("name", outcome.result->name);
        dict.set("msg", None{});
        dict.set("native", outcome.result->native);
        dict.set("facts", outcome.result->facts);
    } else {
        const Error& error = outcome.result.error();
        dict.set("id", None{});
        dict.set("name", None{});
        dict.set("msg", str("error occurred on host ", hostName(), ": ", error.text()));
        dict.set("error", errorToDict(error));
    }
    List steps;
    for (const StoryStep& step : outcome.steps)
        steps.items.push_back(toValue(step));
    dict.set("steps", std::move(steps));
    return dict;
}

ProxyOutcome proxyOutcomeFrom(Result<Value> reply)
{
    if (!reply)
        return {std::unexpected(std::move(reply).error()), {}};
    std::vector<StoryStep> steps;
    if (const Value* list = reply->find("steps"); list != nullptr && list->is<List>()) {
        for (const Value& step : list->as<List>()->items)
            steps.push_back(storyStepFrom(step));
    }
    if (const Value* error = reply->find("error"))
        return {std::unexpected(errorFromDict(*error)), std::move(steps)};
    const Value* id = reply->find("id");
    const std::int64_t* const number = id == nullptr ? nullptr : id->as<std::int64_t>();
    if (number == nullptr || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max()) {
        const std::string message = textAt(*reply, "msg");
        return {fail(ErrorKind::Stream, message.empty() ? "the via context gave no id" : message), std::move(steps)};
    }
    Connected connected{.id = static_cast<ContextId>(*number), .name = textAt(*reply, "name")};
    const Value* native = reply->find("native");
    connected.native = native != nullptr && native->is<bool>() && *native->as<bool>();
    if (const Value* facts = reply->find("facts"); facts != nullptr && facts->is<Dict>())
        connected.facts = *facts->as<Dict>();
    return {std::move(connected), std::move(steps)};
}

bool mayHaveMade(const rpc::Context& via, ContextId id)
{
    const routing::Router& router = via.router();
    const auto owner = router.idBlocks().ownerOf(id);
    return owner ? *owner == via.id() : !router.isMaster();
}

void askToDisconnect(const rpc::Context& via, ContextId id)
{
    via.callNoReply(rpc::Call::byName("rhizome.disconnect", {Value(std::int64_t{raw(id)})}));
}

void addProxyConnect(rpc::Registry& registry, Connector& connector, routing::Router& router)
{
    registry.add({
        .description =
            {.name = "mitogen.parent._proxy_connect",
             .help = "Starts a child of this context by a connection method.",
             .result = "dict",
             .parameters = {{.name = "name", .type = "text", .help = "Name of the context.", .optional = true},
                            {.name = "method_name", .type = "text", .help = "Connection method."},
                            {.name = "kwargs", .type = "dict", .help = "Options of the method."},
                            {.name = "events",
                             .type = "sender",
                             .help = "Where steps and questions go while it is made.",
                             .optional = true}}},
        .start = [&connector](rpc::CallContext& context, const std::vector<Value>&, const Dict& kwargs,
                              rpc::Answer answer) { proxyConnect(connector, context, kwargs, std::move(answer)); },
    });
    registry.add({
        .description = {.name = "rhizome.disconnect",
                        .help = "Ends a context that this one started.",
                        .result = "none",
                        .parameters = {{.name = "id", .type = "int", .help = "Id of the context."}}},
        .runs = rpc::Runs::Inline,
        .invoke = [&connector, &router](const rpc::FunctionDescription&, rpc::CallContext&,
                                        std::vector<Value>& args) -> Result<Value> {
            const auto* id = args.front().as<std::int64_t>();
            if (id == nullptr || router.streamById(static_cast<ContextId>(*id)) == nullptr)
                return fail(ErrorKind::Argument, "id must be the number of a context below this one");
            connector.disconnect(static_cast<ContextId>(*id));
            return Value();
        },
    });
}

}  // namespace rz::connect
