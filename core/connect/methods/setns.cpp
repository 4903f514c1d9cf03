#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>
#include <string_view>

namespace rz::connect {

namespace {

constexpr std::array<std::string_view, 4> Kinds{"docker", "lxc", "lxd", "machinectl"};

constexpr std::array Options{
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Name of a running container."),
        .required = true,
    },
    OptionDescription{
        .name = "kind",
        .type = OptionType::Choice,
        .label = forPeople("Kind"),
        .help = forPeople("What runs the container; asked for its first process."),
        .fallback = "docker",
        .choices = Kinds,
    },
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = forPeople("User"),
        .help = forPeople("Account in the container, or a number."),
        .fallback = "root",
    },
    OptionDescription{
        .name = "docker_path",
        .type = OptionType::Path,
        .label = forPeople("Docker program"),
        .help = forPeople("The docker command to use; podman does as well."),
        .fallback = "docker",
        .advanced = true,
    },
    OptionDescription{
        .name = "lxc_path",
        .type = OptionType::Path,
        .label = forPeople("LXD program"),
        .help = forPeople("The lxc command of LXD to use."),
        .fallback = "lxc",
        .advanced = true,
    },
    OptionDescription{
        .name = "lxc_info_path",
        .type = OptionType::Path,
        .label = forPeople("LXC program"),
        .help = forPeople("The lxc-info command to use."),
        .fallback = "lxc-info",
        .advanced = true,
    },
    OptionDescription{
        .name = "machinectl_path",
        .type = OptionType::Path,
        .label = forPeople("Machinectl program"),
        .help = forPeople("The machinectl command to use."),
        .fallback = "machinectl",
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

constexpr std::string_view NoContainer = "There is no container of that name.";
constexpr std::string_view ListThem = "List the containers there are with the program of that kind.";
constexpr std::string_view NotAllowed = "This user may not ask about containers there.";
constexpr std::string_view NotRoot = "Only root may enter a container, or the user who runs it.";
constexpr std::string_view BecomeRoot = "Become root first: put sudo:root before this hop.";

constexpr std::array Symptoms{
    Symptom{"No such container", NoContainer, ListThem},
    Symptom{"no such container", NoContainer, ListThem},
    Symptom{"No such object", NoContainer, ListThem},
    Symptom{"doesn't exist", NoContainer, ListThem},
    Symptom{"not found", NoContainer, ListThem},
    Symptom{"No machine", NoContainer, ListThem},
    Symptom{"Cannot connect to the Docker daemon", "The docker daemon does not run there.",
            "Start the docker service on that host."},
    Symptom{"permission denied", NotAllowed, BecomeRoot},
    Symptom{"Insufficent privileges", NotAllowed, BecomeRoot},
    Symptom{"no permission to enter", NotRoot, BecomeRoot},
    Symptom{"there is no process", "The container was stopped meanwhile.", "Start it, then connect again."},
    Symptom{"the container has no user", "There is no such user in the container's /etc/passwd.",
            "Leave the user out, or give its number."},
};

}  // namespace

constinit const MethodDescription SetnsMethod{
    .name = "setns",
    .label = forPeople("Container, entered directly"),
    .help = forPeople(
        "A running container that need not have a shell or any file: the agent joins its namespaces. As root only."),
    .options = Options,
    .target = "container",
    .symptoms = Symptoms,
};

}  // namespace rz::connect
