#include "core/connect/bootstrap/agent_file.h"

#include "core/base/str.h"
#include "core/io/read_file.h"

#include <sys/utsname.h>
#include <utility>

namespace rz::connect {

std::string ownMachine()
{
    utsname names{};
    return ::uname(&names) == 0 ? names.machine : "";
}

Result<Bytes> readAgent(const std::string& path)
{
    RZ_TRY(std::string content, io::readFile(path));
    return Bytes(std::move(content));
}

Error noAgentError(std::string_view machine, const std::vector<std::string>& directories)
{
    std::string looked;
    for (const std::string& directory : directories)
        looked += str(looked.empty() ? "" : ", ", directory);
    return Error(ErrorKind::Stream, str("there is no agent for ", machine))
        .withDetails({.seen = looked.empty() ? std::string() : "looked in " + looked,
                      .cause = str("No rhizome-agent built for ", machine, " is installed."),
                      .fix = "Install the agent for that architecture beside the others, or python3 there."});
}

}  // namespace rz::connect
