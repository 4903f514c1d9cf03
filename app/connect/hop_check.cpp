#include "app/connect/hop_check.h"

#include "app/connect/method_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace rz::app {
namespace {

struct HopCheckTr {
    Q_DECLARE_TR_FUNCTIONS(rz::app::HopCheck)
};

bool isGiven(const connect::Hop& hop, std::string_view option)
{
    const Value* value = hop.options.find(option);
    const auto* text = value == nullptr ? nullptr : value->as<std::string>();
    return value != nullptr && (text == nullptr || !text->empty());
}

// A hop in which only this option can be wrong.
connect::Hop onlyWith(const connect::MethodDescription& method, std::string_view option, const Value& value)
{
    connect::Hop probe{.method = std::string(method.name), .options = {}};
    for (const connect::OptionDescription& other : method.options) {
        if (other.required)
            probe.options.set(Value(other.name), Value("x"));
    }
    if (!method.oneOf.empty() && std::ranges::find(method.oneOf, option) == method.oneOf.end())
        probe.options.set(Value(method.oneOf.front()), Value("x"));
    probe.options.set(Value(option), value);
    return probe;
}

// Of options that exclude each other, and of which one is needed.
void addChoiceProblems(const connect::Hop& hop, const connect::MethodDescription& method,
                       std::vector<OptionProblem>& problems)
{
    QStringList labels;
    std::vector<std::string_view> given;
    for (const std::string_view name : method.oneOf) {
        labels << optionLabel(*connect::findOption(method.name, name));
        if (isGiven(hop, name))
            given.push_back(name);
    }
    if (given.size() == 1 || labels.isEmpty())
        return;
    const QString names = labels.join(u", "_s);
    if (given.empty())
        problems.push_back(
            {std::string(method.oneOf.front()), HopCheckTr::tr("One of these is needed: %1.").arg(names), true});
    for (const std::string_view name : given)
        problems.push_back(
            {std::string(name), HopCheckTr::tr("Only one of these can be given: %1.").arg(names), false});
}

// What validate() says before what is wrong with an option.
std::string errorBegin(const connect::MethodDescription& method, const connect::OptionDescription& option)
{
    return std::string(method.name) + ": option " + std::string(option.name) + ' ';
}

// "Port must be …" of "ssh: option port must be …".
QString asRead(const Error& error, const connect::MethodDescription& method, const connect::OptionDescription& option)
{
    const std::string before = errorBegin(method, option);
    if (!error.text().starts_with(before))
        return QString::fromStdString(error.text());
    return optionLabel(option) + u' ' + QString::fromStdString(error.text().substr(before.size()));
}

// Options that are right each by itself, but not together.
void addConflict(std::vector<OptionProblem>& problems, const connect::Hop& hop,
                 const connect::MethodDescription& method)
{
    const auto valid = connect::validate(hop);
    if (valid)
        return;
    for (const connect::OptionDescription& option : method.options) {
        if (valid.error().text().starts_with(errorBegin(method, option)))
            problems.push_back({std::string(option.name), asRead(valid.error(), method, option), false});
    }
}

}  // namespace

std::vector<OptionProblem> problemsOf(const connect::Hop& hop, connect::From from)
{
    std::vector<OptionProblem> problems;
    const connect::MethodDescription* method = connect::findMethod(hop.method);
    if (method == nullptr)
        return problems;
    for (const connect::OptionDescription& option : method->options) {
        if (!isGiven(hop, option.name)) {
            if (option.required)
                problems.push_back({std::string(option.name),
                                    HopCheckTr::tr("%1 is needed.", "a field").arg(optionLabel(option)), true});
            continue;
        }
        const auto valid = connect::validate(onlyWith(*method, option.name, *hop.options.find(option.name)), from);
        if (!valid)
            problems.push_back({std::string(option.name), asRead(valid.error(), *method, option), false});
    }
    addChoiceProblems(hop, *method, problems);
    if (problems.empty())
        addConflict(problems, hop, *method);
    return problems;
}

bool isSetting(const connect::MethodDescription& method, const connect::OptionDescription& option)
{
    if (option.type == connect::OptionType::Secret || option.type == connect::OptionType::Context || option.required ||
        option.needsBefore || std::ranges::find(method.oneOf, option.name) != method.oneOf.end())
        return false;
    // An account is a target of some methods and a setting of others; in a group it is a setting.
    return option.name != method.target || option.name == "username";
}

bool isExcluded(const connect::Hop& hop, const connect::MethodDescription& method, std::string_view option)
{
    return std::ranges::any_of(method.exclusive, [&hop, option](const auto& pair) {
        const Value* flag = hop.options.find(pair[0]);
        return pair[1] == option && flag != nullptr && *flag == Value(true);
    });
}

bool isValid(const connect::MethodDescription& method, std::string_view option, const Value& value)
{
    return connect::validate(onlyWith(method, option, value)).has_value();
}

}  // namespace rz::app
