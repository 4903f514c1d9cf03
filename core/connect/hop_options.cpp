#include "core/connect/hop_options.h"

namespace rz::connect {

namespace {

template <class T>
const T* option(const Hop& hop, std::string_view name)
{
    const Value* value = hop.options.find(name);
    return value == nullptr ? nullptr : value->as<T>();
}

}  // namespace

std::string textOption(const Hop& hop, std::string_view name)
{
    const auto* text = option<std::string>(hop, name);
    return text == nullptr ? std::string() : *text;
}

bool flagOption(const Hop& hop, std::string_view name, bool fallback)
{
    const auto* flag = option<bool>(hop, name);
    return flag == nullptr ? fallback : *flag;
}

std::optional<std::int64_t> wholeOption(const Hop& hop, std::string_view name)
{
    constexpr double Exact = 1LL << 53;
    if (const auto* real = option<double>(hop, name))
        return *real > -Exact && *real < Exact ? std::optional(static_cast<std::int64_t>(*real)) : std::nullopt;
    const auto* whole = option<std::int64_t>(hop, name);
    return whole == nullptr ? std::nullopt : std::optional(*whole);
}

std::optional<double> secondsOption(const Hop& hop, std::string_view name)
{
    if (const auto* real = option<double>(hop, name))
        return *real;
    const auto* whole = option<std::int64_t>(hop, name);
    return whole == nullptr ? std::nullopt : std::optional(static_cast<double>(*whole));
}

}  // namespace rz::connect
