#include "core/connect/context_name.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace rz::connect {

std::string contextName(const Hop& hop, const Dict& facts)
{
    if (std::string given = textOption(hop, "name"); !given.empty())
        return given;
    constexpr std::int64_t UsualPort = 22;
    if (hop.method == "ssh") {
        const std::int64_t port = wholeOption(hop, "port").value_or(UsualPort);
        return str("ssh.", textOption(hop, "hostname"), port == UsualPort ? "" : str(':', port));
    }
    if (const std::string target = targetOption(hop); !target.empty())
        return str(hop.method, '.', target);
    const Value* pid = facts.find("pid");
    return str(hop.method, '.', pid != nullptr && pid->is<std::int64_t>() ? *pid->as<std::int64_t>() : 0);
}

std::string ownRemoteName()
{
    char host[256] = {};
    if (::gethostname(host, sizeof host - 1) != 0)
        host[0] = '\0';
    const char* user = std::getenv("USER");
    const std::string who = user != nullptr && *user != '\0' ? std::string(user) : str(::getuid());
    std::string name = str(who, '@', static_cast<const char*>(host), ':', ::getpid());
    std::replace_if(name.begin(), name.end(), [](char c) { return c == '/' || c == '\\'; }, '_');
    return name;
}

}  // namespace rz::connect
