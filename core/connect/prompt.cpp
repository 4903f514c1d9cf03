#include "core/connect/prompt.h"

#include "core/base/str.h"
#include "core/base/utf8.h"

#include <algorithm>

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
    const std::string valid = toValidUtf8(text);
    std::string shown;
    for (std::size_t i = 0; i < valid.size(); ++i) {
        const auto byte = static_cast<unsigned char>(valid[i]);
        // U+0080 to U+009F in UTF-8: control characters to a terminal as well.
        const bool wide = byte == 0xc2 && static_cast<unsigned char>(valid[i + 1]) < 0xa0;
        if (wide)
            ++i;
        else if ((byte >= ' ' && byte != 0x7f) || byte == '\n' || byte == '\t')
            shown += valid[i];
    }
    return shown;
}

std::string shownLine(std::string_view text)
{
    std::string shown = shownText(text);
    std::ranges::replace_if(shown, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return shown;
}

}  // namespace rz::connect
