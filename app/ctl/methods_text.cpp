#include "app/ctl/methods_text.h"

#include "core/base/str.h"
#include "core/connect/method.h"
#include "core/qt/json.h"

namespace rz::ctl {

namespace {

using connect::MethodDescription;
using connect::OptionDescription;
using connect::OptionType;

std::string_view typeName(OptionType type)
{
    switch (type) {
    case OptionType::Text: return "text";
    case OptionType::Integer: return "number";
    case OptionType::Boolean: return "true|false";
    case OptionType::Seconds: return "seconds";
    case OptionType::Choice: return "choice";
    case OptionType::Path: return "path";
    case OptionType::TextList: return "text, may be repeated";
    case OptionType::Secret: return "secret, asked when needed";
    case OptionType::Context: return "context";
    }
    return "text";
}

// "ask|enforce|accept|ignore", or the name of the type.
std::string valueOf(const OptionDescription& option)
{
    if (option.choices.empty())
        return std::string(typeName(option.type));
    std::string choices;
    for (const std::string_view choice : option.choices)
        choices += str(choices.empty() ? "" : "|", choice);
    return choices;
}

std::string optionText(const OptionDescription& option)
{
    std::string text = str("  ", option.name, "  (", valueOf(option));
    if (option.required)
        text += ", required";
    if (!option.fallback.empty())
        text += str(", default ", option.fallback);
    return text + str(")\n      ", option.help, '\n');
}

std::string usage(const MethodDescription& method)
{
    if (method.name == "ssh")
        return "ssh:[username@]hostname[:port]";
    if (method.target.empty())
        return std::string(method.name);
    return str(method.name, ':', method.target);
}

std::string methodText(const MethodDescription& method)
{
    std::string text = str(usage(method), "{option=value,…}\n  ", method.help, "\n\n");
    for (const OptionDescription& option : method.options)
        text += optionText(option);
    return text;
}

Value toValue(const OptionDescription& option)
{
    Dict dict;
    dict.set("name", option.name);
    dict.set("label", option.label);
    dict.set("help", option.help);
    dict.set("type", option.choices.empty() ? typeName(option.type) : std::string_view("choice"));
    dict.set("default", option.fallback);
    dict.set("required", option.required);
    List choices;
    for (const std::string_view choice : option.choices)
        choices.items.emplace_back(choice);
    dict.set("choices", std::move(choices));
    return dict;
}

Value toValue(const MethodDescription& method)
{
    Dict dict;
    dict.set("name", method.name);
    dict.set("label", method.label);
    dict.set("help", method.help);
    dict.set("target", method.target);
    dict.set("discovers", method.discovery != nullptr);
    List options;
    for (const OptionDescription& option : method.options)
        options.items.push_back(toValue(option));
    dict.set("options", std::move(options));
    return dict;
}

}  // namespace

Result<std::string> methodsText(std::string_view name, bool json)
{
    if (!name.empty()) {
        const MethodDescription* method = connect::findMethod(name);
        if (method == nullptr)
            return fail(ErrorKind::Argument,
                        str("there is no connection method \"", name, "\"; see rhizomectl methods"));
        return json ? toJson(toValue(*method)) + '\n' : methodText(*method);
    }
    List all;
    std::string text;
    for (const MethodDescription* method : connect::methods()) {
        all.items.push_back(toValue(*method));
        text += str(usage(*method), "\n    ", method->help, '\n');
    }
    return json ? toJson(all) + '\n' : text;
}

}  // namespace rz::ctl
