#pragma once

#include "core/base/error.h"
#include "core/connect/method.h"
#include "core/connect/openers/program_opener.h"

// What su and doas, which ask at a terminal in words of their own, have in common.
namespace rz::connect {

inline constexpr OptionDescription PasswordPrompt{
    .name = "password_prompt",
    .type = OptionType::Text,
    .label = "Password question",
    .help = "Part of the question for the password; only needed where something else is asked first.",
    .advanced = true,
};
inline constexpr OptionDescription IncorrectPrompts{
    .name = "incorrect_prompts",
    .type = OptionType::TextList,
    .label = "Refusals",
    .help = "Parts of lines that say that the password was wrong; any end without a shell means it when left out.",
    .advanced = true,
};

// Fills in the parts of a program that asks for the password of `account` at its terminal.
void askAtTerminal(ProgramStart& start, const Hop& hop, std::string account);

}  // namespace rz::connect
