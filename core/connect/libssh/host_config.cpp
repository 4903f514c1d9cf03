#include "core/connect/libssh/host_config.h"

#include "core/base/str.h"
#include "core/connect/libssh/flat_config.h"
#include "core/connect/libssh/run_program.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace rz::connect::ssh {

namespace {

// "Match exec" runs commands of the user's.
constexpr Duration QueryLimit = std::chrono::seconds(20);

constexpr std::array<std::string_view, 3> DefaultIdentities{"id_ed25519", "id_ecdsa", "id_rsa"};

std::string agentPath(std::string_view configured)
{
    const char* environment = ::getenv("SSH_AUTH_SOCK");
    if (configured.empty() || configured == "SSH_AUTH_SOCK")
        return environment == nullptr ? std::string() : std::string(environment);
    if (configured.starts_with('$')) {
        const char* named = ::getenv(std::string(configured.substr(1)).c_str());
        return named == nullptr ? std::string() : std::string(named);
    }
    return std::string(configured);
}

std::string localHostName()
{
    std::array<char, HOST_NAME_MAX + 1> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

std::string tokenValue(char token, const HostConfig& config, const ConfigQuery& query, const LocalUser& local)
{
    std::string name = localHostName();
    switch (token) {
    case '%': return "%";
    case 'd': return local.home;
    case 'h': return config.hostName;
    case 'i': return str(local.uid);
    case 'j': return config.proxyJump.empty() ? std::string() : config.proxyJump.back();
    case 'k': return config.hostKeyAlias.empty() ? query.host : config.hostKeyAlias;
    case 'L': return name.substr(0, name.find('.'));
    case 'l': return name;
    case 'n': return query.host;
    case 'p': return str(config.port);
    case 'r': return config.user;
    case 'u': return local.name;
    default: return {'%', token};
    }
}

// By name, or by number when the name is empty.
std::optional<LocalUser> findAccount(const std::string& name, uid_t uid)
{
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 16 * 1024> buffer;
    const int error = name.empty() ? ::getpwuid_r(uid, &entry, buffer.data(), buffer.size(), &found)
                                   : ::getpwnam_r(name.c_str(), &entry, buffer.data(), buffer.size(), &found);
    if (error != 0 || found == nullptr)
        return {};
    return LocalUser{.name = entry.pw_name, .home = entry.pw_dir, .uid = entry.pw_uid};
}

std::string homeOf(std::string_view user, const LocalUser& local)
{
    if (user.empty())
        return local.home;
    const auto account = findAccount(std::string(user), 0);
    return account ? account->home : str('~', user);
}

HostConfig readFlat(const FlatConfig& flat)
{
    HostConfig config;
    config.hostName = flat.text("hostname");
    config.user = flat.text("user");
    config.port = static_cast<std::uint16_t>(flat.number("port", 22));
    config.addressFamily = flat.text("addressfamily");
    config.bindAddress = flat.text("bindaddress");
    config.connectTimeout = std::chrono::seconds(flat.number("connecttimeout", 0));
    config.tcpKeepAlive = flat.flag("tcpkeepalive", true);
    config.aliveInterval = std::chrono::seconds(flat.number("serveraliveinterval", 0));
    config.aliveCountMax = static_cast<int>(flat.number("serveralivecountmax", 3));
    config.proxyCommand = flat.text("proxycommand");
    config.proxyJump = flat.commaList("proxyjump");

    config.hostKeyPolicy = parseHostKeyPolicy(flat.text("stricthostkeychecking"));
    if (config.hostKeyPolicy == HostKeyPolicy::Ask)
        config.hostKeyPolicy.reset();
    config.hostKeyAlias = flat.text("hostkeyalias");
    config.hashKnownHosts = flat.flag("hashknownhosts", false);
    config.trustLoopback = flat.flag("nohostauthenticationforlocalhost", false);
    config.userKnownHosts = flat.paths("userknownhostsfile");
    config.globalKnownHosts = flat.paths("globalknownhostsfile");
    config.revokedHostKeys = flat.paths("revokedhostkeys");

    config.preferredAuthentications = flat.commaList("preferredauthentications");
    config.publicKeyAuthentication = flat.flag("pubkeyauthentication", true);
    config.passwordAuthentication = flat.flag("passwordauthentication", true);
    config.keyboardInteractiveAuthentication = flat.flag("kbdinteractiveauthentication", true);
    config.passwordPrompts = static_cast<int>(flat.number("numberofpasswordprompts", 3));
    config.identityFiles = flat.values("identityfile");
    config.certificateFiles = flat.values("certificatefile");
    config.identitiesOnly = flat.flag("identitiesonly", false);
    if (!flat.isNone("identityagent"))
        config.identityAgent = agentPath(flat.text("identityagent"));

    config.compression = flat.flag("compression", false);
    config.ciphers = flat.text("ciphers");
    config.macs = flat.text("macs");
    config.keyExchanges = flat.text("kexalgorithms");
    config.hostKeyAlgorithms = flat.text("hostkeyalgorithms");
    config.publicKeyAlgorithms = flat.text("pubkeyacceptedalgorithms");
    const std::vector<std::string> rekey = flat.words("rekeylimit");
    config.rekeyBytes = rekey.empty() ? 0 : static_cast<std::uint64_t>(parseNumber(rekey[0]).value_or(0));
    config.rekeyInterval = std::chrono::seconds(rekey.size() < 2 ? 0 : parseNumber(rekey[1]).value_or(0));
    return config;
}

// A file name in which nothing is replaced later.
std::string withoutTokens(std::string_view path)
{
    std::string escaped;
    for (const char c : path)
        escaped += c == '%' ? "%%" : std::string(1, c);
    return escaped;
}

// As ssh_config takes an argument with blanks in it.
std::string quoted(std::string_view text)
{
    std::string result = "\"";
    for (const char c : text)
        result += c == '"' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
    return result + '"';
}

Error configurationError(const ProgramOutput& ran)
{
    std::string seen = ran.errors;
    seen.erase(seen.find_last_not_of('\n') + 1);
    if (seen.find("jumphost loop") != std::string::npos)
        return jumpCircleError(std::move(seen));
    return Error(ErrorKind::Argument, "OpenSSH's configuration could not be read")
        .withDetails({.seen = std::move(seen),
                      .cause = "There is a mistake in a configuration file of ssh, or the host name is not one.",
                      .fix = "Correct the line that is named; \"ssh -G HOST\" shows the same message."});
}

}  // namespace

Error jumpCircleError(std::string seen)
{
    return Error(ErrorKind::Argument, "ProxyJump leads in a circle")
        .withDetails({.seen = std::move(seen),
                      .cause = "The settings of a jump host name a jump again that leads back to it.",
                      .fix = "Exclude the jump host from that ProxyJump, e.g. by \"Host * !bastion\"."});
}

std::optional<HostKeyPolicy> parseHostKeyPolicy(std::string_view text)
{
    if (text == "ask")
        return HostKeyPolicy::Ask;
    if (text == "enforce" || text == "yes" || text == "true")
        return HostKeyPolicy::Enforce;
    // OpenSSH's "no" goes on with a changed key as well, which nobody should.
    if (text == "accept" || text == "accept-new" || text == "no" || text == "off" || text == "false")
        return HostKeyPolicy::Accept;
    if (text == "ignore")
        return HostKeyPolicy::Ignore;
    return {};
}

LocalUser LocalUser::current()
{
    if (auto account = findAccount({}, ::getuid()))
        return std::move(*account);
    const char* home = ::getenv("HOME");
    return {.name = str(::getuid()), .home = home == nullptr ? "/" : home, .uid = ::getuid()};
}

Result<HostConfig> readHostConfig(const ConfigQuery& query, const CancelToken& cancel)
{
    const LocalUser local = LocalUser::current();
    if (query.host.empty() || query.host.starts_with('-'))
        return fail(ErrorKind::Argument, str('"', query.host, "\" is not a host name"));
    if (query.file == "none")
        return defaultHostConfig(query, local);

    std::vector<std::string> argv{"ssh", "-G", "-T"};
    if (!query.file.empty())
        argv.insert(argv.end(), {"-F", query.file});
    if (!query.user.empty())
        argv.insert(argv.end(), {"-l", query.user});
    if (query.port)
        argv.insert(argv.end(), {"-p", str(*query.port)});
    if (!query.identityFile.empty())
        argv.insert(argv.end(), {"-o", str("IdentityFile ", quoted(withoutTokens(query.identityFile)))});
    argv.insert(argv.end(), {"--", query.host});

    auto ran = runProgram(argv, QueryLimit, cancel);
    if (!ran && ran.error().errnum() == ENOENT)
        return parseWithLibssh(query, local);
    if (!ran)
        return std::unexpected(std::move(ran).error());
    if (ran->status != io::ExitStatus{})
        return std::unexpected(configurationError(*ran));
    return parseHostConfig(ran->output, query, local);
}

HostConfig defaultHostConfig(const ConfigQuery& query, const LocalUser& local)
{
    HostConfig config;
    config.hostName = query.host;
    config.user = query.user.empty() ? local.name : query.user;
    config.port = query.port.value_or(22);
    config.identityAgent = agentPath({});
    if (!query.identityFile.empty()) {
        config.identityFiles = {expandTokens(withoutTokens(query.identityFile), config, query, local)};
    } else {
        for (const std::string_view name : DefaultIdentities)
            config.identityFiles.push_back(str(local.home, "/.ssh/", name));
    }
    config.userKnownHosts = {local.home + "/.ssh/known_hosts"};
    config.globalKnownHosts = {"/etc/ssh/ssh_known_hosts"};
    return config;
}

HostConfig parseHostConfig(std::string_view flat, const ConfigQuery& query, const LocalUser& local)
{
    HostConfig config = readFlat(FlatConfig(flat));
    if (config.hostName.empty())
        config.hostName = query.host;
    if (config.user.empty())
        config.user = query.user.empty() ? local.name : query.user;
    for (std::vector<std::string>* list : {&config.identityFiles, &config.certificateFiles, &config.userKnownHosts,
                                           &config.globalKnownHosts, &config.revokedHostKeys}) {
        for (std::string& path : *list)
            path = expandTokens(path, config, query, local);
    }
    config.identityAgent = expandTokens(config.identityAgent, config, query, local);
    return config;
}

std::string expandTokens(std::string_view text, const HostConfig& config, const ConfigQuery& query,
                         const LocalUser& local)
{
    std::string expanded;
    if (text.starts_with('~')) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        expanded = homeOf(text.substr(1, slash - 1), local);
        text.remove_prefix(slash);
    }
    while (!text.empty()) {
        const std::size_t percent = std::min(text.find('%'), text.size());
        expanded += text.substr(0, percent);
        text.remove_prefix(percent);
        if (text.size() >= 2)
            expanded += tokenValue(text[1], config, query, local);
        else
            expanded += text;
        text.remove_prefix(std::min<std::size_t>(2, text.size()));
    }
    return expanded;
}

}  // namespace rz::connect::ssh
