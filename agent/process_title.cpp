#include "agent/process_title.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <sys/prctl.h>
#include <unistd.h>

namespace rz::agent {

namespace {

// The strings lie one behind the other, arguments before environment.
char* endOfStrings(char** strings, char* end)
{
    for (char** string = strings; *string != nullptr; ++string) {
        if (*string == end)
            end = *string + std::strlen(*string) + 1;
    }
    return end;
}

void moveEnvironment()
{
    for (char** variable = ::environ; *variable != nullptr; ++variable) {
        if (char* const copy = ::strdup(*variable))
            *variable = copy;  // kept as long as the process, as the environment is
    }
}

}  // namespace

void setProcessTitle(char** argv, std::string_view title)
{
    if (argv[0] == nullptr || ::environ == nullptr)
        return;
    char* const begin = argv[0];
    char* const end = endOfStrings(::environ, endOfStrings(argv, begin));
    moveEnvironment();
    // The last byte stays NUL, where the kernel stops reading.
    const std::size_t size = std::min(title.size(), static_cast<std::size_t>(end - begin) - 1);
    std::memcpy(begin, title.data(), size);
    std::memset(begin + size, 0, static_cast<std::size_t>(end - begin) - size);
    argv[1] = nullptr;
    ::prctl(PR_SET_NAME, "rhizome-agent");
}

}  // namespace rz::agent
