#include "core/base/str.h"
#include "core/rpc/convert.h"
#include "core/rpc/external_context.h"

#include <utility>

namespace rz::rpc {

namespace {

// The keys are those of a Python master's CONFIG (protocol 4.5), so that one reader serves both; `name` and `native` are ours.
constexpr std::string_view ContextIdKey = "context_id";
constexpr std::string_view ParentIdsKey = "parent_ids";
constexpr std::string_view NameKey = "name";
constexpr std::string_view MaxMessageSizeKey = "max_message_size";
constexpr std::string_view UnidirectionalKey = "unidirectional";
constexpr std::string_view DebugKey = "debug";
constexpr std::string_view ProfilingKey = "profiling";
constexpr std::string_view LogLevelKey = "log_level";
constexpr std::string_view LogLevelsKey = "log_levels";  // of '', 'mitogen', 'mitogen.io'
constexpr std::string_view OverridesKey = "import_overrides";
constexpr std::string_view BlocksKey = "import_blocks";
constexpr std::string_view OldOverridesKey = "whitelist";
constexpr std::string_view OldBlocksKey = "blacklist";
constexpr std::string_view NativeKey = "native";

constexpr std::size_t LeastMaxMessageSize = 1024;

std::unexpected<Error> wrong(std::string_view key, std::string_view why)
{
    return fail(ErrorKind::Argument, str("configuration: ", key, " ", why));
}

template <class T>
Result<T> required(const Value& config, std::string_view key)
{
    const Value* const item = config.find(key);
    if (item == nullptr)
        return wrong(key, "is missing");
    auto converted = valueAs<T>(*item);
    if (!converted)
        return wrong(key, converted.error().text());
    return converted;
}

template <class T>
Result<T> optional(const Value& config, std::string_view key, T fallback)
{
    if (config.find(key) == nullptr)
        return fallback;
    return required<T>(config, key);
}

Result<LogLevel> logLevelOf(const Value& config)
{
    RZ_TRY(const auto levels, optional<std::vector<std::uint8_t>>(config, LogLevelsKey, {}));
    if (!levels.empty())
        return static_cast<LogLevel>(levels.front());
    RZ_TRY(const auto level, optional(config, LogLevelKey, static_cast<std::uint8_t>(LogLevel::Info)));
    return static_cast<LogLevel>(level);
}

// Old releases say of all modules that they begin with nothing.
Result<std::vector<std::string>> moduleNames(const Value& config, std::string_view key, std::string_view oldKey)
{
    RZ_TRY(auto names, optional<std::vector<std::string>>(config, config.find(key) != nullptr ? key : oldKey, {}));
    std::erase(names, std::string());
    return names;
}

Value toList(const std::vector<std::string>& names)
{
    List list;
    for (const std::string& name : names)
        list.items.emplace_back(name);
    return Value(std::move(list));
}

}  // namespace

Value ChildConfig::toValue() const
{
    List parents;
    for (const ContextId id : parentIds)
        parents.items.emplace_back(raw(id));
    Dict out;
    const auto add = [&out](std::string_view key, Value value) {
        out.items.emplace_back(Value(key), std::move(value));
    };
    add(ContextIdKey, Value(raw(contextId)));
    add(ParentIdsKey, Value(std::move(parents)));
    add(NameKey, Value(name));
    add(MaxMessageSizeKey, Value(static_cast<std::uint64_t>(maxMessageSize)));
    add(UnidirectionalKey, Value(unidirectional));
    add(DebugKey, Value(debug));
    add(ProfilingKey, Value(profiling));
    add(LogLevelKey, Value(static_cast<std::int64_t>(logLevel)));
    add(OverridesKey, toList(imports.overrides));
    add(BlocksKey, toList(imports.blocks));
    add(NativeKey, Value(nativeParent));
    return Value(std::move(out));
}

Result<ChildConfig> ChildConfig::from(const Value& value)
{
    if (!value.is<Dict>())
        return fail(ErrorKind::Argument, str("configuration: must be dict, not ", value.typeName()));
    ChildConfig config;
    RZ_TRY(const auto id, required<std::uint32_t>(value, ContextIdKey));
    config.contextId = ContextId{id};
    RZ_TRY(const auto parents, required<std::vector<std::uint32_t>>(value, ParentIdsKey));
    for (const std::uint32_t parent : parents) {
        if (parent == id)
            return wrong(ParentIdsKey, "names the context itself");
        config.parentIds.push_back(ContextId{parent});
    }
    if (parents.empty())
        return wrong(ParentIdsKey, "is empty");
    RZ_TRY(config.name, optional<std::string>(value, NameKey, {}));
    RZ_TRY(config.maxMessageSize, optional<std::size_t>(value, MaxMessageSizeKey, wire::DefaultMaxMessageSize));
    if (config.maxMessageSize < LeastMaxMessageSize)
        return wrong(MaxMessageSizeKey, str("must be at least ", LeastMaxMessageSize));
    RZ_TRY(config.unidirectional, optional<bool>(value, UnidirectionalKey, false));
    RZ_TRY(config.debug, optional<bool>(value, DebugKey, false));
    RZ_TRY(config.profiling, optional<bool>(value, ProfilingKey, false));
    RZ_TRY(config.nativeParent, optional<bool>(value, NativeKey, false));
    RZ_TRY(config.logLevel, logLevelOf(value));
    RZ_TRY(config.imports.overrides, moduleNames(value, OverridesKey, OldOverridesKey));
    RZ_TRY(config.imports.blocks, moduleNames(value, BlocksKey, OldBlocksKey));
    return config;
}

}  // namespace rz::rpc
