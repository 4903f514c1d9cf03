#include "core/base/str.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"
#include "core/connect/openers/fork_request.h"

#include <array>

namespace rz::connect {

namespace {

Result<> checkFunctionName(const Value& value)
{
    const std::string& name = *value.as<std::string>();
    if (!name.empty() && (name.find('.') == std::string::npos || name.find('\0') != std::string::npos))
        return fail(ErrorKind::Argument, "must be a function's name, as \"module.function\"");
    if (name.size() > ForkRequest::MaxName)
        return fail(ErrorKind::Argument, str("must have at most ", ForkRequest::MaxName, " characters"));
    return {};
}

constexpr std::array Options{
    OptionDescription{
        .name = "on_fork",
        .type = OptionType::Text,
        .label = forPeople("First call"),
        .help = forPeople("A function of the program, without arguments, that the copy calls before anything else, as "
                          "\"module.function\"."),
        .advanced = true,
        .check = checkFunctionName,
    },
    OptionDescription{
        .name = "on_start",
        .type = OptionType::Text,
        .label = forPeople("Call at the start"),
        .help = forPeople("A function without arguments that the context calls before any call of others begins."),
        .advanced = true,
        .check = checkFunctionName,
    },
    ContextName,
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
    Profiling,
};

constexpr std::string_view WrongFunctionFix = "Name one that the program registers and that takes no arguments.";
constexpr std::array Symptoms{
    Symptom{"rhizome-agent: on_fork: ", "The function that on_fork names cannot be called there, or it failed.",
            WrongFunctionFix},
    Symptom{"rhizome-agent: on_start: ", "The function that on_start names cannot be called there.", WrongFunctionFix},
};

}  // namespace

constinit const MethodDescription ForkMethod{
    .name = "fork",
    .label = forPeople("Local process, forked"),
    .help = forPeople("As a local process, but copied from one that is kept ready: faster where many are needed."),
    .options = Options,
    .symptoms = Symptoms,
};

}  // namespace rz::connect
