#include "core/connect/host_key_rules.h"

#include <algorithm>
#include <sys/stat.h>

namespace rz::connect {

std::string hostKeyFamily(std::string_view type)
{
    if (type.starts_with("ecdsa-"))
        return "ECDSA";
    if (type.starts_with("sk-"))
        return type.find("ecdsa") != std::string_view::npos ? "ECDSA-SK" : "ED25519-SK";
    if (type.starts_with("ssh-"))
        type.remove_prefix(4);
    std::string upper(type);
    std::ranges::transform(upper, upper.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return upper;
}

Result<std::string> fileForHostKeys(const std::vector<std::string>& userKnownHosts)
{
    struct stat status{};
    if (userKnownHosts.empty() || (::stat(userKnownHosts.front().c_str(), &status) == 0 && !S_ISREG(status.st_mode)))
        return fail(ErrorKind::Argument, "the configuration names no file for it");
    return userKnownHosts.front();
}

void makeDirectoryOf(const std::string& path)
{
    const std::size_t slash = path.rfind('/');
    if (slash != std::string::npos && slash > 0)
        ::mkdir(path.substr(0, slash).c_str(), 0700);
}

std::string_view takeWord(std::string_view& line)
{
    constexpr std::string_view Blanks = " \t\r";
    line.remove_prefix(std::min(line.find_first_not_of(Blanks), line.size()));
    const std::size_t end = std::min(line.find_first_of(Blanks), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

}  // namespace rz::connect
