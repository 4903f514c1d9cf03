#include "core/connect/prompt.h"

#include "core/base/str.h"

namespace rz::connect {

std::string Prompt::identity() const
{
    return str(static_cast<int>(kind), ' ', program, ' ', subject);
}

}  // namespace rz::connect
