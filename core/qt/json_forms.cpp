#include "core/qt/json_forms.h"

#include "core/base/base64.h"
#include "core/base/dict_index.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace rz {

namespace {

using Made = std::optional<Value>;  // nothing: the content does not fit the form

std::optional<Bytes> bytesOf(const Value& content)
{
    const auto* text = content.as<std::string>();
    auto decoded = text == nullptr ? std::nullopt : fromBase64(*text);
    if (!decoded)
        return std::nullopt;
    return Bytes(std::move(*decoded));
}

template <class Id>
std::optional<Id> idOf(const Value* value)
{
    const auto* number = value == nullptr ? nullptr : value->as<std::int64_t>();
    if (number == nullptr || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max())
        return std::nullopt;
    return Id(static_cast<std::uint32_t>(*number));
}

Made makeFloat(Value content)
{
    constexpr double Infinity = std::numeric_limits<double>::infinity();
    const auto* text = content.as<std::string>();
    if (text == nullptr)
        return std::nullopt;
    if (*text == "nan")
        return Value(std::numeric_limits<double>::quiet_NaN());
    if (*text == "inf" || *text == "-inf")
        return Value(*text == "inf" ? Infinity : -Infinity);
    return std::nullopt;
}

Made makeDict(Value content)
{
    auto* pairs = content.as<List>();
    if (pairs == nullptr)
        return std::nullopt;
    Dict dict;
    for (Value& item : pairs->items) {
        auto* pair = item.as<List>();
        if (pair == nullptr || pair->items.size() != 2 || !isHashable(pair->items[0]))
            return std::nullopt;
        dict.items.emplace_back(std::move(pair->items[0]), std::move(pair->items[1]));
    }
    mergeEqualKeys(dict.items);
    return Value(std::move(dict));
}

Made makeClass(Value content)
{
    if (!content.is<std::string>())
        return std::nullopt;
    Dict description;
    description.set("$class", std::move(content));
    return Value(std::move(description));
}

Made makeBytes(Value content)
{
    auto bytes = bytesOf(content);
    return bytes ? Made(std::move(*bytes)) : std::nullopt;
}

Made makeUtf8(Value content)
{
    auto* text = content.as<std::string>();
    return text != nullptr ? Made(Bytes(std::move(*text))) : std::nullopt;
}

Made makeBlob(Value content)
{
    auto bytes = bytesOf(content);
    return bytes ? Made(Blob{std::move(*bytes)}) : std::nullopt;
}

Made makeTuple(Value content)
{
    auto* list = content.as<List>();
    return list != nullptr ? Made(Tuple{std::move(list->items)}) : std::nullopt;
}

Made makeKwargs(Value content)
{
    auto* dict = content.as<Dict>();
    const bool textKeys = dict != nullptr && std::ranges::all_of(dict->items, [](const auto& item) {
                              return item.first.template is<std::string>();
                          });
    return textKeys ? Made(Kwargs{std::move(*dict)}) : std::nullopt;
}

Made makeError(Value content)
{
    auto* text = content.as<std::string>();
    return text != nullptr ? Made(CallErrorValue{std::move(*text)}) : std::nullopt;
}

Made makeSecret(Value content)
{
    auto* text = content.as<std::string>();
    if (text == nullptr)
        return std::nullopt;
    Made secret = Value(Secret(*text));
    Secret::wipe(*text);
    return secret;
}

Made makeContext(Value content)
{
    const auto id = idOf<ContextId>(content.find("id"));
    if (!id)
        return std::nullopt;
    ContextRef context{.id = *id, .name = {}};
    if (const Value* name = content.find("name"); name != nullptr && !name->is<None>()) {
        if (!name->is<std::string>())
            return std::nullopt;
        context.name = *name->as<std::string>();
    }
    return Value(std::move(context));
}

Made makeSender(Value content)
{
    const auto context = idOf<ContextId>(content.find("context"));
    const auto handle = idOf<Handle>(content.find("handle"));
    return context && handle ? Made(SenderRef{.context = *context, .handle = *handle}) : std::nullopt;
}

struct Form {
    std::string_view key;
    Made (*make)(Value content);
};

constexpr std::array Forms = {
    Form{"$float", makeFloat},   Form{"$dict", makeDict},       Form{"$bytes", makeBytes},   Form{"$utf8", makeUtf8},
    Form{"$blob", makeBlob},     Form{"$tuple", makeTuple},     Form{"$kwargs", makeKwargs}, Form{"$error", makeError},
    Form{"$secret", makeSecret}, Form{"$context", makeContext}, Form{"$sender", makeSender}, Form{"$class", makeClass},
};

}  // namespace

bool describesObject(const Dict& dict)
{
    constexpr std::array<std::string_view, 4> Further{"$args", "$state", "$list", "$items"};
    const auto isKey = [](const Value& key, std::string_view name) {
        const auto* text = key.as<std::string>();
        return text != nullptr && *text == name;
    };
    const auto& items = dict.items;
    if (items.empty() || !isKey(items[0].first, "$class") || (items.size() == 1 && !items[0].second.is<std::string>()))
        return false;
    return std::all_of(items.begin() + 1, items.end(), [&](const auto& item) {
        return std::ranges::any_of(Further, [&](std::string_view name) { return isKey(item.first, name); });
    });
}

std::expected<Value, JsonProblem> valueOfObject(Dict object)
{
    const auto* key = object.items.size() == 1 ? object.items[0].first.as<std::string>() : nullptr;
    if (key == nullptr || !key->starts_with('$'))
        return Value(std::move(object));
    const auto form = std::ranges::find(Forms, std::string_view(*key), &Form::key);
    if (form == Forms.end())
        return std::unexpected(JsonProblem::UnknownForm);
    auto value = form->make(std::move(object.items[0].second));
    if (!value)
        return std::unexpected(JsonProblem::BadForm);
    return std::move(*value);
}

}  // namespace rz
