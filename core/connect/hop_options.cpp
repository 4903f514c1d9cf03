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

std::vector<std::string> textListOption(const Hop& hop, std::string_view name)
{
    std::vector<std::string> texts;
    if (const auto* list = option<List>(hop, name)) {
        for (const Value& item : list->items) {
            if (const auto* text = item.as<std::string>())
                texts.push_back(*text);
        }
    }
    return texts;
}

bool isTunnel(const Hop& hop)
{
    return flagOption(hop, "tunnel", false);
}

std::string targetOption(const Hop& hop)
{
    const MethodDescription* method = findMethod(hop.method);
    if (method == nullptr || method->target.empty())
        return {};
    std::string target = textOption(hop, method->target);
    if (target.empty())
        target = textOption(hop, "image");
    const OptionDescription* described = target.empty() ? findOption(hop.method, method->target) : nullptr;
    return described == nullptr ? target : std::string(described->fallback);
}

std::optional<Secret> secretOption(const Hop& hop, std::string_view name)
{
    Secret secret;
    if (const auto* given = option<Secret>(hop, name))
        secret = *given;
    else if (const auto* text = option<std::string>(hop, name))
        secret = Secret(*text);
    return secret.empty() ? std::nullopt : std::optional(std::move(secret));
}

}  // namespace rz::connect
