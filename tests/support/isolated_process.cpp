#include "tests/support/isolated_process.h"

#include "core/base/str.h"
#include "tests/support/container_root.h"

#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace rz::test {

namespace {

// What both stand-ins are made of. `enter PID USER COMMAND…` becomes the command inside; USER is a line of the /etc/passwd there.
constexpr std::string_view Common = R"sh(#!/bin/sh
here=${0%/*}
printf '%s' "${0##*/}" >>"$here/log"
for word; do printf ' [%s]' "$word" >>"$here/log"; done
echo >>"$here/log"
refuse() { echo "stand-in for ${0##*/}: $*" >&2; exit 64; }
if [ -e "$here/failure" ]; then cat "$here/failure" >&2; exit 1; fi
enter()
{
    root=/proc/$1/root pid=$1 ids=$2
    shift 2
    PATH=/bin exec /usr/bin/env -i PATH=/bin HOME=/ /usr/bin/nsenter --target "$pid" --mount --uts --ipc --pid \
        --root="$root" --wd="$root" ${ids:+--setuid=${ids%:*} --setgid=${ids#*:}} -- "$@"
}
has() { [ -x "/proc/$1/root/bin/$2" ] || [ -x "/proc/$1/root$2" ]; }
)sh";

constexpr std::string_view Kubectl = R"sh(
verb= stdin= pod= container= namespace=default
if [ "$1 $2" = "get pods" ]; then
    shift 2
    [ "$*" = "--no-headers --output=custom-columns=NAME:.metadata.name,STATUS:.status.phase" ] || refuse "another way to get pods"
    for place in "$here/pods/$namespace"/*; do
        if [ -e "$place/.ended" ]; then state=Succeeded; else state=Running; fi
        printf '%-12s %s\n' "${place##*/}" "$state"
    done
    exit
fi
while [ $# -gt 0 ]; do
    case $1 in
    --) shift; break ;;
    -n | --namespace) namespace=$2; shift 2 ;;
    --namespace=*) namespace=${1#*=}; shift ;;
    -c | --container) container=$2; shift 2 ;;
    --container=*) container=${1#*=}; shift ;;
    --context | --kubeconfig | -s | --server) shift 2 ;;
    --context=* | --kubeconfig=* | --server=*) shift ;;
    -i | --stdin) stdin=yes; shift ;;
    -q | --quiet) shift ;;
    -t | --tty | -it | -ti) refuse "a terminal would spoil the bytes" ;;
    -*) refuse "unknown flag $1" ;;
    exec) [ -z "$verb" ] || refuse "two verbs"; verb=exec; shift ;;
    *) [ "$verb" = exec ] || refuse "unknown command $1"; [ -z "$pod" ] || refuse "no -- before the command"; pod=$1; shift ;;
    esac
done
[ "$verb" = exec ] || refuse "no verb"
[ -n "$stdin" ] || refuse "standard input is not passed on"
[ -n "$pod" ] || refuse "no pod"
[ $# -gt 0 ] || refuse "no command"
place=$here/pods/$namespace/$pod
[ -d "$place" ] || { echo "Error from server (NotFound): pods \"$pod\" not found" >&2; exit 1; }
if [ -e "$place/.ended" ]; then
    echo "error: cannot exec into a container in a completed pod; current phase is Succeeded" >&2
    exit 1
fi
if [ -z "$container" ]; then
    for each in "$place"/*; do [ -n "$container" ] || container=${each##*/}; done
    echo "Defaulted container \"$container\" out of: $(cd "$place" && echo *)" >&2
fi
[ -e "$place/$container" ] || { echo "Error from server (BadRequest): container $container is not valid for pod $pod" >&2; exit 1; }
read -r pid <"$place/$container"
has "$pid" "$1" || {
    echo "error: Internal error occurred: error executing command in container: failed to exec in container: failed to start" \
        "exec \"5b6d\": OCI runtime exec failed: exec failed: unable to start container process: exec: \"$1\": executable" \
        "file not found in \$PATH: unknown" >&2
    exit 1
}
enter "$pid" "" "$@"
)sh";

// Of jexec(8) in FreeBSD 14. -u is a user of the host, -U one of the jail.
constexpr std::string_view Jexec = R"sh(
user=
while :; do
    case $1 in
    -l) shift ;;
    -d) shift 2 ;;
    -U) user=$2; shift 2 ;;
    -u) refuse "a user of the host, not of the jail" ;;
    -*) refuse "unknown option $1" ;;
    *) break ;;
    esac
done
[ $# -gt 0 ] || refuse "no jail"
[ $# -gt 1 ] || refuse "no command"
[ -e "$here/jails/$1" ] || { echo "jexec: jail \"$1\" not found" >&2; exit 1; }
read -r pid <"$here/jails/$1"
shift
ids=
if [ -n "$user" ]; then
    ids=$(sed -n "s/^$user:[^:]*:\([0-9]*:[0-9]*\):.*/\1/p" "/proc/$pid/root/etc/passwd")
    [ -n "$ids" ] || { echo "jexec: $user: no such user" >&2; exit 1; }
fi
has "$pid" "$1" || { echo "jexec: execvp: $1: No such file or directory" >&2; exit 1; }
enter "$pid" "$ids" "$@"
)sh";

// `jls name`, as jls(8) prints the names of all jails.
constexpr std::string_view Jls = R"sh(
[ "$*" = name ] || refuse "only the names are told"
ls "$here/jails"
)sh";

pid_t childOf(pid_t pid)
{
    return std::atoi(readFile(str("/proc/", pid, "/task/", pid, "/children")).c_str());
}

}  // namespace

std::string IsolatedProcess::unavailable()
{
    return containersUnavailable({"/usr/bin/unshare", "/usr/bin/nsenter"});
}

IsolatedProcess::IsolatedProcess(Root root)
{
    if (root == Root::Bare)
        makeBareRoot(m_root.path());
    else
        makeBusyboxRoot(m_root.path());
    mustRun({"mknod", "--mode=666", m_root.file("dev/null"), "c", "1", "3"});
    m_process = std::make_unique<Background>(
        std::vector<std::string>{"unshare", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child",
                                 "--root=" + m_root.path(), "--wd=/", "--mount-proc", "--", ContainerSleeper});
    m_janitor = std::make_unique<Janitor>(str("kill -KILL ", m_process->pid(), "; sleep 0.2; rm -rf ", m_root.path()));
    const bool runs = waitUntil([this] {
        m_pid = childOf(m_process->pid());
        return m_pid > 0 && readFile(str("/proc/", m_pid, "/cmdline")).starts_with(ContainerSleeper);
    });
    if (!runs)
        throw std::runtime_error("unshare made no process");
}

StandIns::StandIns()
{
    m_directory.makeDirectory("pods", 0755);
    m_directory.makeDirectory("pods/default", 0755);
    m_directory.makeDirectory("jails", 0755);
    m_directory.write("kubectl", str(Common, Kubectl), 0755);
    m_directory.write("jexec", str(Common, Jexec), 0755);
    m_directory.write("jls", str(Common, Jls), 0755);
    m_directory.write("log", "", 0666);
}

void StandIns::addPod(const std::string& name, const IsolatedProcess& process, const std::string& container)
{
    m_directory.makeDirectory(str("pods/default/", name), 0755);
    m_directory.write(str("pods/default/", name, '/', container), str(process.pid(), '\n'), 0644);
}

void StandIns::addEndedPod(const std::string& name)
{
    m_directory.makeDirectory(str("pods/default/", name), 0755);
    m_directory.write(str("pods/default/", name, "/.ended"), "", 0644);
}

void StandIns::addJail(const std::string& name, const IsolatedProcess& process)
{
    m_directory.write("jails/" + name, str(process.pid(), '\n'), 0644);
}

void StandIns::failWith(const std::string& message)
{
    m_directory.write("failure", message + '\n', 0644);
}

}  // namespace rz::test
