#include "core/connect/libssh/handles.h"

namespace rz::connect::ssh {

std::string takeString(char* text)
{
    std::string taken = text == nullptr ? std::string() : std::string(text);
    ssh_string_free_char(text);
    return taken;
}

}  // namespace rz::connect::ssh
