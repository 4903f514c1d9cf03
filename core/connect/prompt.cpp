#include "core/connect/prompt.h"

#include "core/base/str.h"

namespace rz::connect {

std::string Prompt::identity() const
{
    std::string text = str(static_cast<int>(kind), ' ', program, ' ', subject);
    for (const std::string& hop : path)
        text += str('\n', hop);
    return text;
}

}  // namespace rz::connect
