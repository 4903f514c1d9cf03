#include "core/connect/methods/sudo_arguments.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rz::connect {

namespace {

enum class Takes : std::uint8_t { Nothing, Value, ValueAfterEquals };
enum class Becomes : std::uint8_t { User, Home, Nothing, Itself };

struct SudoOption {
    char letter;
    std::string_view name;
    Takes takes;
    Becomes becomes;
};

constexpr std::array SudoOptions{
    SudoOption{'u', "user", Takes::Value, Becomes::User},
    SudoOption{'H', "set-home", Takes::Nothing, Becomes::Home},
    SudoOption{'i', "login", Takes::Nothing, Becomes::Home},
    SudoOption{'S', "stdin", Takes::Nothing, Becomes::Nothing},
    SudoOption{'n', "non-interactive", Takes::Nothing, Becomes::Nothing},
    SudoOption{'A', "askpass", Takes::Nothing, Becomes::Nothing},
    SudoOption{'p', "prompt", Takes::Value, Becomes::Nothing},
    SudoOption{'E', "preserve-env", Takes::ValueAfterEquals, Becomes::Itself},
    SudoOption{'P', "preserve-groups", Takes::Nothing, Becomes::Itself},
    SudoOption{'k', "reset-timestamp", Takes::Nothing, Becomes::Itself},
    SudoOption{'g', "group", Takes::Value, Becomes::Itself},
    SudoOption{'r', "role", Takes::Value, Becomes::Itself},
    SudoOption{'t', "type", Takes::Value, Becomes::Itself},
};

class SudoParser {
public:
    explicit SudoParser(std::span<const std::string> arguments) : m_rest(arguments) {}

    Result<SudoArguments> parse()
    {
        while (!m_rest.empty()) {
            const std::string_view argument = m_rest.front();
            m_rest = m_rest.subspan(1);
            if (argument.starts_with("--") && argument.size() > 2)
                RZ_CHECK(longOption(argument));
            else if (argument.starts_with('-') && argument.size() > 1 && argument != "--")
                RZ_CHECK(shortOptions(argument.substr(1)));
            else
                return unsupported(argument);
        }
        return std::move(m_found);
    }

private:
    Result<> longOption(std::string_view argument)
    {
        const std::size_t equals = std::min(argument.find('='), argument.size());
        const auto* const option = std::ranges::find(SudoOptions, argument.substr(2, equals - 2), &SudoOption::name);
        const bool hasValue = equals < argument.size();
        if (option == SudoOptions.end() || (hasValue && option->takes == Takes::Nothing))
            return unsupported(argument);
        std::optional<std::string_view> value;
        if (hasValue)
            value = argument.substr(equals + 1);
        return take(*option, argument, value);
    }

    Result<> shortOptions(std::string_view letters)
    {
        while (!letters.empty()) {
            const std::string name = str('-', letters.front());
            const auto* const option = std::ranges::find(SudoOptions, letters.front(), &SudoOption::letter);
            letters.remove_prefix(1);
            if (option == SudoOptions.end())
                return unsupported(name);
            std::optional<std::string_view> value;
            if (option->takes == Takes::Value && !letters.empty())
                value = std::exchange(letters, {});
            RZ_CHECK(take(*option, name, value));
        }
        return {};
    }

    Result<> take(const SudoOption& option, std::string_view written, std::optional<std::string_view> value)
    {
        if (option.takes == Takes::Value && !value) {
            if (m_rest.empty())
                return rz::fail(ErrorKind::Stream, str("must give ", written, " a value"));
            value = m_rest.front();
            m_rest = m_rest.subspan(1);
        }
        switch (option.becomes) {
        case Becomes::User: m_found.username = *value; break;
        case Becomes::Home: m_found.setHome = true; break;
        case Becomes::Nothing: break;
        case Becomes::Itself:
            m_found.further.push_back(value ? str("--", option.name, '=', *value) : str("--", option.name));
        }
        return {};
    }

    static std::unexpected<Error> unsupported(std::string_view what)
    {
        return rz::fail(ErrorKind::Stream, str("must not hold ", what, ", which has no meaning here"));
    }

    std::span<const std::string> m_rest;
    SudoArguments m_found;
};

}  // namespace

Result<SudoArguments> parseSudoArguments(std::span<const std::string> arguments)
{
    return SudoParser(arguments).parse();
}

}  // namespace rz::connect
