#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/attach/socket_search.h"
#include "core/base/str.h"
#include "core/qt/json.h"

#include <cstdio>

namespace rz::ctl {

namespace {

Dict asDict(const attach::FoundSocket& socket)
{
    Dict dict;
    dict.set("path", socket.path);
    dict.set("live", socket.live);
    if (socket.pid) {
        dict.set("pid", *socket.pid);
        dict.set("program", socket.program);
        dict.set("command_line", socket.commandLine);
    }
    return dict;
}

std::string describe(const attach::FoundSocket& socket)
{
    if (!socket.live)
        return "stale: nobody listens";
    return socket.pid ? str("process ", *socket.pid, "  ", socket.commandLine) : std::string("live");
}

}  // namespace

int socketsCommand(const CommandLine& line)
{
    const auto found = attach::findSockets();
    if (line.json) {
        List list;
        for (const attach::FoundSocket& socket : found)
            list.items.emplace_back(asDict(socket));
        std::puts(toJson(Value(std::move(list))).c_str());
        return static_cast<int>(ExitCode::Success);
    }
    for (const attach::FoundSocket& socket : found)
        printLine(stdout, str(socket.path, "  ", describe(socket)));
    if (found.empty())
        std::fprintf(stderr, "rhizomectl: there is no mitogen_unix_*.sock of this user in %s\n",
                     attach::socketDirectory().c_str());
    return static_cast<int>(ExitCode::Success);
}

}  // namespace rz::ctl
