#include "core/rpc/registry.h"

#include "core/base/assertion.h"
#include "core/base/str.h"
#include "core/rpc/nearest.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rz::rpc {

namespace {

// "module.function" or "module.Class.function", put together without allocating for names of a usual length.
class QualifiedName {
public:
    QualifiedName(std::string_view module, std::string_view className, std::string_view function)
    {
        const std::size_t size = module.size() + className.size() + function.size() + 2;
        if (size > sizeof m_inline) {
            m_long = className.empty() ? str(module, ".", function) : str(module, ".", className, ".", function);
            m_view = m_long;
            return;
        }
        append(module);
        if (!className.empty()) {
            append(".");
            append(className);
        }
        append(".");
        append(function);
        m_view = {m_inline, m_size};
    }
    QualifiedName(const QualifiedName&) = delete;
    QualifiedName& operator=(const QualifiedName&) = delete;

    std::string_view view() const { return m_view; }

private:
    void append(std::string_view text)
    {
        text.copy(m_inline + m_size, text.size());
        m_size += text.size();
    }

    char m_inline[120];
    std::size_t m_size = 0;
    std::string m_long;
    std::string_view m_view;
};

// What is before the last dot, where the class counts as part of the module.
std::string_view ownerOf(std::string_view name)
{
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view lastOf(std::string_view name)
{
    return name.substr(name.rfind('.') + 1);
}

std::string didYouMean(std::string_view nearest)
{
    return nearest.empty() ? std::string() : str(". Did you mean: '", nearest, "'?");
}

std::unexpected<Error> typeError(const FunctionDescription& function, std::string_view what)
{
    return fail(ErrorKind::Call, str("builtins.TypeError: ", function.name, "() ", what));
}

// "; it takes (path: text, [follow: bool])": after a text that has named the function. Nothing when it takes nothing.
std::string whatItTakes(const FunctionDescription& function)
{
    std::string out;
    for (const ParameterDescription& parameter : function.parameters) {
        out += out.empty() ? "; it takes (" : ", ";
        out += parameter.optional ? str("[", parameter.name, ": ", parameter.type, "]")
                                  : str(parameter.name, ": ", parameter.type);
    }
    return out.empty() ? out : out + ")";
}

std::size_t indexOf(const FunctionDescription& function, std::string_view name)
{
    const auto found = std::ranges::find(function.parameters, name, &ParameterDescription::name);
    return static_cast<std::size_t>(found - function.parameters.begin());
}

}  // namespace

Result<Value> RegisteredFunction::call(CallContext& context, std::vector<Value> args, const Dict& kwargs) const
{
    RZ_CHECK(bindArguments(description, args, kwargs));
    return invoke(description, context, args);
}

void Registry::add(const detail::TypedFunction& function, Result<Value> (*callWithoutContext)())
{
    FunctionDescription description{.name = std::string(function.name),
                                    .help = std::string(function.help),
                                    .result = function.result(),
                                    .parameters = {}};
    for (std::size_t i = 0; i < function.parameters.size(); ++i) {
        const ParameterInfo& parameter = function.parameters[i];
        description.parameters.push_back({.name = std::string(parameter.name),
                                          .type = function.types[i].name(),
                                          .help = std::string(parameter.help),
                                          .optional = function.types[i].optional,
                                          .fallback = std::string(parameter.fallback)});
    }
    for (const FieldInfo& field : function.fields)
        description.fields.push_back({.name = std::string(field.name), .meaning = std::string(field.meaning)});
    add({.description = std::move(description),
         .runs = function.runs,
         .invoke = function.invoke,
         .start = {},
         .callWithoutContext = callWithoutContext});
}

void Registry::add(RegisteredFunction function)
{
    const std::string name = function.description.name;
    RZ_ASSERT(name.find('.') != std::string::npos && (function.invoke != nullptr) != (function.start != nullptr));
    const bool added = m_functions.emplace(name, std::move(function)).second;
    RZ_ASSERT(added);
}

void Registry::alias(std::string module, std::string ofModule)
{
    m_aliases.insert_or_assign(std::move(module), std::move(ofModule));
}

const RegisteredFunction* Registry::find(std::string_view module, std::string_view className,
                                         std::string_view function) const
{
    if (const auto found = m_functions.find(QualifiedName(module, className, function).view());
        found != m_functions.end())
        return &found->second;
    const auto aliased = m_aliases.find(module);
    if (aliased == m_aliases.end())
        return nullptr;
    const auto found = m_functions.find(QualifiedName(aliased->second, className, function).view());
    return found == m_functions.end() ? nullptr : &found->second;
}

Result<const RegisteredFunction*> Registry::findToStart(std::string_view name) const
{
    const RegisteredFunction* const function = find(ownerOf(name), {}, lastOf(name));
    if (function == nullptr)
        return fail(ErrorKind::Call, explainMissing(ownerOf(name), {}, lastOf(name)));
    std::vector<Value> none;
    RZ_CHECK(bindArguments(function->description, none, {}));
    return function;
}

std::vector<FunctionDescription> Registry::descriptions() const
{
    // To sort what is that large would be as much code as all else here.
    std::map<std::string_view, const FunctionDescription*> sorted;
    for (const auto& [name, function] : m_functions)
        sorted.emplace(name, &function.description);
    std::vector<FunctionDescription> out;
    out.reserve(sorted.size());
    for (const auto& [name, description] : sorted)
        out.push_back(*description);
    return out;
}

std::string Registry::explainMissing(std::string_view module, std::string_view className,
                                     std::string_view function) const
{
    const auto aliased = m_aliases.find(module);
    const std::string real(aliased == m_aliases.end() ? module : std::string_view(aliased->second));
    const std::string owner = className.empty() ? real : str(real, ".", className);
    Nearest nearestOwner(owner);
    Nearest nearestFunction(function);
    bool known = false;
    for (const auto& [name, registered] : m_functions) {
        nearestOwner.consider(ownerOf(name));
        if (ownerOf(name) == owner) {
            known = true;
            nearestFunction.consider(lastOf(name));
        }
    }
    if (!known)
        return str("builtins.ModuleNotFoundError: No module named '", className.empty() ? std::string(module) : owner,
                   "'", didYouMean(nearestOwner.best()));
    return str("builtins.AttributeError: module '", owner, "' has no attribute '", function, "'",
               didYouMean(nearestFunction.best()));
}

Result<> bindArguments(const FunctionDescription& function, std::vector<Value>& args, const Dict& kwargs)
{
    const auto& parameters = function.parameters;
    if (args.size() == parameters.size() && kwargs.items.empty())
        return {};
    if (args.size() > parameters.size())
        return typeError(function, str("takes ", parameters.size(), " arguments but ", args.size(), " were given",
                                       whatItTakes(function)));
    const std::size_t positional = args.size();
    std::vector<bool> given(parameters.size());
    std::fill_n(given.begin(), positional, true);
    args.resize(parameters.size());
    for (const auto& [key, value] : kwargs.items) {
        const std::string* const name = key.as<std::string>();
        if (name == nullptr)
            return typeError(function, str("keywords must be text, not ", key.typeName()));
        const std::size_t at = indexOf(function, *name);
        if (at == parameters.size())
            return typeError(function, str("got an unexpected keyword argument '", *name, "'", whatItTakes(function)));
        if (given[at])
            return typeError(function, str("got multiple values for argument '", *name, "'"));
        given[at] = true;
        args[at] = value;
    }
    for (std::size_t i = positional; i < parameters.size(); ++i) {
        if (!given[i] && !parameters[i].optional)
            return typeError(function, str("missing required argument '", parameters[i].name, "' (", parameters[i].type,
                                           ")", whatItTakes(function)));
    }
    return {};
}

Error detail::wrongArgument(const FunctionDescription& function, std::size_t index, const Error& error)
{
    return typeError(function, str("argument '", function.parameters[index].name, "' ", error.text())).error();
}

}  // namespace rz::rpc
