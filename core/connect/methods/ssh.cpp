#include "core/connect/methods/common_options.h"
#include "core/connect/methods/methods.h"

#include <array>
#include <string_view>

namespace rz::connect {

namespace {

constexpr std::array<std::string_view, 4> HostKeyChoices{"ask", "enforce", "accept", "ignore"};

constexpr std::array Options{
    OptionDescription{
        .name = "hostname",
        .type = OptionType::Text,
        .label = forPeople("Host"),
        .help = forPeople("Host name, address, or a Host entry of ~/.ssh/config."),
        .required = true,
        .word = true,
    },
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = forPeople("User"),
        .help = forPeople("Account on the host; from ~/.ssh/config or your own name when left out."),
    },
    OptionDescription{
        .name = "port",
        .type = OptionType::Integer,
        .label = forPeople("Port"),
        .help = forPeople("TCP port of the ssh server; from ~/.ssh/config or 22 when left out."),
        .least = 1,
        .most = 65535,
    },
    OptionDescription{
        .name = "check_host_keys",
        .type = OptionType::Choice,
        .label = forPeople("Host keys"),
        .help =
            forPeople("ask: show unknown and changed keys; enforce: refuse them; accept: trust and store unknown ones; "
                      "ignore: do not check."),
        .fallback = "ask",
        .choices = HostKeyChoices,
    },
    OptionDescription{
        .name = "password",
        .type = OptionType::Secret,
        .label = forPeople("Password"),
        .help = forPeople("Used once if the server asks for one; you are asked when it is left out."),
    },
    OptionDescription{
        .name = "identity_file",
        .type = OptionType::Path,
        .label = forPeople("Private key"),
        .help = forPeople("File of a private key to offer."),
    },
    OptionDescription{
        .name = "identities_only",
        .type = OptionType::Boolean,
        .label = forPeople("Offer only that key"),
        .help = forPeople("Keys of the ssh agent are not offered when a private key or password is given."),
        .fallback = "true",
        .advanced = true,
    },
    OptionDescription{
        .name = "compression",
        .type = OptionType::Boolean,
        .label = forPeople("Compression"),
        .help = forPeople("Compress the connection; worth it on slow links only."),
        .fallback = "false",
        .advanced = true,
    },
    OptionDescription{
        .name = "keepalive_interval",
        .type = OptionType::Seconds,
        .label = forPeople("Keep-alive interval"),
        .help = forPeople("Seconds between keep-alive messages of ssh; 0 sends none."),
        .fallback = "15",
        .advanced = true,
    },
    OptionDescription{
        .name = "tunnel",
        .type = OptionType::Boolean,
        .label = forPeople("Tunnel"),
        .help = forPeople(
            "The context before it only makes the TCP connection: the desktop's own ssh speaks through it, so "
            "that keys and passwords never leave the desktop."),
        .fallback = "false",
        .advanced = true,
        .needsBefore = true,
    },
    OptionDescription{
        .name = "ssh_path",
        .type = OptionType::Path,
        .label = forPeople("SSH program"),
        .help = forPeople("The ssh command of OpenSSH to use; on the desktop in place of its own ssh."),
        .fallback = "ssh",
        .advanced = true,
    },
    OptionDescription{
        .name = "ssh_args",
        .type = OptionType::TextList,
        .label = forPeople("Options of ssh"),
        .help = forPeople("Further options for the ssh command, which is then used on the desktop, too."),
        .advanced = true,
    },
    OptionDescription{
        .name = "ssh_debug_level",
        .type = OptionType::Integer,
        .label = forPeople("SSH debug level"),
        .help = forPeople("0 to 3: how much of the ssh protocol is written to the log."),
        .fallback = "0",
        .advanced = true,
        .most = 3,
    },
    PythonPath,
    ContextName,
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
    Profiling,
};

// A tunnel is for the ssh of the desktop; these are for the program.
constexpr std::array<std::array<std::string_view, 2>, 2> Exclusive{{{"tunnel", "ssh_path"}, {"tunnel", "ssh_args"}}};

constexpr std::array Symptoms{
    Symptom{"Permission denied (", "The server accepts none of the keys and passwords it was offered.",
            "Check the user's name, its password, and that the public key is in its authorized_keys.",
            ErrorKind::Password},
    Symptom{"Too many authentication failures", "The server was offered too many keys before the right one.",
            "Name the private key of the hop.", ErrorKind::Password},
    Symptom{"has changed and you have requested strict checking",
            "Somebody may be intercepting the connection, or the host was installed anew.",
            "If the new key is right, remove the old one with ssh-keygen -R.", ErrorKind::HostKey},
    Symptom{"host key is known for", "Host keys are enforced, and that of the host is in no known_hosts file.",
            "Store the host's key in known_hosts, or let host keys be asked about.", ErrorKind::HostKey},
    Symptom{"REVOKED HOST KEY", "The key was marked as stolen or withdrawn.", "Do not connect; ask who runs the host.",
            ErrorKind::HostKey},
    Symptom{"Connection refused", "No ssh server listens on that port.",
            "Check the port, and that the ssh server runs there."},
    Symptom{"Could not resolve hostname", "There is no host of that name, as seen from where the hop starts.",
            "Check the name, or give the address."},
    Symptom{"No route to host", "The host cannot be reached from where the hop starts.",
            "Check that it is up, and the network in between."},
    Symptom{"Network is unreachable", "The host cannot be reached from where the hop starts.",
            "Check the network there."},
    Symptom{"timed out", "The host does not answer.", "Check the address, and firewalls in between."},
    Symptom{"Unable to negotiate", "The two sides have no algorithm of some kind in common.",
            "See what the server offers, and permit one of it by ssh_args."},
    Symptom{"UNPROTECTED PRIVATE KEY", "Others may read the private key; ssh then does not use it.",
            "Take their right to read it away (chmod 600)."},
    Symptom{"Bad configuration option", "The ssh there does not know an option of its configuration.",
            "Correct the file or ssh_args."},
    Symptom{"Connection closed by", "The server ended the connection before it let anybody in.",
            "See the server's log; it may limit who may connect, or how often."},
    Symptom{"Connection reset by", "The server ended the connection before it let anybody in.",
            "See the server's log; it may limit who may connect, or how often."},
};

}  // namespace

constinit const MethodDescription SshMethod{
    .name = "ssh",
    .label = forPeople("SSH"),
    .help = forPeople("A host that runs an ssh server."),
    .options = Options,
    .target = "hostname",
    .program = "ssh",
    .symptoms = Symptoms,
    .exclusive = Exclusive,
};

}  // namespace rz::connect
