#include "core/rpc/python_core.h"

#include "core/base/str.h"

#include <algorithm>
#include <limits>

namespace rz::rpc {

namespace {

constexpr std::string_view literal(bool value)
{
    return value ? "True" : "False";
}

std::string literal(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
        list += str(list.empty() ? "" : ",", repr(Value(name), std::numeric_limits<std::size_t>::max()));
    return str('[', list, ']');
}

bool mayStandInVersion(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
           std::string_view("(), .'\"").find(c) != std::string_view::npos;
}

}  // namespace

std::string pythonConfigCall(const ChildConfig& config, std::string_view version)
{
    std::string parents;
    for (const ContextId id : config.parentIds)
        parents += str(parents.empty() ? "" : ",", raw(id));
    // Without the rest of Mitogen a context could do nothing.
    std::vector<std::string> names = config.imports.overrides;
    if (!names.empty() && std::find(names.begin(), names.end(), "mitogen") == names.end())
        names.emplace_back("mitogen");
    const std::string overrides = literal(names);
    const std::string blocks = literal(config.imports.blocks);
    const int level = static_cast<int>(config.logLevel);
    // Mitogen profiles each thread, of which a Python since 3.12 allows one only: the context would end at once.
    const std::string_view profiling = config.profiling ? "__import__('sys').version_info<(3,12)" : "False";
    // Mitogen's own `debug` would write a file of a known name into /tmp.
    return str("\nExternalContext({'parent_ids':[", parents, "],'context_id':", raw(config.contextId),
               ",'debug':False,'profiling':", profiling, ",'unidirectional':", literal(config.unidirectional),
               ",'max_message_size':", config.maxMessageSize, ",'version':", version, ",'log_level':", level,
               ",'log_levels':(", level, ',', level, ',', std::max(level, 20), "),'import_overrides':", overrides,
               ",'import_blocks':", blocks, ",'whitelist':", overrides, ",'blacklist':", blocks, "}).main()\n");
}

std::string versionIn(std::string_view init)
{
    constexpr std::string_view Begin = "\n__version__ = (";
    const std::size_t found = init.find(Begin);
    if (found == std::string_view::npos)
        return "()";
    std::string_view tuple = init.substr(found + Begin.size() - 1);
    tuple = tuple.substr(0, std::min(tuple.find(')'), tuple.size() - 1) + 1);
    const bool plain = tuple.ends_with(')') && std::all_of(tuple.begin(), tuple.end(), mayStandInVersion);
    return plain ? std::string(tuple) : "()";
}

}  // namespace rz::rpc
