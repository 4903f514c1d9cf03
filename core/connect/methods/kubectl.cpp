#include "core/connect/hop_options.h"
#include "core/connect/methods/arguments.h"
#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>

namespace rz::connect {

namespace {

constexpr std::array Options{
    OptionDescription{
        .name = "pod",
        .type = OptionType::Text,
        .label = forPeople("Pod"),
        .help = forPeople("Name of a running pod."),
        .required = true,
        .word = true,
    },
    OptionDescription{
        .name = "container",
        .type = OptionType::Text,
        .label = forPeople("Container"),
        .help = forPeople("Which container of the pod; its default one when left out."),
    },
    OptionDescription{
        .name = "kubectl_args",
        .type = OptionType::TextList,
        .label = forPeople("Further arguments"),
        .help = forPeople("Options of kubectl, one each: --namespace=shop, --context=test."),
        .advanced = true,
    },
    OptionDescription{
        .name = "kubectl_path",
        .type = OptionType::Path,
        .label = forPeople("Kubernetes client"),
        .help = forPeople("The kubectl command to use."),
        .fallback = "kubectl",
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
    Symptom{"(NotFound)", "There is no pod of that name in the namespace.",
            "See `kubectl get pods`; another namespace is given by --namespace=NAME among the further arguments."},
    Symptom{"pod does not exist", "There is no pod of that name in the namespace any more.", "See `kubectl get pods`."},
    Symptom{"is not valid for pod", "The pod has no container of that name.",
            "See `kubectl describe pod` for its containers."},
    Symptom{"completed pod", "The pod has ended.", "Choose one that runs: `kubectl get pods`."},
    Symptom{"container not found", "The container does not run: it is waiting, or it has crashed.",
            "See `kubectl describe pod` for why."},
    Symptom{"(Forbidden)", "This user of the cluster may not execute programs in pods there.",
            "Ask for the right to create pods/exec in that namespace."},
    Symptom{"(Unauthorized)", "The cluster does not know this user, or the login has expired.",
            "Log in to the cluster again."},
    Symptom{"The connection to the server", "The cluster is not reached.",
            "Check `kubectl cluster-info`: the kubeconfig of that user, and the network."},
    Symptom{"Unable to connect to the server", "The cluster is not reached.",
            "Check `kubectl cluster-info`: the kubeconfig of that user, and the network."},
    Symptom{"executable file not found", NoShellCause, "Choose a container of the pod that has a POSIX sh."},
    Symptom{"exec format error", WrongMachineCause, WrongMachineFix},
};

Result<ProgramStart> start(const Hop& hop, std::span<const std::string> command)
{
    const std::string pod = textOption(hop, "pod");
    ProgramStart start{.argv = {programOption(hop, "kubectl_path", "kubectl"), "exec", "--stdin", pod},
                       .environment = {"LC_ALL=C"}};
    if (const std::string container = textOption(hop, "container"); !container.empty())
        start.argv.push_back("--container=" + container);
    append(start.argv, textListOption(hop, "kubectl_args"));
    start.argv.push_back("--");
    append(start.argv, command);
    return start;
}

DiscoverySource discovery(const Hop& hop)
{
    DiscoverySource source{.argv = {programOption(hop, "kubectl_path", "kubectl"), "get", "pods", "--no-headers",
                                    "--output=custom-columns=NAME:.metadata.name,STATUS:.status.phase"},
                           .layout = {.separator = ' ', .name = 0, .state = 1, .note = -1}};
    append(source.argv, textListOption(hop, "kubectl_args"));
    return source;
}

}  // namespace

constinit const ProgramMethod KubectlMethod{
    .description =
        {
            .name = "kubectl",
            .label = forPeople("Kubernetes pod"),
            .help = forPeople("A container of a running pod."),
            .options = Options,
            .target = "pod",
            .program = "kubectl",
            .symptoms = Symptoms,
            .discovery = discovery,
        },
    .start = start,
};

}  // namespace rz::connect
