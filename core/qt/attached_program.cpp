#include "core/qt/attached_program.h"

#include "core/attach/peer_program.h"
#include "core/base/str.h"

#include <sys/stat.h>
#include <vector>

namespace rz::qt {
namespace {

std::string_view baseName(std::string_view path)
{
    return path.substr(path.rfind('/') + 1);
}

std::vector<std::string_view> words(std::string_view line)
{
    std::vector<std::string_view> found;
    while (!line.empty()) {
        const std::size_t end = std::min(line.find(' '), line.size());
        if (end > 0)
            found.push_back(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return found;
}

std::string_view speaks(attach::PeerKind kind)
{
    switch (kind) {
    case attach::PeerKind::Rhizome: return "Rhizome";
    case attach::PeerKind::Mitogen: return "Mitogen, 0.3.39 or later";
    case attach::PeerKind::OldMitogen: break;
    }
    return "Mitogen, before 0.3.39";
}

}  // namespace

std::string programTitle(std::string_view program, std::string_view commandLine)
{
    const std::vector<std::string_view> arguments = words(commandLine);
    if (!baseName(program).starts_with("python"))
        return std::string(baseName(program));
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        if (arguments[i] == "-c")
            break;
        if (arguments[i] == "-m" && i + 1 < arguments.size())
            return std::string(arguments[i + 1]);
        if (!arguments[i].starts_with('-'))
            return std::string(baseName(arguments[i]));
    }
    return std::string(baseName(program));
}

std::vector<SocketSnapshot> findSockets()
{
    std::vector<SocketSnapshot> sockets;
    for (attach::FoundSocket& found : attach::findSockets()) {
        SocketSnapshot socket{.found = std::move(found), .title = {}, .since = {}};
        socket.title = connect::shownText(programTitle(socket.found.program, socket.found.commandLine));
        struct stat status{};
        if (::stat(socket.found.path.c_str(), &status) == 0)
            socket.since = std::chrono::system_clock::from_time_t(status.st_mtime);
        sockets.push_back(std::move(socket));
    }
    return sockets;
}

std::string nameOfSocket(std::string_view path)
{
    return std::string(baseName(path));
}

void describeProgram(NodeSnapshot& shown, attach::Attachment& attachment)
{
    const pid_t pid = attachment.processId();
    const attach::PeerProgram program = attach::programOf(pid);
    if (const std::string title = programTitle(program.name, program.commandLine); !title.empty())
        shown.name = connect::shownText(str(title, " (", pid, ')'));
    shown.id = attachment.server().id();
    shown.native = attachment.peerKind() == attach::PeerKind::Rhizome;
    shown.facts = {};
    if (!program.commandLine.empty())
        shown.facts.set("command", connect::shownText(program.commandLine));
    if (pid != 0)
        shown.facts.set("pid", static_cast<std::int64_t>(pid));
    shown.facts.set("socket", attachment.path());
    shown.facts.set("speaks", speaks(attachment.peerKind()));
    shown.facts.set("own id", static_cast<std::int64_t>(raw(attachment.id())));
}

}  // namespace rz::qt
