#include "core/connect/openers/openssh_command.h"

#include "core/base/str.h"
#include "core/connect/hop_options.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <unistd.h>

namespace rz::connect {

namespace {

constexpr std::int64_t UsualPort = 22;
constexpr double DefaultKeepalive = 15;

std::vector<std::string> filesIn(std::string_view text)
{
    std::vector<std::string> files;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        std::string file(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        const char* const home = std::getenv("HOME");
        if (file.starts_with("~/") && home != nullptr)
            file.replace(0, 1, home);
        if (!file.empty() && file != "none")
            files.push_back(std::move(file));
    }
    return files;
}

void addOption(std::vector<std::string>& argv, std::string_view name, std::string_view value)
{
    argv.emplace_back("-o");
    argv.push_back(str(name, '=', value));
}

// The text between `begin` and `end`, if it is all of that form.
std::optional<std::string_view> between(std::string_view text, std::string_view begin, std::string_view end)
{
    if (!text.starts_with(begin) || !text.ends_with(end) || text.size() < begin.size() + end.size())
        return {};
    return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

std::string programOf(const Hop& hop)
{
    const std::string path = textOption(hop, "ssh_path");
    return path.empty() ? "ssh" : path;
}

// Of its -F options the last counts; empty when there is none.
std::string configFile(const Hop& hop, const SshSettings& settings)
{
    if (!settings.configFile.empty())
        return settings.configFile;
    std::string file;
    const std::vector<std::string> own = textListOption(hop, "ssh_args");
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i] == "-F" && i + 1 < own.size())
            file = own[++i];
        else if (own[i].starts_with("-F"))
            file = own[i].substr(2);
    }
    return file;
}

// Not for a password that is good once: it is not the account's, and must not be answered with that.
bool asksForPassword(std::string_view label)
{
    const auto has = [label](std::string_view part) { return label.find(part) != std::string_view::npos; };
    const bool once = has("ne-time") || has("ne time") || has("OTP") || has("OATH");
    return has("assword") && !once && !has("\n");
}

}  // namespace

std::string OpensshConfig::subject() const
{
    return port == UsualPort ? account() : str(account(), ':', port);
}

OpensshConfig parseOpensshConfig(std::string_view text)
{
    OpensshConfig config;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t blank = std::min(line.find(' '), line.size());
        const std::string_view key = line.substr(0, blank);
        const std::string_view value = line.substr(std::min(blank + 1, line.size()));
        if (key == "user")
            config.user = value;
        else if (key == "hostname")
            config.host = value;
        else if (key == "port")
            std::from_chars(value.data(), value.data() + value.size(), config.port);
        else if (key == "hashknownhosts")
            config.hashKnownHosts = value == "yes" || value == "true";
        else if (key == "stricthostkeychecking")
            config.strictHostKeyChecking = value;
        else if (key == "hostkeyalias")
            config.hasAlias = value != "none";
        else if (key == "proxyjump")
            config.jumps = value != "none";
        else if (key == "userknownhostsfile")
            config.userKnownHosts = filesIn(value);
        else if (key == "globalknownhostsfile")
            config.otherKnownHosts = filesIn(value);
    }
    return config;
}

std::vector<std::string> opensshOptions(const Hop& hop, const SshSettings& settings, Openssh generation,
                                        const std::vector<std::string>& hostKeyOptions)
{
    std::vector<std::string> argv{programOf(hop), "-T", "-x"};
    // What comes first counts: the user's own before ours, but for what the hop says otherwise.
    const bool decided = hop.options.find("check_host_keys") != nullptr;
    if (decided)
        argv.insert(argv.end(), hostKeyOptions.begin(), hostKeyOptions.end());
    const std::vector<std::string> own = textListOption(hop, "ssh_args");
    argv.insert(argv.end(), own.begin(), own.end());
    if (!decided)
        argv.insert(argv.end(), hostKeyOptions.begin(), hostKeyOptions.end());
    if (!settings.configFile.empty())
        argv.insert(argv.end(), {"-F", settings.configFile});
    for (std::int64_t level = wholeOption(hop, "ssh_debug_level").value_or(0); level > 0 && argv.size() < 1000; --level)
        argv.emplace_back("-v");
    if (const std::string user = textOption(hop, "username"); !user.empty())
        argv.insert(argv.end(), {"-l", user});
    if (const auto port = wholeOption(hop, "port"))
        argv.insert(argv.end(), {"-p", str(*port)});
    const std::string identity = textOption(hop, "identity_file");
    if (!identity.empty())
        argv.insert(argv.end(), {"-i", identity});
    if ((!identity.empty() || hop.options.find("password") != nullptr) && flagOption(hop, "identities_only", true))
        addOption(argv, "IdentitiesOnly", "yes");
    addOption(argv, "Compression", flagOption(hop, "compression", false) ? "yes" : "no");
    addOption(argv, "ServerAliveInterval",
              str(static_cast<std::int64_t>(secondsOption(hop, "keepalive_interval").value_or(DefaultKeepalive))));
    addOption(argv, "NumberOfPasswordPrompts", "3");
    addOption(argv, "BatchMode", "no");
    addOption(argv, "FingerprintHash", "sha256");
    // Nothing of the user's configuration that is meant for logins by hand.
    addOption(argv, "ControlMaster", "no");
    addOption(argv, "ClearAllForwardings", "yes");
    if (generation == Openssh::Current)
        addOption(argv, "RemoteCommand", "none");
    if (wholeOption(hop, "ssh_debug_level").value_or(0) <= 0)
        addOption(argv, "LogLevel", "INFO");
    if (!settings.knownHostsFile.empty())
        addOption(argv, "UserKnownHostsFile", settings.knownHostsFile);
    return argv;
}

std::vector<std::string> opensshHostKeyOptions(std::string_view policy, Openssh generation, const std::string& helper)
{
    std::vector<std::string> argv;
    if (policy.empty())
        return argv;
    if (policy == "enforce") {
        addOption(argv, "StrictHostKeyChecking", "yes");
    } else if (policy == "accept") {
        addOption(argv, "StrictHostKeyChecking", "accept-new");
    } else if (policy == "ignore") {
        addOption(argv, "StrictHostKeyChecking", "no");
        addOption(argv, "UserKnownHostsFile", "/dev/null");
        addOption(argv, "GlobalKnownHostsFile", "/dev/null");
    } else if (generation == Openssh::Old) {
        addOption(argv, "StrictHostKeyChecking", "ask");
    } else {
        // A helper that does not answer is a key that is not known.
        addOption(argv, "StrictHostKeyChecking", "yes");
        std::string path;
        for (const char c : helper)
            path += c == '%' ? std::string("%%") : std::string(1, c);
        addOption(argv, "KnownHostsCommand", str('"', path, "\" known-hosts %I %H %t %K %f"));
    }
    return argv;
}

std::string opensshJumpConfig(const Hop& hop, const SshSettings& settings,
                              const std::vector<std::string>& hostKeyOptions)
{
    std::string text;
    const std::string file = configFile(hop, settings);
    if (file.empty())
        text = "Include ~/.ssh/config\nInclude /etc/ssh/ssh_config\n";
    else if (file.find_first_of("\"\\*?[]{}~\n") != std::string::npos)
        return {};
    else if (file != "none")
        text = str("Include \"", file.starts_with('/') ? "" : str("/proc/", ::getpid(), "/cwd/"), file, "\"\n");
    std::vector<std::string> options = hostKeyOptions;
    if (!settings.knownHostsFile.empty())
        addOption(options, "UserKnownHostsFile", settings.knownHostsFile);
    for (const std::string& option : options) {
        if (option == "-o")
            continue;
        text += option;
        if (option.starts_with("KnownHostsCommand="))
            text += " %n %p";
        text += '\n';
    }
    return text;
}

std::vector<std::string> opensshJumpQuery(const Hop& hop, const SshSettings& settings, const std::string& host,
                                          const std::string& port)
{
    std::vector<std::string> argv{programOf(hop), "-G", "-p", port};
    if (const std::string file = configFile(hop, settings); !file.empty())
        argv.insert(argv.end(), {"-F", file});
    if (!settings.knownHostsFile.empty())
        addOption(argv, "UserKnownHostsFile", settings.knownHostsFile);
    argv.insert(argv.end(), {"--", host});
    return argv;
}

std::string opensshHostKeyPolicy(const Hop& hop, const SshSettings& settings, const OpensshConfig& config)
{
    std::string policy = textOption(hop, "check_host_keys");
    if (!policy.empty())
        return policy;
    return config.strictHostKeyChecking == "ask" ? settings.defaultHostKeys : std::string();
}

OpensshQuestion classifyOpensshQuestion(std::string_view text, const OpensshConfig& config, Openssh generation)
{
    using About = OpensshQuestion::About;
    OpensshQuestion other{.subject = {}, .text = std::string(text)};
    const std::string account = config.account();
    if (text == str(account, "'s password: "))
        return {About::Password, config.subject(), {}};
    // Without the account in front, an old one's question may be anything, in the words of the server.
    if (generation == Openssh::Old)
        return other;
    if (text.starts_with(str('(', account, ") "))) {
        const std::string_view label = text.substr(account.size() + 3);
        if (asksForPassword(label))
            return {About::Password, config.subject(), {}};
        other.text = label;
        return other;
    }
    auto file = between(text, "Enter passphrase for key '", "': ");
    if (!file)
        file = between(text, "Enter passphrase for ", ": ");
    if (file)
        return {About::Passphrase, std::string(*file), {}};
    // A host on the way (ProxyJump), which another ssh that was started by ours connects to.
    const auto jump = between(text, "", "'s password: ");
    if (jump && jump->find_first_of(" ()") == std::string_view::npos)
        return {About::Password, std::string(*jump), {}};
    return other;
}

}  // namespace rz::connect
