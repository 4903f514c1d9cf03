#include "core/connect/method.h"

#include "core/base/str.h"

#include <algorithm>
#include <array>

namespace rz::connect {

namespace {

constexpr std::array<std::string_view, 4> HostKeyChoices{"ask", "enforce", "accept", "ignore"};

constexpr OptionDescription RemoteName{
    .name = "remote_name",
    .type = OptionType::Text,
    .label = "Process name",
    .help = "Shown by ps on the host after \"rhizome:\"; user@host:pid of the parent when left out. No slashes.",
    .advanced = true,
};
constexpr OptionDescription ConnectTimeout{
    .name = "connect_timeout",
    .type = OptionType::Seconds,
    .label = "Time limit",
    .help = "Seconds to wait for the connection; the clock stands still while a question is open.",
    .fallback = "30",
    .advanced = true,
};
constexpr OptionDescription Unidirectional{
    .name = "unidirectional",
    .type = OptionType::Boolean,
    .label = "No traffic between its children",
    .help = "Contexts below it may talk to their parents only, not to each other.",
    .fallback = "false",
    .advanced = true,
};
constexpr OptionDescription Debug{
    .name = "debug",
    .type = OptionType::Boolean,
    .label = "Debug log",
    .help = "The context sends its debug messages to the log.",
    .fallback = "false",
    .advanced = true,
};

constexpr std::array LocalOptions{RemoteName, ConnectTimeout, Unidirectional, Debug};

constexpr std::array SshOptions{
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

constexpr std::array Methods{
    MethodDescription{
        .name = "ssh",
        .label = "SSH",
        .help = "A host that runs an ssh server.",
        .options = SshOptions,
        .target = "hostname",
    },
    MethodDescription{
        .name = "local",
        .label = "Local process",
        .help = "Another process on the same machine, as the same user.",
        .options = LocalOptions,
    },
};

const OptionDescription* findOption(const MethodDescription& method, std::string_view name)
{
    const auto found = std::find_if(method.options.begin(), method.options.end(),
                                    [name](const OptionDescription& option) { return option.name == name; });
    return found == method.options.end() ? nullptr : &*found;
}

std::string_view wanted(OptionType type)
{
    switch (type) {
    case OptionType::Text:
    case OptionType::Path:
    case OptionType::Choice: return "text";
    case OptionType::Integer: return "a whole number";
    case OptionType::Boolean: return "true or false";
    case OptionType::Seconds: return "a number of seconds";
    case OptionType::TextList: return "a list of texts";
    case OptionType::Secret: return "a secret";
    case OptionType::Context: return "a context";
    }
    return "something else";
}

bool fits(OptionType type, const Value& value)
{
    switch (type) {
    case OptionType::Text:
    case OptionType::Path:
    case OptionType::Choice: return value.is<std::string>();
    case OptionType::Integer: return value.is<std::int64_t>();
    case OptionType::Boolean: return value.is<bool>();
    case OptionType::Seconds: {
        const auto* whole = value.as<std::int64_t>();
        const auto* real = value.as<double>();
        return (whole != nullptr && *whole >= 0) || (real != nullptr && *real >= 0);
    }
    case OptionType::TextList: {
        const auto* list = value.as<List>();
        return list != nullptr && std::all_of(list->items.begin(), list->items.end(),
                                              [](const Value& item) { return item.is<std::string>(); });
    }
    case OptionType::Secret: return value.is<Secret>() || value.is<std::string>();
    case OptionType::Context: return value.is<ContextRef>();
    }
    return false;
}

Result<> checkOption(const MethodDescription& method, const OptionDescription& option, const Value& value)
{
    const std::string which = str(method.name, ": option ", option.name);
    if (!fits(option.type, value))
        return fail(ErrorKind::Argument, str(which, " must be ", wanted(option.type), ", not ", value.typeName()));
    if (option.type == OptionType::Choice) {
        const std::string& text = *value.as<std::string>();
        if (std::find(option.choices.begin(), option.choices.end(), text) == option.choices.end()) {
            std::string allowed;
            for (const std::string_view choice : option.choices)
                allowed += str(allowed.empty() ? "" : ", ", choice);
            return fail(ErrorKind::Argument, str(which, " is \"", text, "\"; it must be one of: ", allowed));
        }
    }
    if (option.name == "port" && (*value.as<std::int64_t>() < 1 || *value.as<std::int64_t>() > 65535))
        return fail(ErrorKind::Argument, str(which, " must be between 1 and 65535"));
    if (option.name == "remote_name" && value.as<std::string>()->find_first_of("/\\") != std::string::npos)
        return fail(ErrorKind::Argument, str(which, " must not contain slashes"));
    return {};
}

}  // namespace

std::span<const MethodDescription> methods()
{
    return Methods;
}

const MethodDescription* findMethod(std::string_view name)
{
    const auto* found = std::find_if(Methods.begin(), Methods.end(),
                                     [name](const MethodDescription& method) { return method.name == name; });
    return found == Methods.end() ? nullptr : found;
}

const OptionDescription* findOption(std::string_view method, std::string_view option)
{
    const MethodDescription* description = findMethod(method);
    return description == nullptr ? nullptr : findOption(*description, option);
}

Result<> validate(const Hop& hop)
{
    const MethodDescription* method = findMethod(hop.method);
    if (method == nullptr)
        return fail(ErrorKind::Argument, str("there is no connection method \"", hop.method, "\""));
    for (const auto& [key, value] : hop.options.items) {
        const std::string* name = key.as<std::string>();
        const OptionDescription* option = name == nullptr ? nullptr : findOption(*method, *name);
        if (option == nullptr)
            return fail(ErrorKind::Argument, str(hop.method, " has no option ", repr(key)));
        RZ_CHECK(checkOption(*method, *option, value));
    }
    for (const OptionDescription& option : method->options) {
        const Value* value = hop.options.find(option.name);
        const std::string* text = value == nullptr ? nullptr : value->as<std::string>();
        if (option.required && (value == nullptr || (text != nullptr && text->empty())))
            return fail(ErrorKind::Argument, str(hop.method, " needs ", option.name));
    }
    return {};
}

std::string Hop::label() const
{
    if (method == "ssh") {
        std::string text = "ssh ";
        if (const Value* user = options.find("username"); user != nullptr && user->is<std::string>())
            text += *user->as<std::string>() + '@';
        if (const Value* host = options.find("hostname"); host != nullptr && host->is<std::string>())
            text += *host->as<std::string>();
        if (const Value* port = options.find("port"); port != nullptr && port->is<std::int64_t>())
            text += str(':', *port->as<std::int64_t>());
        return text;
    }
    const MethodDescription* description = findMethod(method);
    const Value* target = description == nullptr ? nullptr : options.find(description->target);
    if (target != nullptr && target->is<std::string>())
        return str(method, ' ', *target->as<std::string>());
    return method;
}

}  // namespace rz::connect
