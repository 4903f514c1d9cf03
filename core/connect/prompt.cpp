#include "core/connect/prompt.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

namespace rz::connect {

std::string Prompt::identity() const
{
    std::string text = str(static_cast<int>(kind), ' ', program, ' ', subject);
    for (const std::string& hop : path)
        text += str('\n', hop);
    return text;
}

std::string shownText(std::string_view text)
{
    std::string shown = toValidUtf8(text);
    std::erase_if(shown, [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 0x7f; });
    return shown;
}

}  // namespace rz::connect
