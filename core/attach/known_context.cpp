#include "core/attach/known_context.h"

#include "core/base/str.h"

#include <cstdint>
#include <utility>

namespace rz::attach {

namespace {

constexpr std::size_t MaxListed = 20'000;

std::optional<ContextId> idFrom(const Value& value)
{
    const auto* number = value.as<std::int64_t>();
    if (number == nullptr || *number < 0 || *number > 0xffffffff)
        return std::nullopt;
    return ContextId{static_cast<std::uint32_t>(*number)};
}

Result<KnownContext> contextFrom(const Value& value)
{
    const Value* const reference = value.find("context");
    const auto* const named = reference == nullptr ? nullptr : reference->as<ContextRef>();
    if (named == nullptr)
        return fail(ErrorKind::Decode, str("there is no context in ", repr(value)));
    KnownContext context{.id = named->id, .name = {}, .parent = {}, .facts = {}};
    if (named->name)
        context.name = *named->name;
    if (const Value* const parent = value.find("parent"))
        context.parent = idFrom(*parent);
    if (const Value* const native = value.find("native"); native != nullptr && native->is<bool>())
        context.native = *native->as<bool>();
    if (const Value* const facts = value.find("facts"); facts != nullptr && facts->is<Dict>())
        context.facts = *facts->as<Dict>();
    return context;
}

}  // namespace

Value toValue(const std::vector<KnownContext>& contexts)
{
    List list;
    for (const KnownContext& context : contexts) {
        ContextRef reference{.id = context.id, .name = {}};
        if (!context.name.empty())
            reference.name = context.name;
        Dict entry;
        entry.set("context", Value(std::move(reference)));
        entry.set("parent", context.parent ? Value(raw(*context.parent)) : Value());
        entry.set("native", context.native);
        entry.set("facts", context.facts);
        list.items.emplace_back(std::move(entry));
    }
    return list;
}

Result<std::vector<KnownContext>> knownContextsFrom(const Value& value)
{
    const List* const list = value.as<List>();
    if (list == nullptr || list->items.size() > MaxListed)
        return fail(ErrorKind::Decode, "what was answered is no list of contexts");
    std::vector<KnownContext> contexts;
    for (const Value& item : list->items) {
        RZ_TRY(KnownContext context, contextFrom(item));
        contexts.push_back(std::move(context));
    }
    return contexts;
}

std::vector<KnownContext> contextsBelow(const routing::Router& router)
{
    std::vector<KnownContext> contexts;
    for (const routing::RouteInfo& route : router.routes()) {
        if (route.id != router.parentId() && !route.name.starts_with(ClientNamePrefix))
            contexts.push_back({.id = route.id, .name = route.name, .parent = {}, .facts = {}});
    }
    return contexts;
}

}  // namespace rz::attach
