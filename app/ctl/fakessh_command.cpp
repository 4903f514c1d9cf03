#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/fakessh/program.h"

#include <memory>
#include <optional>
#include <unistd.h>

namespace rz::ctl {

namespace {

Result<io::ExitStatus> runProgram(Session& session, const rpc::Context& context, const CommandLine& line)
{
    fakessh::ProgramOptions options;
    options.argv = line.arguments;
    RZ_TRY(options.standIn, session.agents().localPath());
    std::optional<io::ExitStatus> status;
    RZ_TRY(const auto program,
           fakessh::Program::start(
               fakessh::openByCall(context), options,
               {{STDIN_FILENO, STDIN_FILENO}, {STDOUT_FILENO, STDOUT_FILENO}, {STDERR_FILENO, STDERR_FILENO}},
               fakessh::Program::Group::Inherit,
               {.onTraffic = {}, .onExit = [&status](io::ExitStatus ended) { status = ended; }}));
    const auto deadline = line.timeout ? std::optional(Clock::now() + *line.timeout) : std::nullopt;
    session.broker().runUntil([&] { return status.has_value() || session.interrupted(); }, deadline);
    if (status)
        return *status;
    // At an interrupt from the terminal it has got one, too, and may have something left to say.
    program->terminate();
    session.broker().runUntil([&] { return status.has_value(); });
    if (!session.interrupted())
        return fail(ErrorKind::Timeout, str(line.arguments.front(), " was ended because its time was over"));
    return *status;
}

}  // namespace

int fakesshCommand(Session& session, const CommandLine& line)
{
    const auto status = [&]() -> Result<int> {
        RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
        RZ_TRY(const io::ExitStatus ended, runProgram(session, context, line));
        return ended.shellStatus();
    }();
    if (status)
        return *status;
    reportError(status.error(), line.json);
    return RunFailed;
}

}  // namespace rz::ctl
