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

// Reads one entry after the other; what is wrong with the first that is, is the result.
class Reader {
public:
    explicit Reader(const Value& config) : m_config(config) {}

    Result<> result() { return std::move(m_result); }
    void refuse(std::string_view key, std::string_view why)
    {
        if (m_result)
            m_result = fail(ErrorKind::Argument, str("configuration: ", key, " ", why));
    }
    bool has(std::string_view key) const { return m_config.find(key) != nullptr; }

    template <class T>
    void required(std::string_view key, T& out)
    {
        if (has(key))
            optional(key, out);
        else
            refuse(key, "is missing");
    }
    // Where it is missing, `out` stays.
    template <class T>
    void optional(std::string_view key, T& out)
    {
        const Value* const item = m_config.find(key);
        if (item == nullptr)
            return;
        if (auto converted = valueAs<T>(*item))
            out = *std::move(converted);
        else
            refuse(key, converted.error().text());
    }
    // Old releases say of all modules that they begin with nothing.
    void moduleNames(std::string_view key, std::string_view oldKey, std::vector<std::string>& out)
    {
        optional(has(key) ? key : oldKey, out);
        std::erase(out, std::string());
    }
    void logLevel(LogLevel& out)
    {
        std::vector<std::uint8_t> levels;
        optional(LogLevelsKey, levels);
        if (levels.empty()) {
            levels.push_back(static_cast<std::uint8_t>(out));
            optional(LogLevelKey, levels.front());
        }
        out = static_cast<LogLevel>(levels.front());
    }

private:
    const Value& m_config;
    Result<> m_result;
};

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
    Reader reader(value);
    std::uint32_t id = 0;
    reader.required(ContextIdKey, id);
    config.contextId = ContextId{id};
    std::vector<std::uint32_t> parents;
    reader.required(ParentIdsKey, parents);
    for (const std::uint32_t parent : parents) {
        if (parent == id)
            reader.refuse(ParentIdsKey, "names the context itself");
        config.parentIds.push_back(ContextId{parent});
    }
    if (parents.empty())
        reader.refuse(ParentIdsKey, "is empty");
    reader.optional(NameKey, config.name);
    reader.optional(MaxMessageSizeKey, config.maxMessageSize);
    if (config.maxMessageSize < LeastMaxMessageSize)
        reader.refuse(MaxMessageSizeKey, str("must be at least ", LeastMaxMessageSize));
    reader.optional(UnidirectionalKey, config.unidirectional);
    reader.optional(DebugKey, config.debug);
    reader.optional(ProfilingKey, config.profiling);
    config.nativeParent = false;
    reader.optional(NativeKey, config.nativeParent);
    reader.logLevel(config.logLevel);
    reader.moduleNames(OverridesKey, OldOverridesKey, config.imports.overrides);
    reader.moduleNames(BlocksKey, OldBlocksKey, config.imports.blocks);
    RZ_CHECK(reader.result());
    return config;
}

}  // namespace rz::rpc
