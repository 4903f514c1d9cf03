#include "core/connect/own_account.h"

#include "core/base/str.h"
#include "core/base/unique_fd.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>

namespace rz::connect {

namespace {

constexpr std::size_t MaxPasswd = 4 * 1024 * 1024;

std::string passwdFile()
{
    const UniqueFd fd(::open("/etc/passwd", O_RDONLY | O_CLOEXEC));
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

}  // namespace

std::string accountIn(std::string_view passwd, unsigned uid)
{
    const std::string wanted = str(uid);
    while (!passwd.empty()) {
        const std::size_t end = std::min(passwd.find('\n'), passwd.size());
        const std::string_view line = passwd.substr(0, end);
        passwd.remove_prefix(std::min(end + 1, passwd.size()));
        // name:password:uid:…
        const std::size_t first = line.find(':');
        const std::size_t second = first == std::string_view::npos ? first : line.find(':', first + 1);
        if (second == std::string_view::npos)
            continue;
        const std::string_view rest = line.substr(second + 1);
        if (first > 0 && rest.substr(0, rest.find(':')) == wanted)
            return std::string(line.substr(0, first));
    }
    return {};
}

std::string ownAccount()
{
    const uid_t uid = ::geteuid();
    if (std::string name = accountIn(passwdFile(), uid); !name.empty())
        return name;
    const char* const user = std::getenv("USER");
    return user != nullptr && *user != '\0' ? std::string(user) : str(uid);
}

}  // namespace rz::connect
