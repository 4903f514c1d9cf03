#include "core/io/own_account.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace rz::io {

namespace {

constexpr std::size_t MaxPasswd = 4 * 1024 * 1024;

// name:password:uid:gid:full name:home:shell
using Fields = std::array<std::string_view, 7>;

std::string read(const char* path)
{
    const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 16 * 1024> buffer;
    while (fd && text.size() < MaxPasswd) {
        const ssize_t count = ::read(fd.get(), buffer.data(), buffer.size());
        if (count <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return text;
}

template <class Matches>
std::optional<OwnAccount> firstLine(std::string_view file, Matches matches)
{
    while (!file.empty()) {
        std::string_view line = file.substr(0, file.find('\n'));
        file.remove_prefix(std::min(line.size() + 1, file.size()));
        Fields fields;
        for (std::string_view& field : fields) {
            field = line.substr(0, line.find(':'));
            line.remove_prefix(std::min(field.size() + 1, line.size()));
        }
        if (!fields[0].empty() && matches(fields))
            return OwnAccount{
                .name = std::string(fields[0]), .home = std::string(fields[5]), .shell = std::string(fields[6])};
    }
    return {};
}

}  // namespace

std::optional<OwnAccount> accountIn(std::string_view passwd, unsigned uid)
{
    const std::string wanted = str(uid);
    return firstLine(passwd, [&wanted](const Fields& fields) { return fields[2] == wanted; });
}

std::optional<OwnAccount> accountOf(std::string_view passwd, std::string_view name)
{
    return firstLine(passwd, [name](const Fields& fields) { return fields[0] == name; });
}

std::string passwdFile()
{
    return read("/etc/passwd");
}

std::string groupFile()
{
    return read("/etc/group");
}

OwnAccount ownAccount()
{
    const uid_t uid = ::geteuid();
    if (auto known = accountIn(passwdFile(), uid))
        return *known;
    const auto variable = [](const char* name) {
        const char* const value = std::getenv(name);
        return std::string(value == nullptr ? "" : value);
    };
    const std::string user = variable("USER");
    return {.name = user.empty() ? str(uid) : user, .home = variable("HOME"), .shell = variable("SHELL")};
}

}  // namespace rz::io
