#pragma once

#include "core/base/error.h"
#include "core/connect/libssh/cancel_token.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rz::connect::ssh {

// How to treat a host key that is not known: show it, refuse it, trust and store it, or do not look at all.
enum class HostKeyPolicy : std::uint8_t { Ask, Enforce, Accept, Ignore };
std::optional<HostKeyPolicy> parseHostKeyPolicy(std::string_view text);

// Who this program runs as.
struct LocalUser {
    std::string name;
    std::string home;
    unsigned uid = 0;
    static LocalUser current();
};

// What OpenSSH's configuration says about one host. Lists are empty and numbers 0 where it says nothing.
struct HostConfig {
    std::string hostName;
    std::string user;
    std::uint16_t port = 22;
    std::string addressFamily;  // "any", "inet", "inet6"
    std::string bindAddress;
    std::chrono::seconds connectTimeout{0};
    bool tcpKeepAlive = true;
    std::chrono::seconds aliveInterval{0};
    int aliveCountMax = 3;
    std::string proxyCommand;
    std::vector<std::string> proxyJump;  // "user@host:port", in the order in which they are passed

    std::optional<HostKeyPolicy> hostKeyPolicy;  // none: the configuration leaves it at "ask"
    std::string hostKeyAlias;
    bool hashKnownHosts = false;
    bool trustLoopback = false;  // NoHostAuthenticationForLocalhost
    std::vector<std::string> userKnownHosts;
    std::vector<std::string> globalKnownHosts;
    std::vector<std::string> revokedHostKeys;  // files

    std::vector<std::string> preferredAuthentications;
    bool publicKeyAuthentication = true;
    bool passwordAuthentication = true;
    bool keyboardInteractiveAuthentication = true;
    int passwordPrompts = 3;
    std::vector<std::string> identityFiles;
    std::vector<std::string> certificateFiles;
    bool identitiesOnly = false;
    std::string identityAgent;  // a path; empty: no agent

    bool compression = false;
    std::string ciphers;
    std::string macs;
    std::string keyExchanges;
    std::string hostKeyAlgorithms;
    std::string publicKeyAlgorithms;
    std::uint64_t rekeyBytes = 0;
    std::chrono::seconds rekeyInterval{0};
};

struct ConfigQuery {
    std::string host;                   // as the user named it
    std::string user;                   // empty: from the configuration
    std::optional<std::uint16_t> port;  // none: from the configuration
    std::string file;                   // empty: OpenSSH's own files; "none": no file
    std::string identityFile;           // asked for besides those of the configuration
};

// Asks `ssh -G`, so that every rule is OpenSSH's own; where there is no ssh program, libssh's parser. Blocks.
Result<HostConfig> readHostConfig(const ConfigQuery& query, const CancelToken& cancel);

Error jumpCircleError(std::string seen);

// The settings without any file.
HostConfig defaultHostConfig(const ConfigQuery& query, const LocalUser& local);
// From what `ssh -G` printed: a keyword in lower case and its value on each line.
HostConfig parseHostConfig(std::string_view flat, const ConfigQuery& query, const LocalUser& local);
// By libssh's parser, which knows fewer keywords. Fails with Argument where host keys are revoked, which it would pass over.
Result<HostConfig> parseWithLibssh(const ConfigQuery& query, const LocalUser& local);

// Replaces "~" at the front and %-tokens: %h %p %n %r %u %d %L %l %i %k %j %%. Unknown ones stay.
std::string expandTokens(std::string_view text, const HostConfig& config, const ConfigQuery& query,
                         const LocalUser& local);

}  // namespace rz::connect::ssh
