#include "agent/functions/os.h"

#include "agent/functions/text_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <unistd.h>

namespace rz::os {

Dict environ()
{
    Dict variables;
    for (char** entry = ::environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos)
            variables.set(toValue(OsString(text.substr(0, equals))), toValue(OsString(text.substr(equals + 1))));
    }
    return variables;
}

std::optional<OsString> getenv(const OsString& name)
{
    const char* const value = ::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<OsString>(value);
}

Result<OsString> getcwd()
{
    std::array<char, PATH_MAX> path{};
    if (::getcwd(path.data(), path.size()) == nullptr)
        return failErrno("cannot tell the working directory", errno);
    return OsString(path.data());
}

// umask(2) can only tell the mask by changing it, which other threads would see.
Result<std::int64_t> umask()
{
    RZ_TRY(const std::string status, readTextFile("/proc/self/status"));
    const std::string_view octal = fieldOf(status, "Umask:");
    std::int64_t mask = 0;
    if (std::from_chars(octal.data(), octal.data() + octal.size(), mask, 8).ec != std::errc())
        return fail(ErrorKind::Error, "the kernel does not tell the file mode mask");
    return mask;
}

}  // namespace rz::os
