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
        .label = "Host",
        .help = "Host name, address, or a Host entry of ~/.ssh/config.",
        .required = true,
    },
    OptionDescription{
        .name = "username",
        .type = OptionType::Text,
        .label = "User",
        .help = "Account on the host; from ~/.ssh/config or your own name when left out.",
    },
    OptionDescription{
        .name = "port",
        .type = OptionType::Integer,
        .label = "Port",
        .help = "TCP port of the ssh server; from ~/.ssh/config or 22 when left out.",
    },
    OptionDescription{
        .name = "check_host_keys",
        .type = OptionType::Choice,
        .label = "Host keys",
        .help = "ask: show unknown and changed keys; enforce: refuse them; accept: trust and store unknown ones; "
                "ignore: do not check.",
        .fallback = "ask",
        .choices = HostKeyChoices,
    },
    OptionDescription{
        .name = "password",
        .type = OptionType::Secret,
        .label = "Password",
        .help = "Used once if the server asks for one; you are asked when it is left out.",
    },
    OptionDescription{
        .name = "identity_file",
        .type = OptionType::Path,
        .label = "Private key",
        .help = "File of a private key to offer.",
    },
    OptionDescription{
        .name = "identities_only",
        .type = OptionType::Boolean,
        .label = "Offer only that key",
        .help = "Keys of the ssh agent are not offered when a private key or password is given.",
        .fallback = "true",
        .advanced = true,
    },
    OptionDescription{
        .name = "compression",
        .type = OptionType::Boolean,
        .label = "Compression",
        .help = "Compress the connection; worth it on slow links only.",
        .fallback = "false",
        .advanced = true,
    },
    OptionDescription{
        .name = "keepalive_interval",
        .type = OptionType::Seconds,
        .label = "Keep-alive interval",
        .help = "Seconds between keep-alive messages of ssh; 0 sends none.",
        .fallback = "15",
        .advanced = true,
    },
    OptionDescription{
        .name = "ssh_debug_level",
        .type = OptionType::Integer,
        .label = "SSH debug level",
        .help = "0 to 3: how much of the ssh protocol is written to the log.",
        .fallback = "0",
        .advanced = true,
    },
    RemoteName,
    ConnectTimeout,
    Unidirectional,
    Debug,
};

}  // namespace

constinit const MethodDescription SshMethod{
    .name = "ssh",
    .label = "SSH",
    .help = "A host that runs an ssh server.",
    .options = Options,
    .target = "hostname",
};

}  // namespace rz::connect
