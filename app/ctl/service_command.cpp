#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/str.h"
#include "core/rpc/receiver.h"

#include <optional>

namespace rz::ctl {

namespace {

Result<Value> callService(Session& session, const CommandLine& line)
{
    RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
    Dict kwargs;
    for (const std::string& argument : line.arguments) {
        auto named = namedArgumentFrom(argument);
        if (!named)
            return fail(ErrorKind::Argument, str("services take arguments by name: NAME=", argument));
        kwargs.set(std::move(named->first), std::move(named->second));
    }
    const auto receiver = context.callServiceAsync(line.service, line.function, std::move(kwargs));
    std::optional<Result<Value>> answer;
    receiver->listen([&answer](const routing::Message& message) {
        if (!answer)
            answer = message.unpickle();
    });
    const auto deadline = line.timeout ? std::optional(Clock::now() + *line.timeout) : std::nullopt;
    session.broker().runUntil([&] { return answer.has_value() || session.interrupted(); }, deadline);
    if (answer)
        return std::move(*answer);
    if (session.interrupted())
        return fail(ErrorKind::Cancelled, "interrupted");
    return fail(ErrorKind::Timeout, str(line.service, " did not answer in time"));
}

}  // namespace

int serviceCommand(Session& session, const CommandLine& line)
{
    const auto result = callService(session, line);
    if (!result) {
        reportError(result.error(), line.json);
        return static_cast<int>(exitCodeFor(result.error()));
    }
    printResult(*result, line.json);
    return static_cast<int>(ExitCode::Success);
}

}  // namespace rz::ctl
