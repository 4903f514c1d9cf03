#include "core/connect/methods/password_options.h"

#include "core/connect/hop_options.h"

#include <algorithm>
#include <utility>

namespace rz::connect {

void askAtTerminal(ProgramStart& start, const Hop& hop, std::string account)
{
    start.asks = ProgramStart::Asks::Terminal;
    start.given = secretOption(hop, "password");
    start.accountOf = [account = std::move(account), prompt = textOption(hop, "password_prompt")](
                          std::string_view text, int number) -> std::optional<std::string> {
        const bool password = prompt.empty() ? number == 1 : text.find(prompt) != std::string_view::npos;
        return password ? std::optional(account) : std::nullopt;
    };
    start.refused = [refusals = textListOption(hop, "incorrect_prompts")](const std::vector<std::string>& lines) {
        return refusals.empty() || std::ranges::any_of(lines, [&refusals](const std::string& line) {
                   return std::ranges::any_of(refusals, [&line](const std::string& refusal) {
                       return line.find(refusal) != std::string::npos;
                   });
               });
    };
}

}  // namespace rz::connect
