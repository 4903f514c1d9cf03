#include "core/modules/module_messages.h"

#include "core/base/str.h"
#include "core/base/utf8.h"
#include "core/wire/pickle.h"

#include <utility>

namespace rz::modules {

namespace {

// Small enough for every Python; a module has a few hundred parts and imports at most.
constexpr wire::PickleLimits Limits{.maxItems = 100'000};

std::unexpected<Error> notLoadModule()
{
    return fail(ErrorKind::Decode, "this is not a LOAD_MODULE");
}

List toList(const std::vector<std::string>& texts)
{
    List list;
    list.items.reserve(texts.size());
    for (const std::string& text : texts)
        list.items.emplace_back(text);
    return list;
}

// A name that no text can be is given back as it came.
Value nameValue(std::string_view name)
{
    return isUtf8(name) ? Value(name) : Value(Bytes(name));
}

const std::vector<Value>* itemsOf(const Value& value)
{
    if (const auto* tuple = value.as<Tuple>())
        return &tuple->items;
    const auto* list = value.as<List>();
    return list == nullptr ? nullptr : &list->items;
}

std::optional<std::string> textOf(const Value& value)
{
    if (const auto* bytes = value.as<Bytes>())
        return bytes->toString();
    const auto* text = value.as<std::string>();
    return text == nullptr ? std::nullopt : std::optional(*text);
}

Result<ResourceName> resourceNameFrom(const Value& value)
{
    const auto* items = itemsOf(value);
    if (items == nullptr || items->size() != 2)
        return fail(ErrorKind::Decode, "this names no resource");
    auto package = textOf(items->front());
    auto resource = textOf(items->back());
    if (!package || !resource)
        return fail(ErrorKind::Decode, "this names no resource");
    return ResourceName{std::move(*package), std::move(*resource)};
}

Value toValue(const ResourceName& name)
{
    return Value(Tuple{{nameValue(name.package), nameValue(name.resource)}});
}

}  // namespace

Result<Payload> encode(const ModuleImage& image)
{
    Tuple tuple;
    tuple.items.emplace_back(image.name);
    tuple.items.push_back(image.submodules ? Value(toList(*image.submodules)) : Value());
    tuple.items.push_back(image.path ? Value(*image.path) : Value());
    tuple.items.push_back(image.path ? Value(Blob{image.source}) : Value());
    tuple.items.emplace_back(toList(image.related));
    return wire::pickle(Value(std::move(tuple)));
}

Result<Payload> encodePlain(std::string_view name, Bytes source)
{
    Tuple tuple;
    for (Value field : {Value(name), Value(), Value(name), Value(std::move(source)), Value(Tuple())})
        tuple.items.push_back(std::move(field));
    return wire::pickle(Value(std::move(tuple)));
}

Result<Payload> encodeAbsence(std::string_view name)
{
    Tuple tuple;
    tuple.items.push_back(nameValue(name));
    tuple.items.resize(4);
    tuple.items.emplace_back(Tuple());
    return wire::pickle(Value(std::move(tuple)));
}

Result<ModuleHead> moduleHead(const Payload& loadModule)
{
    RZ_TRY(const Value value, wire::unpickle(loadModule.flat(), Limits));
    const auto* items = itemsOf(value);
    if (items == nullptr || items->size() != 5)
        return notLoadModule();
    auto name = textOf(items->front());
    const auto* related = itemsOf(items->back());
    if (!name || related == nullptr)
        return notLoadModule();
    ModuleHead head{.name = std::move(*name), .present = !(*items)[2].is<None>(), .related = {}};
    for (const Value& item : *related) {
        auto text = textOf(item);
        if (!text)
            return notLoadModule();
        head.related.push_back(std::move(*text));
    }
    return head;
}

Result<ModuleSource> moduleSource(const Payload& loadModule)
{
    RZ_TRY(const Value value, wire::unpickle(loadModule.flat(), Limits));
    const auto* items = itemsOf(value);
    if (items == nullptr || items->size() != 5)
        return notLoadModule();
    const Value& source = (*items)[3];
    if (const auto* blob = source.as<Blob>())
        return ModuleSource{.text = blob->data};
    if (const auto* bytes = source.as<Bytes>())
        return ModuleSource{.text = *bytes, .compressed = false};
    return fail(ErrorKind::Stream, str("there is no module ", textOf(items->front()).value_or("?")));
}

Result<ResourceName> resourceName(const Payload& getResource)
{
    RZ_TRY(const Value value, wire::unpickle(getResource.flat(), Limits));
    return resourceNameFrom(value);
}

Result<Payload> encode(const ResourceName& name)
{
    return wire::pickle(toValue(name));
}

Result<Payload> encode(const ResourceName& name, const std::optional<Bytes>& content)
{
    RZ_TRY(Payload answer, encode(name));
    RZ_TRY(const Payload second, wire::pickle(content ? Value(*content) : Value()));
    answer.append(second.flat());
    return answer;
}

Result<ResourceName> loadedResource(const Payload& loadResource)
{
    RZ_TRY(const std::vector<Value> values, wire::unpickleAll(loadResource.flat(), Limits));
    if (values.size() != 2)
        return fail(ErrorKind::Decode, "this is not a LOAD_RESOURCE");
    return resourceNameFrom(values.front());
}

routing::Message moduleMessage(ContextId to, Handle handle, Payload data)
{
    routing::Message message;
    message.dstId = to;
    message.handle = handle;
    message.data = std::move(data);
    return message;
}

}  // namespace rz::modules
