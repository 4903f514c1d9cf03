#include "core/connect/connect_event.h"

#include "core/connect/told_fields.h"

#include <algorithm>
#include <span>
#include <utility>

namespace rz::connect {

namespace {

constexpr std::size_t MaxItems = 256;

bool flagAt(const Value& dict, std::string_view key)
{
    const Value* value = dict.find(key);
    const bool* flag = value == nullptr ? nullptr : value->as<bool>();
    return flag != nullptr && *flag;
}

std::span<const Value> itemsAt(const Value& dict, std::string_view key)
{
    const Value* value = dict.find(key);
    const List* list = value == nullptr ? nullptr : value->as<List>();
    if (list == nullptr)
        return {};
    return std::span(list->items).first(std::min(list->items.size(), MaxItems));
}

// `last`: the greatest enumerator; anything else is `otherwise`.
template <class Enum>
Enum enumAt(const Value& dict, std::string_view key, Enum last, Enum otherwise)
{
    const std::int64_t number = numberAt(dict, key);
    return number >= 0 && number <= static_cast<std::int64_t>(last) ? static_cast<Enum>(number) : otherwise;
}

Dict toDict(const HostKeyFacts& key)
{
    Dict dict;
    dict.set("host", key.host);
    dict.set("type", key.type);
    dict.set("fingerprint", key.fingerprint);
    dict.set("randomart", key.randomart);
    dict.set("old_type", key.oldType);
    dict.set("old_fingerprint", key.oldFingerprint);
    dict.set("file", key.knownHostsFile);
    dict.set("line", key.knownHostsLine);
    return dict;
}

HostKeyFacts hostKeyFrom(const Value& dict)
{
    return {.host = textAt(dict, "host"),
            .type = textAt(dict, "type"),
            .fingerprint = textAt(dict, "fingerprint"),
            .randomart = textAt(dict, "randomart"),
            .oldType = textAt(dict, "old_type"),
            .oldFingerprint = textAt(dict, "old_fingerprint"),
            .knownHostsFile = textAt(dict, "file"),
            .knownHostsLine = static_cast<int>(std::clamp<std::int64_t>(numberAt(dict, "line"), 0, 1 << 30))};
}

Dict toDict(const Prompt& prompt)
{
    Dict dict;
    dict.set("id", prompt.id);
    dict.set("kind", static_cast<int>(prompt.kind));
    dict.set("subject", prompt.subject);
    dict.set("program", prompt.program);
    dict.set("title", prompt.title);
    dict.set("instruction", prompt.instruction);
    dict.set("attempt", prompt.attempt);
    dict.set("max_attempts", prompt.maxAttempts);
    dict.set("last_failure", prompt.lastFailure);
    dict.set("may_save", prompt.maySave);
    List fields;
    for (const PromptField& field : prompt.fields) {
        Dict one;
        one.set("label", field.label);
        one.set("echo", field.echo);
        fields.items.emplace_back(std::move(one));
    }
    dict.set("fields", std::move(fields));
    if (prompt.hostKey)
        dict.set("host_key", toDict(*prompt.hostKey));
    return dict;
}

Prompt promptFrom(const Value& dict)
{
    constexpr std::int64_t MostAttempts = 99;
    Prompt prompt;
    prompt.id = static_cast<std::uint64_t>(numberAt(dict, "id"));
    prompt.kind = enumAt(dict, "kind", PromptKind::HostKeyChanged, PromptKind::KeyboardInteractive);
    prompt.subject = textAt(dict, "subject");
    prompt.program = textAt(dict, "program");
    prompt.title = textAt(dict, "title");
    prompt.instruction = textAt(dict, "instruction");
    prompt.attempt = static_cast<int>(std::clamp<std::int64_t>(numberAt(dict, "attempt"), 1, MostAttempts));
    prompt.maxAttempts = static_cast<int>(std::clamp<std::int64_t>(numberAt(dict, "max_attempts"), 1, MostAttempts));
    prompt.lastFailure = textAt(dict, "last_failure");
    prompt.maySave = flagAt(dict, "may_save");
    for (const Value& field : itemsAt(dict, "fields"))
        prompt.fields.push_back({.label = textAt(field, "label"), .echo = flagAt(field, "echo")});
    if (const Value* key = dict.find("host_key"))
        prompt.hostKey = hostKeyFrom(*key);
    return prompt;
}

Dict toDict(const StepsEvent& event)
{
    Dict dict;
    dict.set("first", event.first);
    List steps;
    for (const StoryStep& step : event.steps)
        steps.items.push_back(toValue(step));
    dict.set("steps", std::move(steps));
    List output;
    for (const std::string& line : event.output)
        output.items.emplace_back(line);
    dict.set("output", std::move(output));
    return dict;
}

StepsEvent stepsFrom(const Value& dict)
{
    StepsEvent event;
    event.first = static_cast<std::size_t>(std::clamp<std::int64_t>(numberAt(dict, "first"), 0, MaxItems));
    for (const Value& step : itemsAt(dict, "steps"))
        event.steps.push_back(storyStepFrom(step));
    for (const Value& line : itemsAt(dict, "output")) {
        if (const auto* text = line.as<std::string>())
            event.output.push_back(text->substr(0, MaxToldText));
    }
    return event;
}

struct Encode {
    Dict operator()(const StepsEvent& event) const { return named("steps", toDict(event)); }
    Dict operator()(const AskEvent& event) const { return named("ask", toDict(event.prompt)); }
    Dict operator()(const WithdrawEvent& event) const
    {
        Dict dict;
        dict.set("id", event.promptId);
        return named("withdraw", std::move(dict));
    }
    Dict operator()(const OutcomeEvent& event) const
    {
        Dict dict;
        dict.set("id", event.promptId);
        dict.set("accepted", event.accepted);
        return named("outcome", std::move(dict));
    }

private:
    static Dict named(std::string_view name, Dict dict)
    {
        dict.set("event", std::string(name));
        return dict;
    }
};

}  // namespace

Value toValue(const ConnectEvent& event)
{
    return std::visit(Encode(), event);
}

Result<ConnectEvent> connectEventFrom(const Value& value)
{
    const std::string name = textAt(value, "event");
    const auto id = static_cast<std::uint64_t>(numberAt(value, "id"));
    if (name == "steps")
        return stepsFrom(value);
    if (name == "ask")
        return AskEvent{promptFrom(value)};
    if (name == "withdraw")
        return WithdrawEvent{id};
    if (name == "outcome")
        return OutcomeEvent{id, flagAt(value, "accepted")};
    return fail(ErrorKind::Decode, "an event of a connection is of no known kind");
}

Value toValue(const PromptAnswer& answer)
{
    Dict dict;
    dict.set("decision", static_cast<int>(answer.decision));
    List fields;
    for (const Secret& field : answer.fields)
        fields.items.emplace_back(field);
    dict.set("fields", std::move(fields));
    return dict;
}

PromptAnswer promptAnswerFrom(const Value& value)
{
    PromptAnswer answer;
    answer.decision = enumAt(value, "decision", PromptAnswer::Decision::Cancelled, PromptAnswer::Decision::Cancelled);
    if (value.find("decision") == nullptr)
        answer.decision = PromptAnswer::Decision::Cancelled;
    for (const Value& field : itemsAt(value, "fields")) {
        if (const auto* secret = field.as<Secret>())
            answer.fields.push_back(*secret);
    }
    return answer;
}

Value toValue(const StoryStep& step)
{
    Dict dict;
    dict.set("name", step.name);
    dict.set("hop", step.hop);
    dict.set("begin", std::int64_t{step.begin.count()});
    dict.set("took", std::int64_t{step.took.count()});
    dict.set("waited", std::int64_t{step.waited.count()});
    dict.set("state", static_cast<int>(step.state));
    dict.set("note", step.note);
    return dict;
}

StoryStep storyStepFrom(const Value& value)
{
    return {.name = textAt(value, "name"),
            .hop = textAt(value, "hop"),
            .begin = Duration(numberAt(value, "begin")),
            .took = Duration(numberAt(value, "took")),
            .waited = Duration(numberAt(value, "waited")),
            .state = enumAt(value, "state", StepState::Skipped, StepState::Done),
            .note = textAt(value, "note")};
}

}  // namespace rz::connect
