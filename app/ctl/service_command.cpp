#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"

#include "core/base/assertion.h"
#include "core/base/str.h"

namespace rz::ctl {

namespace {

Result<Value> callService(Session& session, const CommandLine& line)
{
    RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
    Dict kwargs;
    for (const std::string& argument : line.arguments) {
        auto named = namedArgumentFrom(argument);
        RZ_ASSERT(named);  // parseCommandLine() takes no others
        kwargs.set(std::move(named->first), std::move(named->second));
    }
    return awaitAnswer(session, context, str("call ", line.service, '.', line.function),
                       [&](rpc::Context::OnResult onResult) {
                           return context.callServiceAsync(line.service, line.function, std::move(kwargs),
                                                           std::move(onResult), line.timeout);
                       });
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
