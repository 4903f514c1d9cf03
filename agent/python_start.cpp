#include "agent/python_start.h"

#include "agent/inflate.h"
#include "agent/pipe_io.h"
#include "agent/python_literal.h"
#include "core/base/str.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace rz::agent {

namespace {

constexpr std::size_t MaxPreamble = 16 * 1024 * 1024;
constexpr std::string_view CallBegin = "ExternalContext(";
constexpr std::string_view CallEnd = ").main()";

// The CONFIG dict, read by key.
class Settings {
public:
    explicit Settings(const Dict& dict) : m_dict(dict) {}

    Result<std::int64_t> number(std::string_view key, std::int64_t least, std::int64_t most) const
    {
        const Value* const value = m_dict.find(key);
        const auto* number = value != nullptr ? value->as<std::int64_t>() : nullptr;
        if (number == nullptr || *number < least || *number > most)
            return fail(ErrorKind::Decode, str("CONFIG needs an integer ", key, " from ", least, " to ", most));
        return *number;
    }

    Result<bool> flag(std::string_view key) const
    {
        const Value* const value = m_dict.find(key);
        const auto* flag = value != nullptr ? value->as<bool>() : nullptr;
        if (flag == nullptr)
            return fail(ErrorKind::Decode, str("CONFIG needs True or False as ", key));
        return *flag;
    }

    Result<std::vector<ContextId>> ids(std::string_view key) const
    {
        const Value* const value = m_dict.find(key);
        const auto* list = value != nullptr ? value->as<List>() : nullptr;
        if (list == nullptr || list->items.empty())
            return fail(ErrorKind::Decode, str("CONFIG needs a list of context ids as ", key));
        std::vector<ContextId> ids;
        for (const Value& item : list->items) {
            const auto* number = item.as<std::int64_t>();
            if (number == nullptr || *number < 0 || *number > std::numeric_limits<std::uint32_t>::max())
                return fail(ErrorKind::Decode, str("CONFIG has a context id that is none in ", key));
            ids.push_back(static_cast<ContextId>(*number));
        }
        return ids;
    }

    // One number up to Mitogen 0.3.44, afterwards the levels of '', 'mitogen' and 'mitogen.io'.
    LogLevel logLevel() const
    {
        const Value* value = m_dict.find("log_level");
        if (const Value* const levels = m_dict.find("log_levels"); levels != nullptr && levels->is<List>()) {
            const auto& items = levels->as<List>()->items;
            value = items.empty() ? nullptr : &items.front();
        }
        const auto* number = value != nullptr ? value->as<std::int64_t>() : nullptr;
        if (number == nullptr)
            return LogLevel::Info;
        // Levels between the named ones let through what is above them.
        for (const LogLevel level :
             {LogLevel::Io, LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error}) {
            if (*number <= static_cast<std::int64_t>(level))
                return level;
        }
        return LogLevel::Critical;
    }

private:
    const Dict& m_dict;
};

Result<rpc::ChildConfig> toConfig(const Value& literal)
{
    const Dict* const dict = literal.as<Dict>();
    if (dict == nullptr)
        return fail(ErrorKind::Decode, "CONFIG is not a dict");
    const Settings settings(*dict);
    constexpr std::int64_t MaxId = std::numeric_limits<std::uint32_t>::max();
    rpc::ChildConfig config;
    RZ_TRY(const std::int64_t id, settings.number("context_id", 1, MaxId));
    config.contextId = static_cast<ContextId>(id);
    RZ_TRY(config.parentIds, settings.ids("parent_ids"));
    RZ_TRY(const std::int64_t size, settings.number("max_message_size", 1, MaxId));
    config.maxMessageSize = static_cast<std::size_t>(size);
    RZ_TRY(config.unidirectional, settings.flag("unidirectional"));
    RZ_TRY(config.debug, settings.flag("debug"));
    RZ_TRY(config.profiling, settings.flag("profiling"));
    config.logLevel = config.debug ? LogLevel::Debug : settings.logLevel();
    config.nativeParent = false;
    return config;
}

}  // namespace

Result<Preamble> parsePreamble(std::string text)
{
    while (text.ends_with('\n'))
        text.pop_back();
    const std::size_t newline = text.rfind('\n');
    const std::string_view line = std::string_view(text).substr(newline == std::string::npos ? 0 : newline + 1);
    if (!line.starts_with(CallBegin) || !line.ends_with(CallEnd))
        return fail(ErrorKind::Decode, "the preamble does not end with a call of ExternalContext");
    const std::string_view literal = line.substr(CallBegin.size(), line.size() - CallBegin.size() - CallEnd.size());
    auto value = parsePythonLiteral(literal);
    if (!value)
        return std::unexpected(std::move(value).error().within("CONFIG"));
    Preamble preamble;
    RZ_TRY(preamble.config, toConfig(*value));
    text.resize(newline == std::string::npos ? 0 : newline);
    preamble.coreSource = std::move(text);
    return preamble;
}

Result<Preamble> startUnderPython(int receive, int transmit)
{
    RZ_CHECK(writeAll(transmit, "MITO000\n"));
    Inflater inflater(MaxPreamble);
    std::vector<std::byte> buffer(16 * 1024);
    for (bool whole = false; !whole;) {
        RZ_TRY(const std::size_t got, readSome(receive, buffer));
        RZ_TRY(whole, inflater.feed(std::span(buffer).first(got)));
    }
    RZ_TRY(Preamble preamble, parsePreamble(inflater.takeText()));
    RZ_CHECK(writeAll(transmit, "MITO001\nMITO002\n"));
    return preamble;
}

std::optional<std::string> pythonRemoteName(std::span<char* const> arguments)
{
    const auto code = std::ranges::find(arguments, std::string_view("-c"),
                                        [](const char* argument) { return std::string_view(argument); });
    if (code == arguments.end())
        return std::nullopt;
    constexpr std::ptrdiff_t NamePosition = 3;  // -c CODE B64 NAME LEN
    return arguments.end() - code > NamePosition ? code[NamePosition] : "mitogen";
}

}  // namespace rz::agent
