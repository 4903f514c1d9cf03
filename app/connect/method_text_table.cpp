#include "app/connect/method_text.h"

#include <QCoreApplication>

#include <array>

namespace rz::app {
namespace {

constexpr std::array Texts = {
    // What several methods have
    QT_TRANSLATE_NOOP("rz::connect", "Runtime"),
    QT_TRANSLATE_NOOP("rz::connect", "Left out, the Rhizome agent; an interpreter, as python3, and its arguments make "
                                     "it a Mitogen context in Python."),
    QT_TRANSLATE_NOOP("rz::connect", "Context name"),
    QT_TRANSLATE_NOOP("rz::connect", "What other contexts know it by, in messages of the log for example; made of the "
                                     "method and its target when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Process name"),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "Shown by ps on the host after \"rhizome:\"; user@host:pid of the parent when left out. No slashes."),
    QT_TRANSLATE_NOOP("rz::connect", "Time limit"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Seconds to wait for the connection; the clock stands still while a question is open."),
    QT_TRANSLATE_NOOP("rz::connect", "No traffic between its children"),
    QT_TRANSLATE_NOOP("rz::connect", "Contexts below it may talk to their parents only, not to each other."),
    QT_TRANSLATE_NOOP("rz::connect", "Debug log"),
    QT_TRANSLATE_NOOP("rz::connect", "The context sends its debug messages to the log."),
    QT_TRANSLATE_NOOP("rz::connect", "Profile"),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "The context and those below it write what each thread does into /tmp/rhizome.stats.*.json there, "
        "for a trace viewer such as Perfetto."),
    QT_TRANSLATE_NOOP("rz::connect", "User"),
    QT_TRANSLATE_NOOP("rz::connect", "Account in the container; the one its image names when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Password question"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Part of the question for the password; only needed where something else is asked first."),
    QT_TRANSLATE_NOOP("rz::connect", "Refusals"),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "Parts of lines that say that the password was wrong; any end without a shell means it when left out."),
    // SSH
    QT_TRANSLATE_NOOP("rz::connect", "Host"),
    QT_TRANSLATE_NOOP("rz::connect", "Host name, address, or a Host entry of ~/.ssh/config."),
    QT_TRANSLATE_NOOP("rz::connect", "Account on the host; from ~/.ssh/config or your own name when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Port"),
    QT_TRANSLATE_NOOP("rz::connect", "TCP port of the ssh server; from ~/.ssh/config or 22 when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Host keys"),
    QT_TRANSLATE_NOOP("rz::connect", "ask: show unknown and changed keys; enforce: refuse them; accept: trust and "
                                     "store unknown ones; ignore: do not check."),
    QT_TRANSLATE_NOOP("rz::connect", "ask"),
    QT_TRANSLATE_NOOP("rz::connect", "enforce"),
    QT_TRANSLATE_NOOP("rz::connect", "accept"),
    QT_TRANSLATE_NOOP("rz::connect", "ignore"),
    QT_TRANSLATE_NOOP("rz::connect", "Password"),
    QT_TRANSLATE_NOOP("rz::connect", "Used once if the server asks for one; you are asked when it is left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Private key"),
    QT_TRANSLATE_NOOP("rz::connect", "File of a private key to offer."),
    QT_TRANSLATE_NOOP("rz::connect", "Offer only that key"),
    QT_TRANSLATE_NOOP("rz::connect", "Keys of the ssh agent are not offered when a private key or password is given."),
    QT_TRANSLATE_NOOP("rz::connect", "Compression"),
    QT_TRANSLATE_NOOP("rz::connect", "Compress the connection; worth it on slow links only."),
    QT_TRANSLATE_NOOP("rz::connect", "Keep-alive interval"),
    QT_TRANSLATE_NOOP("rz::connect", "Seconds between keep-alive messages of ssh; 0 sends none."),
    QT_TRANSLATE_NOOP("rz::connect", "Tunnel"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "The context before it only makes the TCP connection: the desktop's own ssh speaks "
                      "through it, so that keys and passwords never leave the desktop."),
    QT_TRANSLATE_NOOP("rz::connect", "SSH program"),
    QT_TRANSLATE_NOOP("rz::connect", "The ssh command of OpenSSH to use; on the desktop in place of its own ssh."),
    QT_TRANSLATE_NOOP("rz::connect", "Options of ssh"),
    QT_TRANSLATE_NOOP("rz::connect", "Further options for the ssh command, which is then used on the desktop, too."),
    QT_TRANSLATE_NOOP("rz::connect", "SSH debug level"),
    QT_TRANSLATE_NOOP("rz::connect", "0 to 3: how much of the ssh protocol is written to the log."),
    QT_TRANSLATE_NOOP("rz::connect", "SSH"),
    QT_TRANSLATE_NOOP("rz::connect", "A host that runs an ssh server."),
    // Processes of this machine
    QT_TRANSLATE_NOOP("rz::connect", "Local process"),
    QT_TRANSLATE_NOOP("rz::connect", "Another process on the same machine, as the same user."),
    QT_TRANSLATE_NOOP("rz::connect", "Local process, forked"),
    QT_TRANSLATE_NOOP("rz::connect", "As a local process, but copied from one that is kept ready: faster where many "
                                     "are needed."),
    QT_TRANSLATE_NOOP("rz::connect", "First call"),
    QT_TRANSLATE_NOOP("rz::connect", "A function of the program, without arguments, that the copy calls before "
                                     "anything else, as \"module.function\"."),
    QT_TRANSLATE_NOOP("rz::connect", "Call at the start"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "A function without arguments that the context calls before any call of others begins."),
    // Other users of it
    QT_TRANSLATE_NOOP("rz::connect", "Account to become."),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "The password sudo wants, as a rule your own there; used once. You are asked when it is left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Set HOME"),
    QT_TRANSLATE_NOOP("rz::connect", "HOME becomes the home directory of that account."),
    QT_TRANSLATE_NOOP("rz::connect", "Keep the environment"),
    QT_TRANSLATE_NOOP("rz::connect", "The variables of the context before stay as they are, where sudo permits it."),
    QT_TRANSLATE_NOOP("rz::connect", "SELinux role"),
    QT_TRANSLATE_NOOP("rz::connect", "Role of the new security context."),
    QT_TRANSLATE_NOOP("rz::connect", "SELinux type"),
    QT_TRANSLATE_NOOP("rz::connect", "Type of the new security context."),
    QT_TRANSLATE_NOOP("rz::connect", "Options of sudo"),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "Further options as one gives them to sudo: -E, -g GROUP, -H, -k, -P, -r ROLE, -t TYPE, -u USER."),
    QT_TRANSLATE_NOOP("rz::connect", "sudo program"),
    QT_TRANSLATE_NOOP("rz::connect", "The sudo command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Another user (sudo)"),
    QT_TRANSLATE_NOOP("rz::connect", "Another user of the same machine, as far as its sudoers file permits it."),
    QT_TRANSLATE_NOOP("rz::connect", "Password of that account, used once; you are asked when it is left out."),
    QT_TRANSLATE_NOOP("rz::connect", "su program"),
    QT_TRANSLATE_NOOP("rz::connect", "The su command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Another user (su)"),
    QT_TRANSLATE_NOOP("rz::connect", "Another user of the same machine, whose password is asked."),
    QT_TRANSLATE_NOOP("rz::connect", "Your own password there, used once; you are asked when it is left out."),
    QT_TRANSLATE_NOOP("rz::connect", "doas program"),
    QT_TRANSLATE_NOOP("rz::connect", "The doas command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Another user (doas)"),
    QT_TRANSLATE_NOOP("rz::connect", "Another user of the same machine, as far as its doas.conf permits it."),
    // Containers
    QT_TRANSLATE_NOOP("rz::connect", "Container"),
    QT_TRANSLATE_NOOP("rz::connect", "Name or id of a running container."),
    QT_TRANSLATE_NOOP("rz::connect", "Image"),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Start a temporary container from this image instead; it is removed when the context ends."),
    QT_TRANSLATE_NOOP("rz::connect", "Docker program"),
    QT_TRANSLATE_NOOP("rz::connect", "The docker command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Docker container"),
    QT_TRANSLATE_NOOP("rz::connect", "A running docker container, or a temporary one."),
    QT_TRANSLATE_NOOP("rz::connect", "Podman program"),
    QT_TRANSLATE_NOOP("rz::connect", "The podman command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Podman container"),
    QT_TRANSLATE_NOOP("rz::connect", "A running podman container."),
    QT_TRANSLATE_NOOP("rz::connect", "Name or id of a working container."),
    QT_TRANSLATE_NOOP("rz::connect", "Buildah program"),
    QT_TRANSLATE_NOOP("rz::connect", "The buildah command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Buildah container"),
    QT_TRANSLATE_NOOP("rz::connect", "A working container of buildah."),
    QT_TRANSLATE_NOOP("rz::connect", "Name of a running container."),
    QT_TRANSLATE_NOOP("rz::connect", "Attach program"),
    QT_TRANSLATE_NOOP("rz::connect", "The lxc-attach command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "LXC container"),
    QT_TRANSLATE_NOOP("rz::connect", "A running container of the classic LXC."),
    QT_TRANSLATE_NOOP("rz::connect",
                      "Name of a running container, after the name of its remote where that is not the default one."),
    QT_TRANSLATE_NOOP("rz::connect", "LXD client"),
    QT_TRANSLATE_NOOP("rz::connect", "The lxc command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "LXD container"),
    QT_TRANSLATE_NOOP("rz::connect", "A running container of LXD."),
    QT_TRANSLATE_NOOP("rz::connect", "Pod"),
    QT_TRANSLATE_NOOP("rz::connect", "Name of a running pod."),
    QT_TRANSLATE_NOOP("rz::connect", "Which container of the pod; its default one when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Further arguments"),
    QT_TRANSLATE_NOOP("rz::connect", "Options of kubectl, one each: --namespace=shop, --context=test."),
    QT_TRANSLATE_NOOP("rz::connect", "Kubernetes client"),
    QT_TRANSLATE_NOOP("rz::connect", "The kubectl command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Kubernetes pod"),
    QT_TRANSLATE_NOOP("rz::connect", "A container of a running pod."),
    QT_TRANSLATE_NOOP("rz::connect", "Name or number of a running jail."),
    QT_TRANSLATE_NOOP("rz::connect", "Account in the jail; root when left out."),
    QT_TRANSLATE_NOOP("rz::connect", "Jail program"),
    QT_TRANSLATE_NOOP("rz::connect", "The jexec command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "FreeBSD jail"),
    QT_TRANSLATE_NOOP("rz::connect", "A running jail with Linux programs in it."),
    QT_TRANSLATE_NOOP("rz::connect", "Kind"),
    QT_TRANSLATE_NOOP("rz::connect", "What runs the container; asked for its first process."),
    QT_TRANSLATE_NOOP("rz::connect", "docker"),
    QT_TRANSLATE_NOOP("rz::connect", "lxc"),
    QT_TRANSLATE_NOOP("rz::connect", "lxd"),
    QT_TRANSLATE_NOOP("rz::connect", "machinectl"),
    QT_TRANSLATE_NOOP("rz::connect", "Account in the container, or a number."),
    QT_TRANSLATE_NOOP("rz::connect", "The docker command to use; podman does as well."),
    QT_TRANSLATE_NOOP("rz::connect", "LXD program"),
    QT_TRANSLATE_NOOP("rz::connect", "The lxc command of LXD to use."),
    QT_TRANSLATE_NOOP("rz::connect", "LXC program"),
    QT_TRANSLATE_NOOP("rz::connect", "The lxc-info command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Machinectl program"),
    QT_TRANSLATE_NOOP("rz::connect", "The machinectl command to use."),
    QT_TRANSLATE_NOOP("rz::connect", "Container, entered directly"),
    QT_TRANSLATE_NOOP(
        "rz::connect",
        "A running container that need not have a shell or any file: the agent joins its namespaces. As root only."),
};

}  // namespace

QStringList methodTexts()
{
    QStringList texts;
    for (const char* text : Texts)
        texts << QString::fromUtf8(text);
    return texts;
}

}  // namespace rz::app
