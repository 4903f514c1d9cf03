#include "core/connect/hop_options.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Name or id of a working container."),
        .required = true,
        .word = true,
    },
    ContainerUser,
    OptionDescription{
        .name = "buildah_path",
        .type = OptionType::Path,
        .label = forPeople("Buildah program"),
        .help = forPeople("The buildah command to use."),
        .fallback = "buildah",
        .advanced = true,
    },
    PythonPath,
    ContextName,
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
    Profiling,
};

constexpr std::array Symptoms{
    Symptom{"container not known", "There is no working container of that name for this user.",
            "See `buildah containers`; each user has containers of their own."},
    Symptom{"sealing memfd copy", "Buildah copies itself into memory, which the kernel refused at that moment.",
            "Connect again."},
    Symptom{"unknown user error", NoSuchUserCause, NoSuchUserFix},
    Symptom{"executable file not found", NoShellCause, "Copy a static busybox into it as /bin/sh first."},
    Symptom{"exec format error", WrongMachineCause, WrongMachineFix},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string container = textOption(hop, "container");
    ProgramStart start{.argv = {programOption(hop, "buildah_path", "buildah"), "run"}, .environment = {}};
    appendOption(start.argv, "--user", textOption(hop, "username"));
    append(start.argv, {container, "--"});
    append(start.argv, command);
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    return {.argv = {programOption(hop, "buildah_path", "buildah"), "containers", "--format", "{{.ContainerName}}"},
            .layout = {}};
}

}  // namespace

constinit const ProgramMethod BuildahMethod{
    .description =
        {
            .name = "buildah",
            .label = forPeople("Buildah container"),
            .help = forPeople("A working container of buildah."),
            .options = Options,
            .target = "container",
            .program = "buildah",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
};

}  // namespace rz::connect
