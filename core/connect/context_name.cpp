#include "core/connect/context_name.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"

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

}  // namespace rz::connect
