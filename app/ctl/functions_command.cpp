#include "app/ctl/commands.h"
#include "app/ctl/exit_code.h"
#include "app/ctl/print_line.h"

#include "core/base/str.h"
#include "core/qt/json.h"
#include "core/rpc/function.h"

#include <cstdio>

namespace rz::ctl {

namespace {

std::string signature(const rpc::FunctionDescription& function)
{
    std::string text = function.name + '(';
    bool first = true;
    for (const rpc::ParameterDescription& parameter : function.parameters) {
        text += str(first ? "" : ", ", parameter.name, parameter.optional ? "?" : "", ": ", parameter.type);
        first = false;
    }
    return text + ") → " + function.result;
}

Result<> print(const Value& list, bool json)
{
    if (json) {
        std::puts(toJson(list).c_str());
        return {};
    }
    const List* functions = list.as<List>();
    if (functions == nullptr)
        return fail(ErrorKind::Stream, "the context gave no list of functions");
    for (const Value& item : functions->items) {
        RZ_TRY(const rpc::FunctionDescription function, rpc::functionDescriptionFrom(item));
        printLine(stdout, signature(function));
        printLine(stdout, "    " + function.help);
    }
    return {};
}

}  // namespace

int functionsCommand(Session& session, const CommandLine& line)
{
    const auto listed = [&]() -> Result<> {
        RZ_TRY(const rpc::Context context, session.connectChain(line.chains.front()));
        if (!session.isNative(context.id()))
            return fail(ErrorKind::Argument,
                        "a Python context has no list: call functions of its modules by their names");
        RZ_TRY(const Value list, callAndWait(session, context, rpc::Call::byName("rhizome.functions"), line.timeout));
        return print(list, line.json);
    }();
    if (listed)
        return static_cast<int>(ExitCode::Success);
    reportError(listed.error(), line.json);
    return static_cast<int>(exitCodeFor(listed.error()));
}

}  // namespace rz::ctl
