#include "app/ctl/command_line.h"
#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/io/descriptors.h"
#include "core/io/profile.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

using namespace rz;

namespace {

int dispatch(ctl::Session& session, const ctl::CommandLine& line)
{
    switch (line.command) {
    case ctl::Command::Call: return ctl::callCommand(session, line);
    case ctl::Command::Service: return ctl::serviceCommand(session, line);
    case ctl::Command::Run: return ctl::runCommand(session, line);
    case ctl::Command::Ssh: return ctl::sshCommand(session, line);
    case ctl::Command::Fakessh: return ctl::fakesshCommand(session, line);
    case ctl::Command::Fetch: return ctl::fetchCommand(session, line);
    case ctl::Command::Functions: return ctl::functionsCommand(session, line);
    case ctl::Command::Tree:
        return line.attachTo.empty() ? ctl::treeCommand(session, line) : ctl::attachedTreeCommand(session, line);
    case ctl::Command::Discover: return ctl::discoverCommand(session, line);
    case ctl::Command::Listen: return ctl::listenCommand(session, line);
    case ctl::Command::Sockets: break;
    }
    return static_cast<int>(ctl::ExitCode::Usage);
}

}  // namespace

int main(int argc, char** argv)
{
    io::fillStandardStreams();
    io::enableProfilingByEnvironment();
    const io::ThreadProfile profile("main");
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("rhizomectl"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RHIZOME_VERSION));

    const auto parsed = ctl::parseCommandLine(arguments);
    if (!parsed) {
        ctl::printLine(stderr, "rhizomectl: " + parsed.error().text());
        return static_cast<int>(ctl::ExitCode::Usage);
    }
    if (!parsed->commandLine) {
        std::fputs(parsed->text.c_str(), stdout);
        return static_cast<int>(ctl::ExitCode::Success);
    }
    if (parsed->commandLine->command == ctl::Command::Sockets)
        return ctl::socketsCommand(*parsed->commandLine);
    auto session = ctl::Session::create(*parsed->commandLine);
    if (!session) {
        ctl::reportError(session.error(), parsed->commandLine->json);
        return static_cast<int>(ctl::exitCodeFor(session.error()));
    }
    return dispatch(**session, *parsed->commandLine);
}
