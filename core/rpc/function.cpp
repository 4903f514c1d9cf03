#include "core/rpc/function.h"

#include "core/rpc/convert.h"

namespace rz::rpc {

namespace {

Value textOf(std::string_view text)
{
    return Value(text);
}

Value toValue(const ParameterDescription& parameter)
{
    Dict out;
    out.items = {
        {textOf("name"), Value(parameter.name)},         {textOf("type"), Value(parameter.type)},
        {textOf("help"), Value(parameter.help)},         {textOf("optional"), Value(parameter.optional)},
        {textOf("fallback"), Value(parameter.fallback)},
    };
    return Value(std::move(out));
}

// The member `key` of a dict; keys that another version does not know are left at their default.
template <class T>
Result<> take(const Value& dict, std::string_view key, T& out)
{
    const Value* const item = dict.find(key);
    if (item == nullptr)
        return {};
    auto converted = valueAs<T>(*item);
    if (!converted)
        return std::unexpected(std::move(converted).error().within(key));
    out = std::move(*converted);
    return {};
}

Result<> fromValue(const Value& value, ParameterDescription& out)
{
    if (!value.is<Dict>())
        return wrongType("dict", value);
    RZ_CHECK(take(value, "name", out.name));
    RZ_CHECK(take(value, "type", out.type));
    RZ_CHECK(take(value, "help", out.help));
    RZ_CHECK(take(value, "optional", out.optional));
    RZ_CHECK(take(value, "fallback", out.fallback));
    return {};
}

}  // namespace

Answer::~Answer()
{
    if (m_deliver)
        m_deliver(fail(ErrorKind::Error, "the function ended without an answer"));
}

Value toValue(const FunctionDescription& description)
{
    List parameters;
    for (const ParameterDescription& parameter : description.parameters)
        parameters.items.push_back(toValue(parameter));
    Dict out;
    out.items = {
        {textOf("name"), Value(description.name)},
        {textOf("help"), Value(description.help)},
        {textOf("result"), Value(description.result)},
        {textOf("parameters"), Value(std::move(parameters))},
    };
    if (!description.fields.empty()) {
        Dict fields;
        for (const FieldDescription& field : description.fields)
            fields.items.emplace_back(Value(field.name), Value(field.meaning));
        out.items.emplace_back(textOf("fields"), Value(std::move(fields)));
    }
    return Value(std::move(out));
}

Result<FunctionDescription> functionDescriptionFrom(const Value& value)
{
    if (!value.is<Dict>())
        return wrongType("dict", value);
    FunctionDescription out;
    RZ_CHECK(take(value, "name", out.name));
    RZ_CHECK(take(value, "help", out.help));
    RZ_CHECK(take(value, "result", out.result));
    std::vector<Value> parameters;
    RZ_CHECK(take(value, "parameters", parameters));
    for (const Value& parameter : parameters)
        RZ_CHECK(fromValue(parameter, out.parameters.emplace_back()));
    if (const Value* fields = value.find("fields")) {
        const Dict* meanings = fields->as<Dict>();
        if (meanings == nullptr)
            return std::unexpected(wrongType("dict", *fields).error().within("fields"));
        for (const auto& [name, meaning] : meanings->items) {
            FieldDescription& field = out.fields.emplace_back();
            RZ_TRY(field.name, valueAs<std::string>(name));
            RZ_TRY(field.meaning, valueAs<std::string>(meaning));
        }
    }
    if (out.name.empty())
        return fail(ErrorKind::Argument, "a function needs a name");
    return out;
}

}  // namespace rz::rpc
