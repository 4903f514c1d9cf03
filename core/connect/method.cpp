#include "core/connect/method.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"
#include "core/connect/methods/methods.h"

#include <algorithm>
#include <array>

namespace rz::connect {

namespace {

constexpr std::array Methods{
    &SshMethod,
    &LocalMethod,
    &SudoMethod.description,
    &SuMethod.description,
    &DoasMethod.description,
    &DockerMethod.description,
    &PodmanMethod.description,
    &BuildahMethod.description,
    &LxcMethod.description,
    &LxdMethod.description,
    &KubectlMethod.description,
    &JailMethod.description,
    &SetnsMethod,
    &ForkMethod,
};

const OptionDescription* optionOf(const MethodDescription& method, std::string_view name)
{
    const auto found = std::find_if(method.options.begin(), method.options.end(),
                                    [name](const OptionDescription& option) { return option.name == name; });
    return found == method.options.end() ? nullptr : &*found;
}

std::string_view wanted(OptionType type)
{
    switch (type) {
    case OptionType::Text:
    case OptionType::Path:
    case OptionType::Choice: return "text";
    case OptionType::Integer: return "a whole number";
    case OptionType::Boolean: return "true or false";
    case OptionType::Seconds: return "a number of seconds";
    case OptionType::TextList: return "a list of texts";
    case OptionType::Secret: return "a secret";
    case OptionType::Context: return "a context";
    }
    return "something else";
}

bool fits(OptionType type, const Value& value)
{
    switch (type) {
    case OptionType::Text:
    case OptionType::Path:
    case OptionType::Choice: return value.is<std::string>();
    case OptionType::Integer: return value.is<std::int64_t>();
    case OptionType::Boolean: return value.is<bool>();
    case OptionType::Seconds: {
        const auto* whole = value.as<std::int64_t>();
        const auto* real = value.as<double>();
        return (whole != nullptr && *whole >= 0) || (real != nullptr && *real >= 0);
    }
    case OptionType::TextList: {
        const auto* list = value.as<List>();
        return list != nullptr && std::all_of(list->items.begin(), list->items.end(),
                                              [](const Value& item) { return item.is<std::string>(); });
    }
    case OptionType::Secret: return value.is<Secret>() || value.is<std::string>();
    case OptionType::Context: return value.is<ContextRef>();
    }
    return false;
}

bool isWithin(const OptionDescription& option, const Value& value)
{
    if (const auto* whole = value.as<std::int64_t>())
        return *whole >= option.least && *whole <= option.most;
    const auto* real = value.as<double>();
    return real == nullptr || (*real >= static_cast<double>(option.least) && *real <= static_cast<double>(option.most));
}

std::string joined(std::span<const std::string_view> words)
{
    std::string text;
    for (const std::string_view word : words)
        text += str(text.empty() ? "" : ", ", word);
    return text;
}

bool isGiven(const Hop& hop, std::string_view name)
{
    const Value* value = hop.options.find(name);
    if (value == nullptr)
        return false;
    const auto* flag = value->as<bool>();
    const auto* text = value->as<std::string>();
    const auto* list = value->as<List>();
    return (flag == nullptr || *flag) && (text == nullptr || !text->empty()) &&
           (list == nullptr || !list->items.empty());
}

Result<> checkTogether(const Hop& hop, const MethodDescription& method)
{
    for (const auto& [flag, other] : method.exclusive) {
        if (isGiven(hop, flag) && isGiven(hop, other))
            return fail(ErrorKind::Argument, str(method.name, ": option ", flag, " cannot be combined with ", other));
    }
    return {};
}

Result<> checkOption(const MethodDescription& method, const OptionDescription& option, const Value& value)
{
    const std::string which = str(method.name, ": option ", option.name);
    if (!fits(option.type, value))
        return fail(ErrorKind::Argument, str(which, " must be ", wanted(option.type), ", not ", value.typeName()));
    if (option.type == OptionType::Choice) {
        const std::string& text = *value.as<std::string>();
        if (std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end()) {
            return fail(ErrorKind::Argument,
                        str(which, " is \"", text, "\"; it must be one of: ", joined(option.choices)));
        }
    }
    if (!isWithin(option, value))
        return fail(ErrorKind::Argument, str(which, " must be between ", option.least, " and ", option.most));
    if (option.word && value.as<std::string>()->starts_with('-'))
        return fail(ErrorKind::Argument, str(which, " must not begin with a hyphen"));
    if (auto checked = option.check == nullptr ? Result<>() : option.check(value); !checked)
        return fail(checked.error().kind(), str(which, ' ', checked.error().text()));
    return {};
}

}  // namespace

std::span<const MethodDescription* const> methods()
{
    return Methods;
}

const MethodDescription* findMethod(std::string_view name)
{
    const auto* found = std::find_if(Methods.begin(), Methods.end(),
                                     [name](const MethodDescription* method) { return method->name == name; });
    return found == Methods.end() ? nullptr : *found;
}

const OptionDescription* findOption(std::string_view method, std::string_view option)
{
    const MethodDescription* description = findMethod(method);
    return description == nullptr ? nullptr : optionOf(*description, option);
}

Result<> validate(const Hop& hop, From from)
{
    const MethodDescription* method = findMethod(hop.method);
    if (method == nullptr)
        return fail(ErrorKind::Argument, str("there is no connection method \"", hop.method, "\""));
    for (const auto& [key, value] : hop.options.items) {
        const std::string* name = key.as<std::string>();
        const OptionDescription* option = name == nullptr ? nullptr : optionOf(*method, *name);
        if (option == nullptr)
            return fail(ErrorKind::Argument, str(hop.method, " has no option ", repr(key)));
        RZ_CHECK(checkOption(*method, *option, value));
    }
    for (const OptionDescription& option : method->options) {
        if (option.required && !isGiven(hop, option.name))
            return fail(ErrorKind::Argument, str(hop.method, " needs ", option.name));
        if (option.needsBefore && from == From::Desktop && isGiven(hop, option.name)) {
            return fail(ErrorKind::Argument, str(method->name, ": option ", option.name,
                                                 " needs a hop before it, through whose context it goes"));
        }
    }
    const auto given =
        std::ranges::count_if(method->oneOf, [&hop](std::string_view name) { return isGiven(hop, name); });
    if (!method->oneOf.empty() && given != 1) {
        return fail(ErrorKind::Argument,
                    str(hop.method, given == 0 ? " needs one of: " : " takes only one of: ", joined(method->oneOf)));
    }
    return checkTogether(hop, *method);
}

DiscoverySource discoverAccounts(const Hop&)
{
    return {};
}

std::string Hop::label() const
{
    if (method == "ssh") {
        std::string text = "ssh ";
        if (const Value* user = options.find("username"); user != nullptr && user->is<std::string>())
            text += *user->as<std::string>() + '@';
        if (const Value* host = options.find("hostname"); host != nullptr && host->is<std::string>())
            text += *host->as<std::string>();
        if (const Value* port = options.find("port"); port != nullptr && port->is<std::int64_t>())
            text += str(':', *port->as<std::int64_t>());
        return text;
    }
    const std::string target = targetOption(*this);
    return target.empty() ? method : str(method, ' ', target);
}

}  // namespace rz::connect
